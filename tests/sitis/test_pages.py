"""Public pages, pages of errors, limits of uploads and the parts pages are made of."""

import hashlib
import re
from pathlib import Path

import pytest
from django import forms
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.management import call_command
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import timezone, translation

from sitis import help_pages
from sitis.languages import prefix
from sitis.middleware import FORM_AROUND_FILE, UploadLimitMiddleware, upload_limit
from sitis.navigation import public_places
from sitis.notices import Notice
from sitis.urls import urlpatterns as all_of_sitis
from tests.factories import official

PUBLIC = [
    "/",
    "/napoveda/",
    *(f"/napoveda/{slug}/" for slug in help_pages.TOPICS),
    "/pristupnost/",
    "/osobni-udaje/",
]
ROOT = Path(__file__).parents[2]


def refuse(request):
    raise PermissionDenied


def suspect(request):
    raise SuspiciousOperation("odd")


def fail(request):
    raise RuntimeError("broken on purpose")


def read_body(request):
    request.POST.get("text")
    return HttpResponse("ok")


urlpatterns = [
    path("odmitnuto/", refuse),
    path("divne/", suspect),
    path("rozbite/", fail),
    path("text/", read_body),
    *all_of_sitis,
]
handler400 = "sitis.views.bad_request"
handler500 = "sitis.views.server_error"


@pytest.mark.django_db
@pytest.mark.parametrize("address", PUBLIC)
def test_everybody_may_read(client, address):
    page = client.get(address)

    assert page.status_code == 200
    html = page.content.decode()
    assert html.count("<h1") == 1
    assert "Jihomoravský kraj" in html
    assert "<script" not in html
    assert "style=" not in html


@pytest.mark.parametrize(
    ("topic", "who"),
    [
        ("urednik", "registrar"),
        ("spravce", "administrator"),
        ("poskytovatel", "signatory"),
        ("koordinator", "coordinator"),
        ("okresni-tym", "district"),
        ("auditor", "auditor"),
    ],
)
def test_help_of_a_role_sends_it_only_where_it_may_go(client, people, topic, who):
    client.force_login(people[who])
    page = client.get(f"/napoveda/{topic}/").content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]

    for address in set(re.findall(r'href="(/[^"#]*)"', main)):
        assert client.get(address).status_code == 200, address


def test_every_icon_that_a_template_asks_for_is_drawn():
    drawn = set(re.findall(r'<symbol id="(\w+)"', (ROOT / "static" / "icons.svg").read_text()))

    for page in (ROOT / "templates").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        asked = re.findall(r'_icon\.html" with name="(\w+)"|(?:icon|tone)="(\w+)"', text)
        assert {name or other for name, other in asked} <= drawn, page.name


@pytest.mark.django_db
def test_help_names_every_role_and_only_addresses_that_exist(client):
    index = client.get("/napoveda/").content.decode()
    linked = set()

    for slug, topic in help_pages.TOPICS.items():
        assert str(topic.title) in index
        linked |= set(
            re.findall(r'href="(/[^"#]*)"', client.get(f"/napoveda/{slug}/").content.decode())
        )
    pages = {one for one in linked if not one.startswith("/static/")}
    assert {one for one in pages if client.get(one).status_code == 404} == set()


@pytest.mark.django_db
def test_unknown_help_is_not_found(client):
    assert client.get("/napoveda/nikdo/").status_code == 404


@pytest.mark.django_db
def test_statement_names_law_standard_contact_and_supervisor(client, settings):
    settings.CONTACT_EMAIL = "pomoc@kraj.example"

    html = client.get("/pristupnost/").content.decode()

    for needed in (
        "99/2019",
        "§ 8",
        "EN 301 549",
        "WCAG 2.2",
        "pomoc@kraj.example",
        "Digitální a informační agentur",
    ):
        assert needed in html


@pytest.mark.django_db
def test_privacy_names_purpose_ground_time_and_rights(client, settings):
    settings.CONTACT_EMAIL = "pomoc@kraj.example"

    html = client.get("/osobni-udaje/").content.decode()

    for needed in (
        "2016/679",
        "108/2006",
        "Jak dlouho",
        "námitku",
        "Úřadu pro ochranu",
        "pomoc@kraj.example",
    ):
        assert needed in html


@pytest.mark.django_db
def test_patterns_are_for_those_signed_in(client):
    assert client.get("/napoveda/vzory/").status_code == 302

    client.force_login(official())

    assert client.get("/napoveda/vzory/").status_code == 200


# -- header ------------------------------------------------------------------------------------


def links(client, address):
    header = client.get(address).content.decode().partition("</header>")[0]
    return set(re.findall(r'href="(/(?:prostor|registr|sprava|napoveda)/)"', header))


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("registrar", {"/prostor/", "/registr/", "/sprava/", "/napoveda/"}),
        ("auditor", {"/prostor/", "/registr/", "/sprava/", "/napoveda/"}),
        ("coordinator", {"/prostor/", "/registr/", "/napoveda/"}),
        ("worker", {"/prostor/", "/registr/", "/napoveda/"}),
    ],
)
def test_header_leads_where_the_role_works(client, people, who, expected):
    client.force_login(people[who])

    assert links(client, "/prostor/") == expected
    assert links(client, "/") == {"/prostor/"}, "a public page leads back to the desk"


