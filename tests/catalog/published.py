"""A published network for tests of files and feed, and the day they are read on."""

from datetime import date

from tests.factories import (
    FormFactory,
    NetworkItemFactory,
    NetworkVersionFactory,
    ResolutionFactory,
    ServiceFormFactory,
)

DAY = date(2026, 11, 22)


def version_in_force(year=2026, number=1, last=None, state="valid"):
    return NetworkVersionFactory(
        year=year, number=number, valid_from=date(year, 1, 1), valid_to=last, state=state,
        assembly_resolution=ResolutionFactory(),
    )  # fmt: skip


def put_in(version, service, **fields):
    form = fields.pop("form", None) or FormFactory()
    if not service.forms.filter(form=form).exists():
        ServiceFormFactory(service=service, form=form)
    return NetworkItemFactory(**{"network": version, "service": service, "form": form} | fields)
