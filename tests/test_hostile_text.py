"""Text that would be a script, a template or a formula stays text on every page and in every file."""

import io

import pytest
from django.apps import apps
from django.db import models, transaction
from django.urls import get_resolver
from openpyxl import load_workbook

from providers.models import Contact, Provider, Service
from sitis import mail
from sitis.mail import OutgoingMail
from tests.test_doors import filled, records  # noqa: F401 - a fixture
from tests.test_house_rules import addresses

pytestmark = pytest.mark.django_db

SCRIPT = '<script>alert("x")</script>'
HOSTILE = f"=cmd|' /C calc'!A0 {SCRIPT}<img src=x onerror=alert(1)> {{{{99*99991}}}} {{% now %}}"
ROOMS = {
    *("providers", "planning", "evaluation", "accounts", "sitis", "territory"),
    *("jobs", "documents", "reminders"),
}
#: Texts with marks, cleaned before they are stored; ``test_richtext_cleaning`` holds that.
CLEANED = {"planning.Section.text", "planning.SectionDraft.text"}
#: Texts that are no words of people: keys, codes, hashes, addresses of e-mail.
LEFT = {
    "identifier",
    "ico",
    "founder_ico",
    "slug",
    "rpss_code",
    "email",
    "password",
    "token_hash",
    "task",
    "region",
    "scope_pk",
    "table",
    "field",
    "source_key",
    "fingerprint",
    "sha256",
    "address_point_code",
    "postal_code",
    "data_box",
    "code",
    "indicator",
    "cell",
    "url",
    "page",
    "record_key",
    "release",
    "why_not",
    "document_number",
}


def spoil() -> None:
    """Write HOSTILE into each text of each record, past all forms: as if some form had let it in."""
    for model in apps.get_models():
        if model._meta.app_label not in ROOMS or hasattr(model, "history_type"):
            continue
        keys = {name for rule in model._meta.total_unique_constraints for name in rule.fields}
        names = [
            field.name
            for field in model._meta.concrete_fields
            if type(field) in {models.CharField, models.TextField}
            and not field.choices
            and field.name not in LEFT
            and f"{model._meta.label}.{field.name}" not in CLEANED
            and field.name not in keys
            and not (field.max_length and field.max_length < 100 and field.unique)
        ]
        for name in names:
            width = model._meta.get_field(name).max_length or len(HOSTILE)
            with transaction.atomic():
                model._base_manager.update(**{name: HOSTILE[:width]})


@pytest.mark.parametrize(
    ("who", "starts", "least"),
    [
        ("administrator", ("sprava/",), 600),
        ("planner", ("planovani/",), 100),
        ("analyst", ("hodnoceni/",), 40),
        ("registrar", ("registr/", "prostor/", "dokumenty/", "lide/"), 75),
        ("worker", ("",), 270),
    ],
)
def test_no_page_runs_what_a_record_says(client, people, records, who, starts, least):  # noqa: F811
    """``least``: on so many pages at least the text must be seen, so that the rest says something."""
    records["registr/sluzby/"]["identifier"] = Service.objects.earliest("pk").identifier
    spoil()
    shown = 0
    client.force_login(people[who])
    for address, _view in addresses(get_resolver().url_patterns):
        if not address.startswith(starts) or "odhlaseni" in address or "logout" in address:
            continue
        if who != "administrator" and address.startswith("sprava/"):
            continue
        place = filled(address, records)
        answer = client.get(place)
        if answer.streaming or "html" not in answer.headers.get("Content-Type", ""):
            continue
        page = answer.content.decode()
        assert "<script>alert" not in page, place
        assert "<img src=x" not in page, place
        assert "9899109" not in page, place
        shown += "&lt;script&gt;alert" in page
    assert shown >= least


@pytest.mark.parametrize(
    "address",
    [
        "/registr/sluzby/export/{}/",
        "/sprava/providers/service/export/{}/",
        "/sprava/providers/contact/export/{}/",
        "/registr/poskytovatele/export/{}/",
    ],
)
def test_no_exported_cell_is_a_formula(client, people, records, address):  # noqa: F811
    spoil()
    client.force_login(people["registrar"])

    written = b"".join(client.get(address.format("csv"))).decode("utf-8-sig")
    book = load_workbook(io.BytesIO(b"".join(client.get(address.format("xlsx")))))

    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert any("=cmd" in str(cell.value) for cell in cells)
    assert {cell.data_type for cell in cells if "cmd" in str(cell.value)} == {"s"}
    fields = [part.strip('"') for line in written.splitlines() for part in line.split(";")]
    assert "'=cmd|' /C calc'!A0 " in written
    assert [one for one in fields if one.startswith(("=", "+", "@"))] == []


def test_no_letter_runs_what_a_record_says(people):
    provider = Provider(name=HOSTILE)

    mail.send("account_changed", to="a@kraj.example", what=provider.name, when=provider.name)

    letter = OutgoingMail.objects.get()
    assert "<script" not in letter.html
    assert "&lt;script&gt;" in letter.html
    assert SCRIPT in letter.text  # plain text needs no escape
    assert Contact.objects.count() == 0
