"""``/sluzby/<identifikator>/``: for whom, how to reach it, what it does, and whom to try instead."""

import re
from datetime import date, time, timedelta
from html import unescape

import pytest
from django.core.files.base import ContentFile
from django.utils.timezone import localdate

from providers.models import KindText, ServiceDocument, ServiceKind, ServiceText, Verification
from sitis.territory.models import Boundary
from tests.catalog.test_search_page import text
from tests.factories import (
    CapacityFactory,
    ContactFactory,
    FacilityFactory,
    FormFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(region):
    return region.service("Péče U řeky", identifier="9000001", phone="541000001")


def test_the_page_says_first_whom_it_is_for_and_how_to_reach_it(client, region, service):
    ContactFactory(service=service, type="mail", value="pece@reka.example")
    page = client.get("/sluzby/9000001/")

    html, said = page.content.decode(), text(page)
    assert '<a href="tel:+420541000001">' in html
    assert 'href="mailto:pece@reka.example"' in html
    order = ["Péče U řeky", "Pro koho je", "senioři", "Kontakt", "Co služba dělá", "Kolik to stojí",
             "Jak a kdy", "Kde a jak daleko", "Jak o službu požádat", "Když je plno",
             "zatím neověřil"]  # fmt: skip
    places = [said.index(words) for words in order]
    assert places == sorted(places)
    assert "v krajské síti od 1. 1. 2020" in said


def test_accepted_words_of_the_provider_go_before_the_words_of_its_kind(client, service):
    KindText.objects.create(
        kind=service.kind, language="cs", summary="Pomoc doma.", text="Obvykle přijde pečovatelka.",
        law="Upravuje § 40.",
    )  # fmt: skip

    said = text(client.get("/sluzby/9000001/"))
    assert "Obvykle přijde pečovatelka." in said
    assert "Poskytovatel vlastní popis zatím nenapsal." in said
    assert "Upravuje § 40." in said

    ServiceText.objects.create(service=service, slot="what", text="Uvaříme & <b>uklidíme</b>.")
    page = client.get("/sluzby/9000001/")
    assert "Uvaříme &amp; &lt;b&gt;uklidíme&lt;/b&gt;." in page.content.decode()
    assert "Napsal poskytovatel" in text(page)
    assert "Obvykle přijde pečovatelka." not in text(page)


def test_forms_have_capacity_hours_and_places(client, region, service):
    CapacityFactory(service=service, form=FormFactory(slug="field"), unit=UnitFactory(), amount=12)
    region.opens(service, 1, time(8), time(12))
    region.opens(service, 1, time(13), time(0))
    FacilityFactory(service=service, name="Tajné", is_address_hidden=True, street="Utajená")

    page = client.get("/sluzby/9000001/")
    said = text(page)
    assert "Terénní – přijedou za vámi" in said
    assert "Registrovaná kapacita: počet klientů: 12" in said
    assert "pondělí 8.00–12.00, 13.00–24.00 úterý zavřeno" in said
    assert "Nádražní 12, 697\u00a001 Kyjov" in unescape(page.content.decode())
    assert "Adresa je utajená" in said
    assert "Utajená" not in said
    assert "celé okolí města Kyjov (ORP)" in said


def test_when_it_is_full_others_of_the_kind_are_offered_free_ones_first(client, region, service):
    ring = [[16, 49], [17, 49], [17, 50], [16, 49]]
    beside = [[17, 49], [18, 49], [17, 50], [17, 49]]
    for code, points in (("6210", ring), ("6211", beside)):
        Boundary.objects.create(
            level="orp", code=code, geometry={"type": "Polygon", "coordinates": [points]}
        )
    region.service("Aaa blízko", town="586765")
    free = region.service("Zzz volná", town="586765")
    region.vacancy(free, 2, localdate())
    region.service("Soused", town="584649", orps=("6211",))
    region.service("Jiný druh", "shelter")

    html = client.get("/sluzby/9000001/").content.decode()

    offered = re.findall(r'class="others__name"><a href="[^"]+">([^<]+)', html)
    assert offered == ["Zzz volná", "Aaa blízko", "Soused"]
    assert html.index("Aaa blízko") < html.index("sousedních územích") < html.index("Soused")
    compared = unescape(re.search(r'href="(/porovnani/\?[^"]+)"', html)[1])
    assert client.get(compared).content.decode().count("compare__provider") == 4


@pytest.mark.parametrize(
    ("days", "said"),
    [(None, "zatím neověřil"), (10, "Poskytovatel údaje ověřil"), (200, "Mohlo se něco změnit")],
)
def test_the_page_says_when_it_was_verified(client, service, days, said):
    if days is not None:
        Verification.objects.create(service=service, verified_on=localdate() - timedelta(days=days))

    page = client.get("/sluzby/9000001/")

    assert said in text(page)
    assert 'href="/sluzby/9000001/neaktualni/"' in page.content.decode()


def test_what_is_free_says_so(client, region):
    region.service("Poradna", "social_counselling", identifier="9000002")
    region.service("Domov", "home_for_seniors", ("residential",), identifier="9000003")

    assert "Kolik to stojí Zdarma" in text(client.get("/sluzby/9000002/"))
    assert "Kolik to stojí Za úhradu" in text(client.get("/sluzby/9000003/"))


def test_another_day_is_shown_with_a_notice(client, service):
    page = client.get("/sluzby/9000001/?den=2021-02-03")
    assert "takto to platilo dne 3. 2. 2021" in text(page)
    assert "noindex" in page.content.decode()

    wrong = client.get("/sluzby/9000001/?den=vcera")
    assert "den=vcera" in text(wrong)
    assert "takto to platilo" not in text(wrong)


def test_an_ended_service_says_since_when_and_what_to_try(client, region):
    region.service("Skončila", identifier="9000009", provided_to=date(2024, 6, 30))
    region.service("Péče U řeky")

    page = client.get("/sluzby/9000009/")

    assert page.status_code == 200
    assert "Tato služba skončila. Naposledy fungovala 30. 6. 2024." in text(page)
    assert "Péče U řeky" in text(page)
    assert "noindex" in page.content.decode()
    past = client.get("/sluzby/9000009/?den=2024-06-30")
    assert "Pro koho je" in text(past)


@pytest.mark.parametrize("fields", [{"is_published": False}, {"provided_from": date(2999, 1, 1)}])
def test_what_is_not_public_does_not_exist(client, region, fields):
    region.service("Skrytá", identifier="9000005", in_network=False, **fields)

    assert client.get("/sluzby/9000005/").status_code == 404
    assert client.get("/sluzby/1/").status_code == 404


def test_a_public_file_is_handed_out_and_no_other(client, service):
    kept = [
        ServiceDocument.objects.create(
            service=service, type="other", title=title, is_public=is_public,
            file=ContentFile(b"%PDF-1.7", "popis.pdf"),
        )
        for title, is_public in (("Ceník", True), ("Tajný plán", False))
    ]  # fmt: skip

    html = client.get("/sluzby/9000001/").content.decode()

    assert "Tajný plán" not in html
    address = re.search(r'href="([^"]+)">Ceník', html)[1]
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7"
    assert "attachment" in answer["Content-Disposition"]
    assert client.get(f"/sluzby/9000001/dokument/{kept[1].pk}/").status_code == 404
    kept[0].file.storage.delete(kept[0].file.name)
    assert client.get(address).status_code == 404


def test_the_page_may_be_put_on_the_shortlist_and_back(client, service):
    html = client.get("/sluzby/9000001/").content.decode()
    assert 'name="pridat" value="9000001"' in html

    client.post("/vyber/", {"pridat": "9000001"})

    assert 'name="odebrat" value="9000001"' in client.get("/sluzby/9000001/").content.decode()


def test_a_page_in_english_marks_czech_words(client, service):
    ServiceText.objects.create(service=service, slot="what", text="Uvaříme.")
    KindText.objects.create(
        kind=ServiceKind.objects.get(slug="home_care"), language="en", summary="Help at home.",
        text="A carer comes.", law="Section 40.",
    )  # fmt: skip

    html = client.get("/en/sluzby/9000001/").content.decode()

    assert '<h1 lang="cs">Péče U řeky</h1>' in html
    assert '<div lang="cs"><p>Uvaříme.</p></div>' in html
    assert "Help at home." in html


@pytest.mark.parametrize("others", [1, 60])
def test_the_page_asks_the_database_a_few_times(
    client, region, service, others, django_assert_max_num_queries
):
    for number in range(others):
        region.service(f"Péče {number}")
    client.get("/sluzby/9000001/")

    with django_assert_max_num_queries(6):
        client.get("/sluzby/9000001/")