@pytest.mark.django_db
def test_header_of_public_pages_leads_to_no_work_place(client):
    assert links(client, "/") == set()


@pytest.mark.parametrize(
    ("language", "path", "title", "here"),
    [
        ("cs", "/sluzby/", "Najít pomoc", "/sluzby/"),
        ("en", "/en/sluzby/", "Find help", "/en/sluzby/"),
        ("uk", "/pristupnost/", "Знайти допомогу", None),
    ],
)
def test_doors_of_the_catalogue_keep_the_language(language, path, title, here):
    with translation.override(language):
        doors = public_places(path)

        assert str(doors[0].title) == title
        assert [one.url for one in doors if one.is_here] == ([here] if here else [])
        assert doors[0].url == f"{prefix(language)}sluzby/"


@pytest.mark.django_db
def test_notice_stands_on_every_page_while_it_is_shown(client):
    now = timezone.now()
    Notice.objects.create(text="V sobotu odstávka.", shown_from=now - timezone.timedelta(hours=1))
    Notice.objects.create(
        text="Už bylo.", shown_from=now, shown_to=now + timezone.timedelta(microseconds=1)
    )
    client.force_login(official("administrator"))

    for address in ("/", "/pristupnost/", "/neni/", "/sprava/"):
        html = client.get(address).content.decode()
        assert "V sobotu odstávka." in html, address
        assert "Už bylo." not in html


@pytest.mark.django_db
@pytest.mark.parametrize("is_demo", [True, False])
def test_demo_says_that_everything_is_invented(client, settings, is_demo):
    settings.DEMO = is_demo

    assert ("vymyšlenými údaji" in client.get("/").content.decode()) is is_demo


@pytest.mark.django_db
def test_region_is_a_setting(client, settings):
    settings.REGION_NAME = "Kraj Vysočina"

    html = client.get("/").content.decode()

    assert "Kraj Vysočina" in html
    assert "Jihomoravský" not in html


# -- what is said when something goes wrong ------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/divne/", 400, "Nic se neuložilo"),
        ("/odmitnuto/", 403, "Na toto nemáte oprávnění"),
        ("/neni/tady/", 404, "jsme nenašli"),
        ("/rozbite/", 500, "Chyba je na naší straně"),
    ],
)
def test_errors_are_calm_pages(address, status, words):
    client = Client(raise_request_exception=False)
    client.force_login(official())

    page = client.get(address)

    assert page.status_code == status
    html = page.content.decode()
    assert words in html
    assert 'href="/' in html
    assert "Traceback" not in html


@pytest.mark.urls(__name__)
def test_error_of_the_database_still_has_a_page(rf):
    """No fixture of the database here: a query would fail the test."""
    from sitis.views import server_error

    page = server_error(rf.get("/"))

    assert page.status_code == 500
    assert "Něco se u nás pokazilo" in page.content.decode()


@pytest.mark.django_db
def test_form_without_its_token_says_how_to_keep_what_was_typed():
    client = Client(enforce_csrf_checks=True)

    page = client.post("/", {"name": "a"})

    assert page.status_code == 403
    assert "tlačítkem Zpět" in page.content.decode()


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_text_that_is_too_long_is_told_so(client):
    client.force_login(official())

    page = client.post("/text/", {"text": "a" * 13_000_000})

    assert page.status_code == 413
    assert "12\xa0MB" in page.content.decode()


# -- limits of uploads ---------------------------------------------------------------------------


class NeverRead:
    def read(self, *args):
        raise AssertionError("the body was read")

    readline = read


def send(address, **meta):
    request = RequestFactory().generic(
        "POST", address, content_type="multipart/form-data; boundary=x"
    )
    request.META.update({"wsgi.input": NeverRead()} | meta)
    return UploadLimitMiddleware(lambda request: HttpResponse("passed"))(request)


@pytest.mark.parametrize(
    ("address", "setting"),
    [
        ("/registr/importy/", "UPLOAD_LIMIT_REGISTER"),
        ("/registr/importy/novy/", "UPLOAD_LIMIT_REGISTER"),
        ("/sprava/providers/service/import/", "UPLOAD_LIMIT_WORKBOOK"),
        ("/sprava/providers/service/process_import/", "UPLOAD_LIMIT_WORKBOOK"),
        ("/registr/sluzby/1/", "UPLOAD_LIMIT_ATTACHMENT"),
        ("/sprava/providers/service/1/change/", "UPLOAD_LIMIT_ATTACHMENT"),
    ],
)
def test_each_kind_of_upload_has_its_limit(settings, address, setting):
    assert upload_limit(address) == getattr(settings, setting)


