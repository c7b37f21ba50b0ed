"""The page of a service as a browser would fill it in and send it."""

from django.urls import reverse


def address(service, name="service-public"):
    return reverse(f"providers:{name}", args=[service.identifier])


def shown(client, service, query=""):
    """What the page's form holds now, field by field."""
    context = client.get(address(service) + query).context
    form, proposal = context["form"], context["proposal"]
    data = {"page": context["digest"], "version": str(proposal.version) if proposal else ""}
    for part in (form.texts, *form.hours, *form.contacts):
        for field in part:
            value = "on" if field.value() is True else field.value()
            if value not in (None, False, ""):
                data[field.html_name] = value
    for rows in (form.hours, form.contacts):
        for field in rows.management_form:
            data[field.html_name] = field.value()
    return data


def press(client, service, act, data=None, **changed):
    """``changed``: fields by name; None leaves a box unticked."""
    data = (shown(client, service) if data is None else data) | changed | {"act": act}
    sent = {name: value for name, value in data.items() if value is not None}
    return client.post(address(service), sent)


def decide(client, proposal, step="accept", **more):
    proposal.refresh_from_db()
    sent = {"version": proposal.version} | more
    return client.post(reverse(f"providers:proposal-{step}", args=[proposal.pk]), sent)
