"""Pages of imports: who may, upload, plan, confirmation, report, the way back; and the night."""

import io
import os
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from providers import tasks
from providers.importers.report import write_report
from providers.models import RpssImport, Service
from sitis import rooms
from sitis.jobs.models import Job
from sitis.versions import save_version
from tests.factories import (
    FormFactory,
    MunicipalityFactory,
    RegionFactory,
    ServiceKindFactory,
    TargetGroupFactory,
    UnitFactory,
    official,
)
from tests.providers.rpss_files import applied, facility, form, planned, record, written

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/registr/importy/"


@pytest.fixture(autouse=True)
def _ground(db):
    RegionFactory()
    MunicipalityFactory()
    ServiceKindFactory()
    FormFactory()
    UnitFactory()
    TargetGroupFactory()


@pytest.fixture
def registrar(client):
    user = official("registrar")
    client.force_login(user)
    return user


def upload(client, content, region="CZ064", name="rpss.json"):
    file = SimpleUploadedFile(name, content, content_type="application/json")
    return client.post(LIST, {"file": file, "region": region}, follow=True)


def file_of(*records):
    return written(*records).getvalue()


def test_upload_plan_confirm_and_what_it_changed(client, registrar):
    page = upload(client, file_of(record(), record("9000002", formy=[form(amount=-1)])))

    run = RpssImport.objects.get()
    assert run.state == "planned"
    assert not Service.objects.exists()
    assert "Zapsat do registru" in page.content.decode()
    page = client.get(run.get_absolute_url() + "?co=odmitnute").content.decode()
    assert "polozky[1].formy[0].kapacita" not in page
    assert "polozky[1].formy[0].kapacity[0].pocet" in page

    page = client.post(reverse("providers:import-confirm", args=[run.pk]), follow=True)

    run.refresh_from_db()
    assert (run.state, run.by) == ("applied", registrar)
    assert Service.objects.get().history.get().history_user == registrar
    assert "Co import změnil" in page.content.decode()
    assert not run.file  # it named persons


def test_the_plan_shows_fields_before_and_after(client, registrar):
    applied(record())
    upload(client, file_of(record(formy=[form(amount=12)])), region="all")

    run = RpssImport.objects.order_by("-pk").first()
    page = client.get(run.get_absolute_url() + "?co=zmenene").content.decode()

    assert "<del>10</del> <ins>12</ins>" in page


def test_script_in_a_name_is_shown_and_not_run(client, registrar):
    upload(client, file_of(record(zarizeni=[facility("<script>alert(1)</script>")])))

    page = client.get(RpssImport.objects.get().get_absolute_url()).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    "content",
    [b"ahoj", b"PK\x03\x04zip", b'{"a\x00": 1}', b"[]"],
    ids=["text", "zip", "nul", "list"],
)
def test_what_is_no_register_is_refused_at_the_field(client, registrar, content):
    page = upload(client, content)

    assert page.status_code == 200
    assert page.context["form"].errors["file"]
    assert not RpssImport.objects.exists()


def test_an_empty_file_is_refused_at_the_field(client, registrar):
    assert upload(client, b"").context["form"].errors["file"]


@pytest.mark.parametrize("content", [b'{"polozky": [', b'{"jine": 1}', b'{"polozky": []}'])
def test_what_shows_only_later_is_refused_whole_and_said(client, registrar, content):
    page = upload(client, content)

    run = RpssImport.objects.get()
    assert run.state == "refused"
    assert run.reason in page.content.decode()
    assert not run.file


def test_a_suspicious_number_needs_a_confirmation(client, registrar):
    applied(*(record(str(number)) for number in range(9000001, 9000011)), region="CZ064")
    upload(client, file_of(record("9000001")))
    run = RpssImport.objects.order_by("-pk").first()
    confirm = reverse("providers:import-confirm", args=[run.pk])

    client.post(confirm)
    assert Service.objects.filter(missing_since=None).count() == 10

    client.post(confirm, {"force": "on"})
    assert Service.objects.filter(missing_since=None).count() == 1


def test_a_discarded_plan_leaves_nothing(client, registrar):
    upload(client, file_of(record()))
    run = RpssImport.objects.get()

    client.post(reverse("providers:import-discard", args=[run.pk]))

    run.refresh_from_db()
    assert (run.state, bool(run.file), run.changes.count()) == ("discarded", False, 0)
    client.post(reverse("providers:import-confirm", args=[run.pk]))
    assert not Service.objects.exists()


def test_what_changed_meanwhile_is_not_overwritten(client, registrar):
    applied(record())
    upload(client, file_of(record(formy=[form(amount=12)])), region="all")
    run = RpssImport.objects.order_by("-pk").first()
    capacity = Service.objects.get().capacities.get()
    capacity.amount = 8
    save_version(capacity, by=registrar)

    client.post(reverse("providers:import-confirm", args=[run.pk]))

    capacity.refresh_from_db()
    assert capacity.amount == 8
    assert run.differences.count() == 1


