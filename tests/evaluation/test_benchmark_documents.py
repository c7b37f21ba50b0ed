"""Reports of benchmarking: who may have them, what stands in them, the page with the same content."""

import io
from dataclasses import replace
from html import unescape
from urllib.parse import unquote

import openpyxl
import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse

from evaluation.actions.benchmarks import (
    answer,
    compute_run,
    draft_run,
    edit_change,
    exclude,
    freeze_run,
    renew_changes,
)
from evaluation.documents import DOCUMENTS
from evaluation.documents.benchmark import told_edition, told_volume, whole_volume
from evaluation.models import ChangeText, PlaceResult, RunInput, RunKind, RunResult
from providers.models import Provider, Service
from sitis import rooms
from sitis.documents.actions import subject_for
from sitis.documents.models import Document
from sitis.jobs.models import Job
from sitis.paper import tied
from sitis.pdf import volume_html
from tests.evaluation.run_factories import CUTOFF, approve
from tests.evaluation.worlds import region
from tests.factories import MembershipFactory, OrpFactory, official

pytestmark = pytest.mark.django_db

NOBODY = rooms.Imprint("", "")
YEARS = (2024, 2025)


@pytest.fixture
def analyst():
    return official("analyst")


@pytest.fixture
def world():
    """Enough home care for groups of which everything is told, and shelters of which nothing is."""
    every = region(48, YEARS)
    field = [one for one in every.inputs if one.form == "field"]
    few = [one for one in every.inputs if one.kind == "shelter"]
    names = sorted({one.service for one in few})[:3]
    kept = [replace(one, kind="home_care") for one in field]
    kept += [one for one in few if one.service in names]
    approve(replace(every, inputs=tuple(kept)))
    for service in Service.objects.all():
        Service.objects.filter(pk=service.pk).update(name=f"Jméno služby {service.identifier}")


def frozen(analyst, years=YEARS, share=True, without=0):
    """A frozen run of each of ``years``; the last one."""
    for year in years:
        run = draft_run(year=year, cutoff=CUTOFF, by=analyst, title=f"Srovnání {year}")
        compute_run(run, by=analyst)
        for one in RunInput.objects.of_year(run).filter(kind="home_care")[:without]:
            exclude(run, one.service, reason="rekonstrukce budovy", by=analyst)
        run.refresh_from_db()
        freeze_run(run, by=analyst, share=share)
    return run


@pytest.fixture
def run(analyst, world):
    return frozen(analyst, without=1)


@pytest.fixture
def kind(run):
    return run.run_kinds.get(kind="home_care")


def silent(*_said):
    """A build tells nobody how far it is."""


def told(run, kind=None):
    return volume_html(told_volume(run, kind, NOBODY))


def whole(run, kind=None):
    return volume_html(whole_volume(run, kind, NOBODY, silent))


def every_name():
    rows = Service.objects.values_list("name", "identifier")
    return [
        *(word for row in rows for word in row),
        *Provider.objects.values_list("name", flat=True),
    ]


def built(kind, key, folder):
    file = folder / f"{kind}.pdf"
    call_command("build_document", kind, str(key), "-o", str(file))
    return file.read_bytes()


def test_the_report_of_a_run_is_built_public_and_has_a_page_of_the_same_content(
    client, run, tmp_path
):
    content = built("benchmark", run.pk, tmp_path)

    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) > 6
    document = Document.objects.get(kind="benchmark")
    assert (document.is_final, document.is_public, document.version) == (True, True, "2025/1")
    assert document.standards == "PDF/A-2a, PDF/UA-1"
    assert document.page == "/srovnani/2025/"
    page = client.get(document.page).content.decode()
    volume = told_volume(run, None, rooms.Imprint("", ""))
    for chapter in volume.chapters:
        assert f'id="{chapter.anchor}"' in page
    assert page.count("<svg") >= len(volume.figures) > 0
    assert [table.caption for table in volume.tables if tied(table.caption) not in page] == []
    assert document.number in page
    assert client.get(reverse("documents:document-file", args=[document.number])).status_code == 200