@pytest.mark.django_db
def test_too_large_is_refused_before_the_body_is_read(settings):
    settings.UPLOAD_LIMIT_ATTACHMENT = 3 * 1024**2

    page = send("/registr/", CONTENT_LENGTH=str(3 * 1024**2 + FORM_AROUND_FILE + 1))

    assert page.status_code == 413
    assert "nejvýše 3\xa0MB" in page.content.decode()


@pytest.mark.parametrize("length", ["0", "", "nonsense", str(3 * 1024**2 + FORM_AROUND_FILE)])
def test_what_fits_passes(settings, length):
    settings.UPLOAD_LIMIT_ATTACHMENT = 3 * 1024**2

    assert send("/registr/", CONTENT_LENGTH=length).content == b"passed"


@pytest.mark.django_db
def test_body_of_unknown_length_is_refused_kindly():
    page = send("/registr/", CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked")

    assert page.status_code == 411
    assert "neoznámil jeho velikost" in page.content.decode()


@pytest.mark.django_db
def test_limit_holds_in_the_whole_chain(client, settings):
    settings.UPLOAD_LIMIT_ATTACHMENT = 0

    page = client.post("/prihlaseni/", {"login": "a" * (FORM_AROUND_FILE + 1)})

    assert page.status_code == 413


# -- parts of pages --------------------------------------------------------------------------------


class Sample(forms.Form):
    name = forms.CharField(label="Název", help_text="Jak se jmenuje.")
    note = forms.CharField(label="Poznámka", required=False)
    kind = forms.ChoiceField(label="Druh", choices=[("a", "A")], widget=forms.RadioSelect)


def test_field_names_its_help_and_its_error():
    html = Sample({"name": ""}).as_div()

    field = re.search(r"<input[^>]*name=\"name\"[^>]*>", html).group()
    assert 'aria-describedby="id_name_helptext id_name_error"' in field
    assert 'aria-invalid="true"' in field
    for named in ("id_name_helptext", "id_name_error"):
        assert html.count(f'id="{named}"') == 1
    assert '<label class="gov-form-label" for="id_name">' in html


def test_summary_links_to_each_wrong_field():
    html = Sample({}).as_div()

    targets = re.findall(r'<li><a href="#([^"]+)">', html)
    assert targets == ["id_name", "id_kind"]
    for target in targets:
        assert f'id="{target}"' in html


def test_optional_fields_say_so():
    html = Sample().as_div()

    assert html.count("nepovinné") == 1


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x>'])
def test_what_was_typed_stays_and_is_harmless(text):
    html = Sample({"name": text}).as_div()

    assert text not in html
    assert "value=" in html


def test_pages_keep_the_rest_of_the_address(rf):
    page = Paginator(range(100), 10).page(5)
    request = rf.get("/registr/?q=domov&strana=5")

    html = render_to_string("_pages.html", {"page": page}, request)

    assert "?q=domov&amp;strana=6" in html
    assert "strana 5 z 10" in html


def test_one_page_needs_no_pages(rf):
    page = Paginator(range(3), 10).page(1)

    html = render_to_string("_pages.html", {"page": page}, rf.get("/"))

    assert html.strip() == ""


# -- files -------------------------------------------------------------------------------------------


def test_vendored_files_are_those_that_were_fetched():
    static = ROOT / "static"
    lines = (static / "vendor" / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = dict(reversed(line.split("  ")) for line in lines)

    present = [
        one
        for folder in ("vendor/gov", "fonts")
        for one in (static / folder).rglob("*")
        if one.is_file()
    ]
    assert {str(one.relative_to(static)) for one in present} == set(listed)
    for one in present:
        assert hashlib.sha256(one.read_bytes()).hexdigest() == listed[str(one.relative_to(static))]


def test_stylesheets_name_only_files_that_are_here():
    for sheet in (ROOT / "static").rglob("*.css"):
        for address in re.findall(r"url\([\"']?([^\"')]+)", sheet.read_text(encoding="utf-8")):
            if not address.startswith(("data:", "#")):
                assert (sheet.parent / address).exists(), f"{sheet.name}: {address}"


def test_static_files_can_be_collected_under_hashed_names(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }

    call_command("collectstatic", interactive=False, verbosity=0)

    assert list((tmp_path / "static" / "css").glob("gov.*.css"))
    assert finders.find("css/admin.css")


ROLES = {
    "urednik": "analyst", "spravce": "administrator", "poskytovatel": "signatory",
    "koordinator": "coordinator", "okresni-tym": "district", "auditor": "auditor",
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ROLES)
def test_links_of_help_lead_where_its_reader_may_go(client, people, slug):
    text = client.get(f"/napoveda/{slug}/").content.decode()
    main = text[text.index("<main") : text.index("</main")]
    links = set(re.findall(r'href="(/[^"#?]*)"', main))

    client.force_login(people[ROLES[slug]])
    refused = {link for link in links if client.get(link, follow=True).status_code != 200}

    assert links
    assert refused == set()
