"""Pages of regional cards: bad input, two people, money that stays in the office, how many queries."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.source import Catalog
from providers import cards
from providers.actions import cards as write
from providers.models import CardCell, CardNorm, CardTemplate, CardVersion, ServiceCard
from providers.public import find_service, public_version, search_rows
from sitis import rooms
from sitis.workbooks import read_table
from tests.factories import official
from tests.providers.card_rows import (
    cost,
    entry,
    home,
    residential,
    seniors,
    service_card,
    template,
    valid,
    version,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)


@pytest.fixture
def registrar(client):
    user = official("registrar")
    client.force_login(user)
    return user


def typed(client, address, **changed):
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {k: v for k, v in values.items() if v not in {None, False}} | changed


# -- writing a part ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "said"),
    [("šest", "Zadejte číslo"), ("-1", "nesmí být záporná"), ("1e999", "číslic"), ("", "povinné")],
)
def test_a_wrong_number_is_told_at_its_field_and_nothing_is_written(
    client, registrar, amount, said
):
    card = version()
    address = f"/registr/karty/verze/{card.pk}/cast/7/"

    html = client.post(
        address, typed(client, address, **{"norm.direct.amount": amount})
    ).content.decode()

    assert said in html
    assert 'href="#id_norm.direct.amount"' in html
    assert str(card.norms.get().amount) == "6.5000"


def test_a_comma_is_a_decimal_point_and_an_emptied_row_goes(client, registrar):
    card = version()
    staff, needs = (f"/registr/karty/verze/{card.pk}/cast/{part}/" for part in (7, 4))

    client.post(staff, typed(client, staff, **{"norm.direct.amount": "6,85"}))
    empty = dict.fromkeys(
        [f"needs.n1.{name}" for name in ("area", "text", "others", "activities", "outcome")], ""
    )
    client.post(needs, typed(client, needs, **empty))

    assert str(card.norms.get().amount) == "6.8500"
    assert not card.entries.filter(slot="needs").exists()


def test_what_the_second_person_typed_stays_in_the_fields(client, registrar):
    card = version()
    address = f"/registr/karty/verze/{card.pk}/cast/6/"
    late = typed(client, address, **{"reaction.1.text": "do pěti dnů"})
    client.post(address, typed(client, address, **{"travel.1.text": "celý okres"}))

    html = client.post(address, late).content.decode()

    assert "Úřední Osoba" in html
    assert "do pěti dnů" in html
    card.refresh_from_db()
    assert f'value="{card.version}"' in html


def test_hostile_words_are_words(client, registrar):
    card = valid()
    entry(card, "groups", "g1", text="<script>alert(1)</script>")
    mine = service_card(card, home(), "confirmed", valid_from=DAY, confirmed_at=timezone.now())
    CardCell.objects.create(
        service_card=mine, slot="groups", code="g1", column="text", text="<b>x</b>", base="<i>"
    )

    for address in (card.get_absolute_url(), mine.get_absolute_url()):
        html = client.get(address).content.decode()
        assert "<script>alert(1)" not in html
        assert "<b>x</b>" not in html


@pytest.mark.parametrize(
    "address",
    [
        *("verze/{card}/cast/9/", "verze/{card}/cast/14/", "verze/{card}/krok/nic/"),
        *("sablony/999/", "sluzby/999/", "sluzby/export/pdf/", "normy/export/pdf/"),
        "sablony/{template}/normativy/999/",
    ],
)
def test_an_address_of_nothing_is_404(client, registrar, address):
    card = version()
    found = address.format(card=card.pk, template=card.template_id)

    assert client.get(f"/registr/karty/{found}").status_code == 404


def test_wild_filters_are_no_error(client, registrar):
    asked = {"sablona": "x", "stav": "nic", "strana": "-3", "q": "%", "rok": "99999"}
    for place in ("sluzby/", "", f"sablony/{template().pk}/porovnani/", "normy/export/csv/"):
        answer = client.get(f"/registr/karty/{place}", asked | {"od": "x", "do": "1e9"})
        assert answer.status_code == 200


@pytest.mark.parametrize("year", ["0000", "1999", "2101", "9999", "²²²²", "٢٠٢٥٠", "2" * 5000])
def test_norms_of_a_year_that_is_none_of_ours_are_those_of_today(client, registrar, year):
    valid()

    answer = client.get("/registr/karty/normy/export/csv/", {"rok": year})

    assert "Přímá péče" in b"".join(answer.streaming_content).decode("utf-8-sig")


# -- money ---------------------------------------------------------------------------------------------


def test_a_secret_amount_is_on_no_page_export_or_paper_of_others(client, people, provider):
    card = valid()
    cost(card.template, code="N9", amount="98765", is_public=False)
    mine = service_card(
        card, home(provider=provider), "confirmed", valid_from=DAY, confirmed_at=timezone.now()
    )
    places = [card.template.get_absolute_url(), card.get_absolute_url(), mine.get_absolute_url()]

    def shown(name):
        client.force_login(people[name])
        pages = [client.get(place).content.decode() for place in places]
        table = b"".join(client.get("/registr/karty/normy/export/csv/")).decode("utf-8-sig")
        return "98\xa0765" in " ".join(pages), "98765" in table

    assert shown("analyst") == shown("auditor") == (True, True)
    assert shown("worker") == shown("coordinator") == (False, False)
    paper = rooms.document_kind("service_card").collect(
        str(mine.pk), rooms.Imprint("1", "http://x/overeni/1/"), lambda *said: None
    )
    assert "98765" not in paper.html.replace("\xa0", "").replace(" ", "")


def test_an_analyst_sets_amounts_and_does_not_touch_the_card(client, people):
    card = version()
    client.force_login(people["analyst"])
    address = f"/registr/karty/sablony/{card.template_id}/normativy/novy/"

    done = client.post(address, {
        "code": "N2", "title": "Náklady na lůžko", "bound": "most", "amount": "640 000",
        "unit": "Kč", "valid_from": "1. 1. 2026", "is_public": "on",
    })  # fmt: skip

    assert done.status_code == 302, done.context["form"].errors
    assert CardNorm.objects.dated().get().words == "nejvýše 640\xa0000 Kč"
    assert client.get(f"/registr/karty/verze/{card.pk}/cast/7/").status_code == 403


# -- what others see of an unfinished card -------------------------------------------------------------


def test_an_official_sees_that_a_card_is_being_filled_and_not_what_it_says(
    client, people, provider
):
    mine = service_card(valid(), home(provider=provider, name="Domov Lípa"), "in_work")
    client.force_login(people["registrar"])

    html = client.get("/registr/karty/sluzby/").content.decode()

    assert "Domov Lípa" in html
    assert mine.get_absolute_url() not in html
    assert client.get(mine.get_absolute_url()).status_code == 404


def test_lists_are_taken_away_as_tables(client, registrar):
    service_card(valid(), home(name="Domov Lípa"), "in_work")
    answer = client.get("/registr/karty/sluzby/export/xlsx/")

    table = read_table(b"".join(answer.streaming_content))

    assert "Domov Lípa" in str(list(table.lines))


# -- queries -------------------------------------------------------------------------------------------


def _many(number):
    card = valid()
    for _at in range(number):
        service_card(card, home(), "to_fill", update_by=date(2026, 3, 1))


@pytest.mark.parametrize("number", [2, 40])
def test_lists_cost_the_same_whatever_they_hold(
    client, registrar, number, django_assert_max_num_queries
):
    _many(number)
    for code in range(number):
        CardTemplate.objects.create(
            code=f"x{code}", kind=seniors(), form=residential(), target_group=_group(code)
        )

    for place in ("/registr/karty/", "/registr/karty/sluzby/"):
        client.get(place)
        with django_assert_max_num_queries(16):
            assert client.get(place).status_code == 200


def _group(number):
    from tests.factories import TargetGroupFactory

    return TargetGroupFactory(slug=f"g{number}", rpss_code=f"9{number}", name=f"Skupina {number}")


@pytest.mark.parametrize("number", [1, 40])
def test_a_card_and_its_service_cost_a_few_queries(
    client, registrar, number, django_assert_max_num_queries
):
    card = valid()
    for at in range(number):
        entry(card, "groups", f"g{at}", text=f"Skupina {at}")
    mine = service_card(card, home(), "confirmed", valid_from=DAY, confirmed_at=timezone.now())

    for place in (card.get_absolute_url(), mine.get_absolute_url()):
        client.get(place)
        with django_assert_max_num_queries(24):
            assert client.get(place).status_code == 200


# -- the gate ------------------------------------------------------------------------------------------


def test_the_public_sees_the_public_part_and_only_while_the_version_is_in_force():
    service = home()
    version(1, "ended", date(2024, 1, 1), date(2025, 12, 31))
    valid(first=date(2026, 1, 1))
    version(3, "draft")

    def said(day):
        return [one.text for one in find_service(service.identifier, day).card_texts]

    assert said(date(2023, 12, 31)) == []
    assert said(date(2025, 12, 31)) == ["Domov pro seniory, verze 1."]
    assert said(date(2026, 1, 1)) == ["Domov pro seniory, verze 2."]


def test_words_of_a_card_find_the_service_from_its_first_day():
    from catalog.index import Question

    service = home(name="Dům U Lípy")
    valid(first=date(2026, 1, 1))

    def found(day):
        return [
            hit.pk
            for hit in Catalog(day).answer(Question(text="starobinecek", everything=True), 9).hits
        ]

    assert (found(date(2025, 12, 31)), found(date(2026, 1, 1))) == ([], [service.pk])


def test_a_change_of_the_public_part_is_seen_by_the_catalogue():
    card = version()
    before = public_version()

    entry(card, "groups", "g1", text="senioři")

    assert public_version() != before


def test_a_service_alone_costs_one_query_with_its_card_and_the_index_no_more(
    django_assert_num_queries, django_assert_max_num_queries
):
    service = home()
    valid()
    find_service(service.identifier, DAY)

    with django_assert_num_queries(1):
        assert find_service(service.identifier, DAY).card_texts
    with django_assert_max_num_queries(12):
        list(search_rows(DAY))


# -- paper ---------------------------------------------------------------------------------------------


def test_an_amount_that_grows_is_the_one_that_the_year_is_evaluated_by(client, people, provider):
    card = valid()
    cost(card.template, amount="1000", first=date(DAY.year - 2, 5, 1), indexation=Decimal(3))
    mine = service_card(
        card, home(provider=provider), "confirmed", valid_from=DAY, confirmed_at=timezone.now()
    )
    imprint = rooms.Imprint("1", "http://x/overeni/1/")
    client.force_login(people["signatory"])

    paper = rooms.document_kind("service_card").collect(str(mine.pk), imprint, lambda *said: None)
    page = client.get(mine.get_absolute_url()).content.decode()
    version_page = client.get(card.get_absolute_url()).content.decode()

    for text in (page, paper.html):
        text = text.replace("\xa0", " ")
        assert "1 060,9 Kč" in text
        assert f"stanoveno 1 000, každý rok +3 %, částka roku {DAY.year}" in text
    assert "1\xa0030 Kč" in version_page  # of the first year of the version


def test_the_page_and_the_paper_say_the_same(client, people, provider):
    mine = service_card(
        valid(), home(provider=provider), "confirmed", valid_from=DAY,
        confirmed_at=timezone.now(), confirmed_by=people["signatory"],
    )  # fmt: skip
    CardCell.objects.create(
        service_card=mine, slot="reaction", code="1", column="text",
        text="do 30 dnů", base="do 20 pracovních dnů",
    )  # fmt: skip
    kind = rooms.document_kind("service_card")
    paper = kind.collect(
        str(mine.pk), rooms.Imprint("1", "http://x/overeni/1/"), lambda *said: None
    ).html.replace("\xa0", " ")
    client.force_login(people["coordinator"])
    page = client.get(mine.get_absolute_url()).content.decode().replace("\xa0", " ")

    texts = [text for row in mine.card.rows() for _key, text in row.cells() if text]
    for text in [*(one for one in texts if one != "do 20 pracovních dnů"), "do 30 dnů"]:
        assert text in page
        assert text in paper
    assert "6,5 úvazku na 10 lůžek" in paper
    assert kind.subject(str(mine.pk)).is_final
    assert not kind.subject(str(mine.pk)).is_public
    assert CardVersion.objects.count() == ServiceCard.objects.count() == 1


def test_what_the_signatory_confirms_is_what_they_read(client, people, provider):
    """A colleague writes on while the page of confirmation is open."""
    mine = service_card(valid(), home(provider=provider), "in_work")
    address = f"/registr/karty/sluzby/{mine.pk}/potvrdit/"
    client.force_login(people["signatory"])
    sent = typed(client, address) | {"is_right": "on"}
    own = {cards.Key("reaction", "1", "text"): cards.Own("ihned", "do 20 pracovních dnů")}
    write.save_cells(mine, own, {}, part=6, seen=mine.version, by=people["worker"])

    first = client.post(address, sent)
    mine.refresh_from_db()
    state = mine.state
    again = {name: first.context["form"][name].value() for name in ("is_right", "version")}
    second = client.post(address, again)

    assert f"Kartu mezitím změnil(a) {people['worker']}." in first.content.decode()
    assert (state, second.status_code) == ("in_work", 302)
    mine.refresh_from_db()
    assert (mine.state, mine.confirmed_by) == ("confirmed", people["signatory"])