def test_what_everybody_may_read_names_nobody(client, run, kind):
    pages = [told(run), told(run, kind)]
    for url in ("/srovnani/2025/", "/srovnani/2025/home_care/"):
        pages.append(client.get(url).content.decode())
    for url in ("/srovnani/2025/srovnani.xlsx", "/srovnani/2025/home_care/srovnani.xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(url))))
        assert not {"Hodnoty služeb", "Odchylky", "Vyřazené služby", "Parametry"} & {
            *book.sheetnames
        }
        pages.append("".join(str(row) for sheet in book for row in sheet.values))

    for page in (page.replace("\xa0", " ") for page in pages):
        assert "uznatelné náklady / úvazky v přímé péči" in page
        assert [name for name in every_name() if name in page] == []
        for said in ("Vážený průměr", "Nejméně", "rekonstrukce budovy"):
            assert said not in page


def test_numbers_that_everybody_reads_have_three_digits_and_are_those_of_the_gate(client, run):
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get("/srovnani/2025/srovnani.xlsx"))))
    heads, *rows = book["Statistiky"].values

    places = [heads.index(name) for name in ("1. kvartil", "Medián", "3. kvartil")]
    numbers = [row[at] for row in rows for at in places if row[at] is not None]
    assert numbers
    assert all(isinstance(number, int | float) for number in numbers)
    for number in numbers:
        assert float(f"{number:.3g}") == pytest.approx(number)
    kinds = {row[0] for row in rows if row[heads.index("Medián")] is not None}
    assert kinds == {"home care"}
    hidden = [row for row in rows if row[0] == "shelter"]
    assert {row[heads.index("Proč ne víc")] for row in hidden} == {
        "Ve skupině je příliš málo jiných poskytovatelů."
    }


def test_a_group_of_which_nothing_is_told_says_why(run):
    volume = told_volume(run, None, NOBODY)

    titles = [chapter.title for chapter in volume.chapters]
    assert "Home care" in titles
    assert "Shelter" not in titles
    last = next(chapter for chapter in volume.chapters if "neukazuje" in chapter.title)
    assert ["shelter", "nic"] in [list(row[:2]) for row in last.parts[1].rows]


def test_the_office_reads_names_reasons_answers_and_follows_links(run, kind, analyst, settings):
    settings.SITE_URL = "https://sitis.example"
    row = RunResult.objects.filter(
        input__run=run, input__kind="home_care", flag__in=["deviation", "suspect"]
    ).first()
    answer(row, text="Jezdíme daleko & rádi.", by=analyst)

    for page in (whole(run), whole(run, kind)):
        assert row.input.service.name in page
        assert "rekonstrukce budovy" in page
        assert "Jezdíme daleko &amp; rádi." in page.replace("\xa0", " ")
        assert f"https://sitis.example/hodnoceni/srovnani/{run.pk}/hodnota/{row.pk}/" in page
        assert "Vážený" in page
    by_name = [
        one
        for one in whole_volume(run, kind, NOBODY, silent).tables
        if "hodnoty služeb" in one.caption
    ]
    services = RunInput.objects.of_year(run).filter(kind="home_care").exclude(cell="").count()
    assert sum(len(table.rows) for table in by_name) == services


def test_a_statistic_leads_the_office_to_the_services_it_was_counted_from(
    client, run, kind, analyst, settings
):
    settings.SITE_URL = "https://sitis.example"
    client.force_login(analyst)
    start = f'href="https://sitis.example/hodnoceni/srovnani/{run.pk}/ukazatel/N1/?'
    page = whole(run, kind)

    address = page.partition(start)[2].partition('"')[0]
    group = client.get(
        f"/hodnoceni/srovnani/{run.pk}/ukazatel/N1/?{unescape(address)}"
    ).content.decode()

    assert start not in told(run, kind)
    cell = unquote(unescape(address)).removeprefix("skupina=")
    rows = RunResult.objects.filter(input__run=run, input__cell=cell, indicator="N1", counts=True)
    of_year = rows.filter(input__year=run.year)
    assert of_year
    for row in of_year:
        assert f"/hodnoceni/srovnani/{run.pk}/hodnota/{row.pk}/" in group


def test_the_office_reads_how_each_orp_is_served(run, kind):
    orp = OrpFactory(name="Kyjov")
    for name, value in (("D2", 87.5), ("K3", 12.5)):
        PlaceResult.objects.create(
            run=run, orp=orp, kind="home_care", indicator=name, value=value, is_told=True
        )

    chapter = next(
        one for one in whole_volume(run, kind, NOBODY, silent).chapters if "území" in one.title
    )

    [table] = chapter.parts
    assert [column.title for column in table.columns][1].startswith("D2 Pokrytí obcí")
    assert table.rows == [["Kyjov", "87,5", "12,5"]]
    assert "Kyjov" not in told(run, kind)