def test_the_last_import_is_taken_back_from_its_page(client, registrar):
    run = applied(record(), region="CZ064")
    page = reverse("providers:import-take-back", args=[run.pk])
    assert client.get(page).status_code == 200

    client.post(page)

    assert not Service.objects.exists()


def test_what_builds_on_it_is_named(client, registrar):
    run = applied(record(), region="CZ064")
    save_version(Service.objects.get(), by=registrar)

    page = client.get(reverse("providers:import-take-back", args=[run.pk]))

    assert "mezitím změnil" in page.content.decode()
    assert "<form method" not in page.content.decode().split("<main")[1]


def test_progress_is_shown_without_scripts(client, registrar):
    job = Job.objects.create(task="providers.plan_import", state="running", done=5, total=10)
    run = RpssImport.objects.create(file_name="a.json", region="all", state="uploaded", job=job)

    page = client.get(run.get_absolute_url())

    assert page["Refresh"] == "3"
    assert "<progress" in page.content.decode()


def test_who_may_read_and_who_may_change(client, people):
    run = applied(record())
    seen = {}
    for name, user in people.items():
        client.force_login(user)
        answers = [
            client.get(LIST),
            client.get(run.get_absolute_url()),
            client.post(LIST),
            client.post(reverse("providers:import-take-back", args=[run.pk])),
        ]
        seen[name] = [answer.status_code for answer in answers]

    reads = [200, 200, 403, 403]
    nothing = [403, 404, 403, 404]
    assert seen.pop("registrar") == [200, 200, 200, 302]
    for name in ("planner", "analyst", "administrator", "auditor"):
        assert seen.pop(name) == reads, name
    assert set(map(tuple, seen.values())) == {tuple(nothing)}


def test_report_is_a_workbook_whose_cells_do_nothing(client, registrar):
    applied(record())
    run = applied(record(zarizeni=[facility("=cmd|' /C calc'!A0")]), record("90"))

    answer = client.get(reverse("providers:import-report", args=[run.pk]))
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))

    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert any("=cmd" in cell.value for cell in cells)
    assert any(cell.value == "polozky[1].identifikator" for cell in cells)


def test_report_of_a_plan_that_was_not_written():
    stream = io.BytesIO()

    write_report(stream, planned(record())[1])

    assert load_workbook(stream).active.max_row > 5


# -- the night ---------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path, settings):
    settings.RPSS_FOLDER = str(tmp_path / "rpss")
    (tmp_path / "rpss").mkdir()
    return tmp_path / "rpss"


def put(folder, name, content, age=0):
    file = folder / name
    file.write_bytes(content)
    moment = timezone.now().timestamp() - age
    os.utime(file, (moment, moment))


def test_the_newest_file_of_the_folder_is_written_once(folder):
    put(folder, "stary.json", file_of(record("9000001")), age=100)
    put(folder, "novy.json", file_of(record("9000002")))

    tasks.import_from_folder()
    tasks.import_from_folder()

    assert [service.identifier for service in Service.objects.all()] == ["9000002"]
    assert RpssImport.objects.get().file_name == "novy.json"
    assert Job.objects.filter(task="providers.apply_import").get().state == "done"


def test_a_refused_night_is_on_the_desk_and_in_the_mail(folder, registrar, client):
    put(folder, "rpss.json", file_of(record())[:-5])

    tasks.import_from_folder()

    run = RpssImport.objects.get()
    assert run.state == "refused"
    tasks_of_registrar = [task.title for task in rooms.desk(registrar, timezone.localdate()).tasks]
    assert "Import rpss.json se nezapsal" in tasks_of_registrar
    assert [letter.to for letter in mail.outbox] == [[registrar.email]]
    assert run.reason in mail.outbox[0].body
    assert run.reason in client.get(run.get_absolute_url()).content.decode()


def test_a_file_that_went_away_is_told_too(folder, registrar):
    put(folder, "rpss.json", file_of(record()))
    run = RpssImport.objects.create(file_name="rpss.json", region="CZ064", state="applying")
    job = Job.objects.create(task="providers.apply_import")
    (folder / "rpss.json").unlink()

    with pytest.raises(OSError, match="rpss"):
        tasks.apply_import(job.pk, run.pk, str(folder / "rpss.json"))

    run.refresh_from_db()
    assert run.state == "refused"
    assert len(mail.outbox) == 1


def test_uploaded_files_nobody_confirmed_do_not_stay(client, registrar):
    upload(client, file_of(record()))
    RpssImport.objects.update(created_at=timezone.now() - timedelta(days=31))

    tasks.import_from_folder()

    run = RpssImport.objects.get()
    assert (run.state, bool(run.file)) == ("discarded", False)


def test_no_folder_is_no_error(settings):
    settings.RPSS_FOLDER = ""

    tasks.import_from_folder()

    assert not RpssImport.objects.exists()
