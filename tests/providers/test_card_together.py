"""Two people over one part of a card: nothing that either of them wrote is lost."""

from datetime import date

import pytest

from providers.actions import cards as write
from providers.models import CardCell, CardVersion, ServiceCard
from tests.factories import MembershipFactory, ResolutionFactory, official
from tests.providers.card_rows import entry, home, service_card, valid, version

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


def fields_of(form):
    """What a browser sends back of ``form``."""
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False)}


def opened(client, user, address):
    client.force_login(user)
    return fields_of(client.get(address).context["form"])


def send(client, user, address, typed):
    client.force_login(user)
    return client.post(address, typed)


# -- the card of a service -----------------------------------------------------------------------------


@pytest.fixture
def mine(provider):
    """Of three needs; nobody wrote anything of their own yet."""
    card = valid()
    for code in ("n2", "n3"):
        entry(card, "needs", code, area=code, text=f"potřeba {code}")
    return service_card(card, home(provider=provider))


@pytest.fixture
def first(people):
    return people["worker"]


@pytest.fixture
def second(provider):
    return MembershipFactory(provider=provider).user


def own(mine):
    rows = CardCell.objects.filter(service_card=mine).order_by("pk")
    return {(row.code.split("-")[0], row.column): row.text for row in rows}


def test_the_second_save_keeps_what_the_first_wrote(client, mine, first, second):
    address = f"/registr/karty/sluzby/{mine.pk}/cast/4/"
    theirs, ours = opened(client, first, address), opened(client, second, address)
    theirs |= {"needs.nova1.text": "klid na čtení", "needs.n1.text": "jíst v klidu"}
    theirs["needs.n2."] = "on"
    assert send(client, first, address, theirs).status_code == 302

    late = send(client, second, address, ours | {"needs.n3.text": "chodit ven"})
    html = late.content.decode()
    assert f"Kartu mezitím změnil(a) {first}." in html
    assert "Nově je zde" not in html
    again = fields_of(late.context["form"])
    assert send(client, second, address, again).status_code == 302

    assert own(mine) == {
        ("n1", "text"): "jíst v klidu",
        ("n2", ""): "",
        ("n3", "text"): "chodit ven",
        ("own", "text"): "klid na čtení",
    }


def test_where_both_wrote_the_first_stands_beside(client, mine, first, second):
    address = f"/registr/karty/sluzby/{mine.pk}/cast/4/"
    theirs, ours = opened(client, first, address), opened(client, second, address)
    send(client, first, address, theirs | {"needs.n1.text": "jíst v klidu"})

    late = send(client, second, address, ours | {"needs.n1.text": "jíst sám"})

    errors = late.context["form"].errors
    assert set(errors) == {"__all__", "needs.n1.text"}
    assert errors["needs.n1.text"] == ["Nově je zde: jíst v klidu."]
    assert late.context["form"]["needs.n1.text"].value() == "jíst sám"
    assert send(client, second, address, fields_of(late.context["form"])).status_code == 302
    assert own(mine) == {("n1", "text"): "jíst sám"}


def test_a_number_and_a_mark_that_were_left_alone_are_renewed(client, mine, first, second):
    address = f"/registr/karty/sluzby/{mine.pk}/cast/7/"
    theirs, ours = opened(client, first, address), opened(client, second, address)
    send(client, first, address, theirs | {"norm.direct": "6,25"})

    late = send(client, second, address, ours)

    assert late.context["form"]["norm.direct"].value() == "6,25"
    assert set(late.context["form"].errors) == {"__all__"}


def test_words_in_a_row_that_another_emptied_stay(client, mine, first, second):
    cell = {"service_card": mine, "slot": "needs", "code": "own-x", "column": "text"}
    CardCell.objects.create(**cell, text="klid")
    address = f"/registr/karty/sluzby/{mine.pk}/cast/4/"
    theirs, ours = opened(client, first, address), opened(client, second, address)
    send(client, first, address, theirs | {"needs.own-x.text": ""})
    assert own(mine) == {}

    unchanged = send(client, second, address, ours)
    assert "needs.own-x.text" not in unchanged.context["form"].fields
    late = send(client, second, address, ours | {"needs.own-x.text": "klid a ticho"})
    form = late.context["form"]
    assert form.errors["needs.own-x.text"] == ["Nově je zde: prázdné."]
    assert send(client, second, address, fields_of(form)).status_code == 302

    assert own(mine) == {("own", "text"): "klid a ticho"}


def test_what_makes_the_service_special_is_not_overwritten(client, mine, first, second):
    address = f"/registr/karty/sluzby/{mine.pk}/zvlastnosti/"
    ours = opened(client, second, address)
    typed = opened(client, first, address) | {"specifics": "Jsme v horách."}
    send(client, first, address, typed)

    late = send(client, second, address, ours | {"specifics": "Máme bazén."})

    assert "Nově je zde: Jsme v horách." in late.content.decode()
    assert late.context["form"]["specifics"].value() == "Máme bazén."