def test_who_may_order_which_report(run, kind, analyst):
    mine = RunInput.objects.of_year(run).filter(kind="home_care").first()
    worker = MembershipFactory(provider=mine.provider).user

    for name, key in (("benchmark", run.pk), ("benchmark_kind", kind.pk)):
        assert subject_for(name, str(key), worker).is_public
        assert subject_for(name, str(key), official()).is_public
    for name, key in (("benchmark_full", run.pk), ("benchmark_kind_full", kind.pk)):
        with pytest.raises(PermissionDenied):
            subject_for(name, str(key), worker)
        assert not subject_for(name, str(key), official()).is_public


def test_what_is_not_shared_or_not_frozen_is_not_public(client, analyst, world):
    draft = draft_run(year=2025, cutoff=CUTOFF, by=analyst)
    compute_run(draft, by=analyst)
    draft.refresh_from_db()
    before = DOCUMENTS["benchmark"].subject(str(draft.pk))
    assert (before.is_public, before.is_final) == (False, False)
    assert told_volume(draft, None, NOBODY).state == "rozpracovaný"
    mine = RunInput.objects.of_year(draft).first()
    worker = MembershipFactory(provider=mine.provider).user

    freeze_run(draft, by=analyst, share=False)

    after = DOCUMENTS["benchmark"].subject(str(draft.pk))
    assert (after.is_public, after.is_final) == (False, True)
    assert told_volume(draft, None, NOBODY).state == "neveřejné"
    kind = draft.run_kinds.get(kind="home_care")
    assert not DOCUMENTS["benchmark_kind"].subject(str(kind.pk)).is_public
    for url in ("/srovnani/2025/", "/srovnani/2025/home_care/", "/srovnani/2025/srovnani.xlsx"):
        assert client.get(url).status_code == 404
    for name, key in (("benchmark", draft.pk), ("benchmark_kind", kind.pk)):
        with pytest.raises(PermissionDenied):
            subject_for(name, str(key), worker)


def test_the_same_version_is_the_same_document_whatever_happens_after(run, kind, analyst):
    before = (told(run), told(run, kind), DOCUMENTS["benchmark"].subject(str(run.pk)).version)
    office = DOCUMENTS["benchmark_full"].subject(str(run.pk)).version
    row = RunResult.objects.filter(input__run=run, input__kind="home_care").first()
    answer(row, text="Bylo to jinak.", by=analyst)
    frozen(analyst, years=(2024,), share=False)
    RunKind.objects.filter(run__year=2024).update(is_shared=False)
    later = run.__class__.objects.filter(year=2024).order_by("-number").first()
    RunKind.objects.filter(run=later).update(is_shared=True)  # a year before, told after this one

    assert (told(run), told(run, kind)) != before[:2]  # the medians told before are not told now …
    RunKind.objects.filter(run=later).update(is_shared=False)
    RunKind.objects.filter(run__year=2024, run__number=1).update(is_shared=True)
    assert (told(run), told(run, kind)) == before[:2]
    assert DOCUMENTS["benchmark"].subject(str(run.pk)).version == before[2]
    assert DOCUMENTS["benchmark_full"].subject(str(run.pk)).version != office


def test_an_edited_text_makes_another_version_and_is_read_everywhere(client, run, kind, analyst):
    text = ChangeText.objects.get(run=run, service=None, kind="home_care")
    assert text.computed
    assert client.get("/srovnani/2025/").status_code == 200  # drawn once, with the computed text
    client.force_login(analyst)
    page = client.get(reverse("evaluation:change-edit", args=[text.pk]))
    first = text.computed.splitlines()[0]
    assert first in page.content.decode()

    url = reverse("evaluation:change-edit", args=[text.pk])
    data = {"version": text.version, "edited": "Přibyly dvě služby."}
    assert client.post(url, data).status_code == 302

    renew_changes(run, by=analyst)
    text.refresh_from_db()
    assert (text.shown, text.computed.splitlines()[0]) == ("Přibyly dvě služby.", first)
    assert DOCUMENTS["benchmark"].subject(str(run.pk)).version == "2025/1, úprava 1"
    pages = [client.get(reverse("evaluation:run-changes", args=[run.pk])).content.decode()]
    assert first in pages[0]
    client.logout()
    pages += [
        client.get(one).content.decode() for one in ("/srovnani/2025/", "/srovnani/2025/home_care/")
    ]
    pages += [told(run), told(run, kind), whole(run)]
    for page in pages:
        assert "Přibyly dvě služby." in page.replace("\xa0", " ")
    mine = RunInput.objects.of_year(run).filter(kind="home_care").exclude(cell="").first()
    client.force_login(MembershipFactory(provider=mine.provider).user)
    assert "Přibyly dvě služby." in client.get(run.get_absolute_url()).content.decode()


