"""A version of the network as PDF, by the command and as the catalogue offers it."""

import hashlib
import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pypdf import PdfReader

from providers.models import NetworkItem
from sitis import rooms
from sitis.documents.actions import enter
from sitis.documents.build import build
from sitis.documents.models import Document
from tests.factories import NetworkItemFactory, NetworkVersionFactory, ServiceFactory


@pytest.fixture
def item(db):
    return NetworkItemFactory(
        network=NetworkVersionFactory(in_force=True, year=2026, number=7),
        service=ServiceFactory(name="Pečovatelská služba Žďár", is_published=True),
    )


def command(kind, key, file):
    out = io.StringIO()
    call_command(
        "build_document", kind, str(key), "-o", str(file), stdout=out, stderr=io.StringIO()
    )
    return out.getvalue().splitlines()


def test_the_command_writes_the_kept_file_and_says_its_sum(item, tmp_path):
    file = tmp_path / "síť.pdf"

    said = command("network", item.network.pk, file)

    document = Document.objects.get()
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    assert said == [str(file), f"stran: {document.pages}", f"SHA-256: {sha256}"]
    assert (document.sha256, document.is_public, document.version) == (sha256, True, "2026-7")
    assert document.standards == "PDF/A-2a, PDF/UA-1"
    assert document.page == "/sit/2026/7/"
    text = " ".join(page.extract_text() for page in PdfReader(file).pages)
    text = " ".join(text.replace("\xa0", " ").split())
    assert document.number in text
    assert f"/overeni/{document.number}/" in text.replace(" ", "")
    assert "Žďár" in text
    assert item.network.assembly_resolution.number in text


def test_two_builds_of_a_version_are_the_same_bytes(item):
    subject = rooms.document_kind("network").subject(str(item.network.pk))
    row = enter("network", str(item.network.pk), subject, by=None, now=timezone.now())

    first, other = (build(row, lambda *said: None).content for _time in (1, 2))

    assert first == other


def test_a_service_that_is_not_shown_is_not_in_the_public_document(item, tmp_path):
    NetworkItemFactory(
        network=item.network, service=ServiceFactory(name="Tajnůstka", is_published=False)
    )
    file = tmp_path / "a.pdf"
    command("network", item.network.pk, file)

    assert "Tajn" not in " ".join(page.extract_text() for page in PdfReader(file).pages)


def test_every_change_of_a_draft_is_another_version(db):
    item = NetworkItemFactory(network=NetworkVersionFactory())
    kind, key = rooms.document_kind("network"), str(item.network.pk)
    before = kind.subject(key)

    NetworkItem.objects.filter(pk=item.pk).update(version=2)

    assert not before.is_final
    assert not before.is_public
    assert kind.subject(key).version != before.version


@pytest.mark.parametrize(
    ("kind", "key", "code", "sentence"),
    [
        ("painting", "1", 2, "Druh dokumentu painting neznám."),
        ("network", "999999", 1, "Záznam 999999 druhu network neexistuje."),
        ("network", "x", 1, "Záznam x druhu network neexistuje."),
    ],
)
@pytest.mark.django_db
def test_the_command_refuses_with_a_sentence(kind, key, code, sentence, tmp_path):
    with pytest.raises(CommandError, match=sentence) as refused:
        command(kind, key, tmp_path / "a.pdf")

    assert refused.value.returncode == code
    assert not (tmp_path / "a.pdf").exists()


def test_numbers_of_queries_do_not_depend_on_the_items(item, django_assert_max_num_queries):
    NetworkItemFactory.create_batch(5, network=item.network)
    kind, imprint = (
        rooms.document_kind("network"),
        rooms.Imprint("1", "http://x.example/overeni/1/"),
    )

    with django_assert_max_num_queries(45):
        paper = kind.collect(str(item.network.pk), imprint, lambda *said: None)

    assert paper.moment.date() <= date(2026, 1, 1)


def test_the_page_of_a_version_offers_its_document_to_who_reads_it(item, client, people):
    client.force_login(people["planner"])
    address = item.network.get_absolute_url()

    assert "Připravit PDF" in client.get(address).content.decode()
    Document.objects.create(**stored(item))
    page = client.get(address).content.decode()

    assert "/dokumenty/2026-000009/soubor/" in page
    assert "Připravit PDF" not in page


def test_the_public_page_links_only_a_stored_public_document(item, client):
    row = Document.objects.create(**stored(item) | {"is_public": False})
    assert "dokumenty" not in client.get("/sit/2026/7/").content.decode()
    Document.objects.update(is_public=True, file="")
    assert "dokumenty" not in client.get("/sit/2026/7/").content.decode()

    Document.objects.update(file="documents/a.pdf")
    page = client.get("/sit/2026/7/").content.decode()

    for words in (f"/dokumenty/{row.number}/soubor/", row.verify_path(), row.number, "162 stran"):
        assert words in page


def stored(item):
    return {
        "number": "2026-000009", "kind": "network", "record_key": str(item.network.pk),
        "version": "2026-7", "is_final": True, "is_public": True, "file": "documents/a.pdf",
        "size": 9, "pages": 162, "sha256": "x", "ordered_at": timezone.now(),
        "built_at": timezone.now(),
    }  # fmt: skip