@pytest.mark.parametrize("base", ["x", "needs.a.text=1 =  =x [[[", "needs.<b>.text=1", "needs=1"])
def test_a_wild_base_is_no_error(client, mine, first, second, base):
    address = f"/registr/karty/sluzby/{mine.pk}/cast/4/"
    ours = opened(client, second, address)
    send(client, first, address, ours | {"needs.n1.text": "jíst v klidu"})

    late = send(client, second, address, ours | {"base": base, "needs.<b>.text": "x"})

    assert late.status_code == 200
    assert "Nově je zde: jíst v klidu." in late.content.decode()


# -- confirmed or approved meanwhile -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "typed"),
    [
        ("cast/4/", {"needs.n3.text": "dvacet minut psaní", "needs.nova1.text": "nový řádek"}),
        ("zvlastnosti/", {"specifics": "dvacet minut psaní, nový řádek"}),
    ],
)
def test_what_was_typed_into_a_confirmed_card_comes_back(client, mine, first, people, place, typed):
    address = f"/registr/karty/sluzby/{mine.pk}/{place}"
    ours = opened(client, first, address)
    write.confirm(mine, by=people["signatory"], today=TODAY)

    late = send(client, first, address, ours | typed)

    html = late.content.decode()
    assert late.status_code == 200
    assert "Karta už je potvrzená. Chcete-li ji změnit, začněte úpravu znovu." in html
    assert "dvacet minut psaní" in html
    assert "nový řádek" in html
    assert own(ServiceCard.objects.get()) == {}
    assert client.get(address).status_code == 403
    statuses = {name: send(client, people[name], address, ours).status_code for name in people}
    assert {name for name, status in statuses.items() if status == 200} == {"worker", "signatory"}
    assert set(statuses.values()) == {200, 403}


def test_what_was_typed_into_an_approved_version_comes_back(client, people):
    card = version()
    address = f"/registr/karty/verze/{card.pk}/cast/4/"
    ours = opened(client, people["registrar"], address)
    resolution = ResolutionFactory(body="council")
    write.approve(card, resolution=resolution, by=people["registrar"])

    late = client.post(address, ours | {"needs.nova1.text": "dlouhé psaní"})

    html = late.content.decode()
    assert str(CardVersion.LOCKED) in html
    assert "dlouhé psaní" in html
    assert card.entries.filter(slot="needs").count() == 1
    assert send(client, people["analyst"], address, ours).status_code == 403


# -- a version of the region's card --------------------------------------------------------------------


def test_two_officials_over_one_part_keep_both_rows(client, people):
    card, one, other = version(), people["registrar"], official("registrar")
    for code in ("n2", "n3"):
        entry(card, "needs", code, area=code, text=f"potřeba {code}")
    address = f"/registr/karty/verze/{card.pk}/cast/4/"
    theirs, ours = opened(client, one, address), opened(client, other, address)
    theirs |= {"needs.nova1.text": "klid", "needs.n1.text": "jíst v klidu"}
    theirs |= {f"needs.n2.{name}": "" for name in ("area", "text")}
    assert send(client, one, address, theirs).status_code == 302

    late = send(client, other, address, ours | {"needs.n3.text": "ven", "needs.nova1.text": "pes"})
    assert "Nově je zde" not in late.content.decode()
    assert send(client, other, address, fields_of(late.context["form"])).status_code == 302

    texts = set(card.entries.filter(slot="needs").values_list("text", flat=True))
    assert texts == {"jíst v klidu", "ven", "klid", "pes"}


def test_two_officials_over_norms(client, people):
    card, one, other = version(), people["registrar"], official("registrar")
    address = f"/registr/karty/verze/{card.pk}/cast/7/"
    theirs, ours = opened(client, one, address), opened(client, other, address)
    new = {"norm.nova1.title": "Noc", "norm.nova1.amount": "2", "norm.nova1.unit": "úvazky"}
    gone = {"norm.direct.title": "", "norm.direct.amount": "", "norm.direct.unit": ""}
    assert send(client, one, address, theirs | new | gone).status_code == 302

    late = send(client, other, address, ours | {"norm.direct.amount": "6,85"})
    form = late.context["form"]
    assert form.errors["norm.direct.amount"] == ["Nově je zde: prázdné."]
    assert send(client, other, address, fields_of(form)).status_code == 302

    found = {norm.title: str(norm.amount) for norm in card.norms.all()}
    assert found == {"Noc": "2.0000", "Přímá péče": "6.8500"}


def test_a_wrong_number_and_a_stale_card_are_told_at_once(client, people):
    card, one, other = version(), people["registrar"], official("registrar")
    address = f"/registr/karty/verze/{card.pk}/cast/7/"
    theirs, ours = opened(client, one, address), opened(client, other, address)
    send(client, one, address, theirs | {"norm.direct.qualification": "§ 116"})

    form = send(client, other, address, ours | {"norm.direct.amount": "šest"}).context["form"]

    assert {"__all__", "norm.direct.amount"} <= set(form.errors)
    assert form["norm.direct.amount"].value() == "šest"
    assert form["norm.direct.qualification"].value() == "§ 116"