def test_what_can_no_longer_be_computed_is_told_no_longer(client, run, kind, analyst):
    """A kind whose group shrank keeps no sentence with the old median, edited or not."""
    row = ChangeText.objects.get(run=run, service=None, kind="home_care")
    assert row.computed.splitlines()[0].replace("\xa0", " ") in told(run, kind).replace("\xa0", " ")
    before = ChangeText.objects.create(run=run, kind="shelter", computed="Medián byl 812 527.")
    row.edited = "Medián je 913 527."
    edit_change(row, by=analyst)
    RunKind.objects.filter(run__year=2024).update(is_shared=False)  # nothing to compare with

    renew_changes(run, by=analyst)

    for one in (row, before):
        one.refresh_from_db()
        assert (one.computed, one.shown) == ("", "")
    assert row.edited == "Medián je 913 527."
    assert before.history.count() == 2
    client.force_login(analyst)
    page = client.get(reverse("evaluation:run-changes", args=[run.pk])).content.decode()
    assert "věty se proto neukazují" in page
    assert "Medián je 913 527." in page.replace("\xa0", " ")
    client.logout()
    for page in (client.get("/srovnani/2025/").content.decode(), told(run, kind), whole(run)):
        assert "913 527" not in page.replace("\xa0", " ")
        assert "812 527" not in page.replace("\xa0", " ")


def test_only_an_analyst_words_what_changed(client, run):
    text = ChangeText.objects.get(run=run, service=None, kind="home_care")
    url = reverse("evaluation:change-edit", args=[text.pk])
    renew = reverse("evaluation:changes-renew", args=[run.pk])
    mine = RunInput.objects.of_year(run).filter(kind="home_care").first()

    client.force_login(official())
    assert client.get(url).status_code == 403
    assert client.post(renew).status_code == 403
    assert client.get(reverse("evaluation:run-changes", args=[run.pk])).status_code == 200
    client.force_login(MembershipFactory(provider=mine.provider).user)
    assert client.get(url).status_code == 404
    assert client.post(renew).status_code == 403
    assert client.get(reverse("evaluation:run-changes", args=[run.pk])).status_code == 404


def test_the_computed_text_left_as_it_is_stays_computed(client, run, analyst):
    text = ChangeText.objects.get(run=run, service=None, kind="home_care")
    client.force_login(analyst)
    url = reverse("evaluation:change-edit", args=[text.pk])

    client.post(url, {"version": text.version, "edited": text.computed.replace("\n", "\r\n")})

    text.refresh_from_db()
    assert text.edited == ""
    assert client.post(url, {"version": 1, "edited": "Jinak."}).status_code == 200
    text.refresh_from_db()
    assert text.edited == ""


def test_what_is_said_of_a_kind_that_is_not_shared_stays_in_the_office(client, run, analyst):
    said = {"computed": "Bylo pět služeb.", "edited": "Tajemství azylových domů."}
    ChangeText.objects.create(run=run, kind="shelter", **said)
    RunKind.objects.filter(run=run, kind="shelter").update(is_shared=False)

    assert "Tajemství" not in told(run)
    assert "Tajemství" in whole(run).replace("\xa0", " ")
    assert "Tajemství" not in client.get("/srovnani/2025/").content.decode()
    assert client.get("/srovnani/2025/shelter/").status_code == 404
    mine = RunInput.objects.of_year(run).filter(kind="shelter").first()
    client.force_login(MembershipFactory(provider=mine.provider).user)
    assert "Tajemství" not in client.get(run.get_absolute_url()).content.decode()


def test_the_page_of_reports_offers_both_versions_to_the_office_and_one_to_others(
    client, run, kind, django_capture_on_commit_callbacks
):
    url = reverse("evaluation:run-papers", args=[run.pk])
    client.force_login(official())
    page = client.get(url).content.decode()
    for name, key in (
        ("benchmark", run),
        ("benchmark_full", run),
        ("benchmark_kind", kind),
        ("benchmark_kind_full", kind),
    ):
        assert reverse("documents:document-order", args=[name, key.pk]) in page
    asked = client.post(reverse("documents:document-order", args=["benchmark_kind", kind.pk]))
    assert asked["Location"] == Job.objects.get().get_absolute_url()

    mine = RunInput.objects.of_year(run).filter(kind="home_care").first()
    client.force_login(MembershipFactory(provider=mine.provider).user)
    page = client.get(url).content.decode()
    assert reverse("documents:document-order", args=["benchmark", run.pk]) in page
    assert "benchmark_full" not in page
    assert client.get(reverse("evaluation:kind-export", args=[kind.pk])).status_code == 404


def test_the_workbook_of_the_office_has_typed_numbers_by_name(client, run, kind):
    client.force_login(official())
    answer_ = client.get(reverse("evaluation:kind-export", args=[kind.pk]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer_)))

    heads, *rows = book["Hodnoty služeb"].values
    row = next(row for row in rows if row[heads.index("Kód")] == "N1")
    stored = RunResult.objects.get(
        input__run=run, input__year=2025, indicator="N1",
        input__service__identifier=row[heads.index("Identifikátor")],
    )  # fmt: skip
    assert row[heads.index("Hodnota")] == pytest.approx(float(stored.value))
    assert len({row[heads.index("Identifikátor")] for row in rows}) == (
        RunInput.objects.of_year(run).filter(kind="home_care").count()
    )
    link = reverse("evaluation:run-result", args=[run.pk, stored.pk])
    assert row[heads.index("Z čeho je")].endswith(link)
    assert client.get(link).status_code == 200
    assert book["Vyřazené služby"]["C2"].value == "rekonstrukce budovy"
    assert {"Odchylky", "Parametry", "Ukazatele", "Metodika", "Vývoj mediánů"} <= {*book.sheetnames}
    years = {row[5] for row in list(book["Vývoj mediánů"].values)[1:]}
    assert years == {2024, 2025}


def test_the_workbook_of_a_region_is_written_once_in_the_background(
    client, run, analyst, django_capture_on_commit_callbacks
):
    order_url = reverse("evaluation:workbook-order", args=[run.pk])
    export = reverse("evaluation:run-export", args=[run.pk])
    client.force_login(official())
    assert client.get(export)["Location"] == reverse("evaluation:run-papers", args=[run.pk])

    with django_capture_on_commit_callbacks() as messages:
        first, second = client.post(order_url), client.post(order_url)
    job = Job.objects.get()
    assert first["Location"] == second["Location"] == job.get_absolute_url()
    [send] = messages
    send()

    job.refresh_from_db()
    assert (job.state, job.url) == ("done", export)
    found = client.get(export)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(found)))
    services = {row[2] for row in list(book["Hodnoty služeb"].values)[1:]}
    assert len(services) == RunInput.objects.of_year(run).count()
    assert client.post(order_url)["Location"] == export  # it is there already
    assert export in client.get(reverse("evaluation:run-papers", args=[run.pk])).content.decode()

    row = RunResult.objects.filter(input__run=run, input__kind="home_care").first()
    answer(row, text="Bylo to jinak.", by=analyst)
    assert client.get(export).status_code == 302  # what stands in it is no longer so
    mine = RunInput.objects.of_year(run).first()
    client.force_login(MembershipFactory(provider=mine.provider).user)
    assert client.post(order_url).status_code == 403
    assert client.get(export).status_code == 200


def test_a_second_run_of_a_year_has_its_own_page(client, analyst, world):
    for kinds in (["home_care"], ["shelter"]):
        run = draft_run(year=2025, cutoff=CUTOFF, by=analyst, kinds=kinds, title=f"Běh {kinds[0]}")
        compute_run(run, by=analyst)
        run.refresh_from_db()
        freeze_run(run, by=analyst)

    first, second = client.get("/srovnani/2025/"), client.get("/srovnani/2025/?cislo=2")

    assert "Běh shelter" in first.content.decode()
    assert "Běh home_care" in second.content.decode()
    assert client.get("/srovnani/2025/?cislo=9").status_code == 404
    assert DOCUMENTS["benchmark"].subject(str(run.pk)).page == "/srovnani/2025/?cislo=2"
    assert told_edition(run).kinds == ["shelter"]
