"""Proposals: kept half-typed, sent, accepted or returned; public only what was accepted."""

from datetime import time, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from providers import public
from providers.actions import upkeep
from providers.models import (
    Contact,
    OpeningHours,
    Proposal,
    ServiceText,
    Vacancy,
    Verification,
    page_of,
)
from sitis import rooms
from tests.factories import (
    ContactFactory,
    FacilityFactory,
    FormFactory,
    MembershipFactory,
    ServiceFactory,
    ServiceFormFactory,
    UserFactory,
    official,
)
from tests.providers.page_forms import address, decide, press, shown

pytestmark = pytest.mark.django_db
LIST = "/registr/navrhy/"


@pytest.fixture
def service(provider):
    return page_made(provider, "9000777")


def page_made(provider, identifier):
    row = ServiceFactory(provider=provider, identifier=identifier)
    ServiceFormFactory(service=row)
    ServiceText.objects.create(service=row, slot="what", text="Pomůžeme vám doma.")
    for weekday in range(1, 6):
        OpeningHours.objects.create(
            service=row, form=FormFactory(), weekday=weekday, opens=time(8), closes=time(16)
        )
    ContactFactory(service=row, value="+420 541 111 111")
    return row


@pytest.fixture
def worker(client, provider):
    user = MembershipFactory(provider=provider, user__name="Tomáš Pracovník").user
    client.force_login(user)
    return user


@pytest.fixture
def registrar():
    return official("registrar")


NEW = {"texty-what": "Pomůžeme vám doma i venku.", "hodiny-0-closes": "17.00"}


def sent(client, service, **changed):
    press(client, service, "send", **(changed or NEW))
    proposal = service.proposals.open().get()
    assert proposal.state == "sent"
    return proposal


def text(answer):
    return answer.content.decode()


def said(service):
    return page_of(service, localdate())


# -- the walk --------------------------------------------------------------------------------------


def test_a_draft_is_sent_accepted_and_then_the_page_says_it(
    client, worker, service, registrar, django_capture_on_commit_callbacks
):
    page = said(service)
    press(client, service, "save", **NEW)
    assert Proposal.objects.get().state == "draft"
    press(client, service, "send")

    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.by) == ("sent", worker)
    assert said(service) == page

    client.force_login(registrar)
    assert "venku." in text(client.get(proposal.get_absolute_url()))
    with django_capture_on_commit_callbacks(execute=True):
        decide(client, proposal)

    proposal.refresh_from_db()
    assert (proposal.state, proposal.settled_by) == ("accepted", registrar)
    now = said(service)
    assert now["texts"] == {"what": "Pomůžeme vám doma i venku."}
    assert [(row["days"], row["closes"]) for row in now["hours"]] == [([1, 2, 3, 4, 5], "17:00")]
    kept = ServiceText.objects.get().history.first()
    assert kept.history_user == registrar
    assert f"č. {proposal.pk}" in kept.history_change_reason
    assert Verification.objects.get().verified_on == localdate()
    assert [worker.email] in [message.to for message in mail.outbox]


# -- typing ----------------------------------------------------------------------------------------


def test_half_a_line_is_kept_as_typed_and_only_whole_ones_are_sent(client, worker, service):
    half = {
        "hodiny-0-opens": "8.oo",
        "hodiny-1-note": "podle domluvy",
        "kontakty-1-type": "mail",
        "kontakty-1-value": "pomoc zavináč",
        "texty-what": "á" * 3_001,
    }
    press(client, service, "save", **half)
    kept = shown(client, service)
    assert {name: kept[name] for name in half} == half
    assert said(service)["hours"][0]["opens"] == "08:00"

    page = press(client, service, "send")

    assert Proposal.objects.get().state == "draft"
    told = " ".join(sentence for _anchor, sentence in page.context["problems"])
    for about in ("Od:", "Dny:", "Údaj: To není e-mailová adresa", "Co služba dělá:"):
        assert about in told
    for anchor, _sentence in page.context["problems"]:
        assert f'id="{anchor}"' in text(page)
    assert "8.oo" in text(page)


def test_rows_are_added_and_taken_away_without_a_script(client, worker, service):
    answer = press(client, service, "more-hours", **NEW)
    assert Proposal.objects.get().content["texts"]["what"] == NEW["texty-what"]
    page = client.get(answer.url.split("#")[0])
    assert len(page.context["form"].hours.forms) == 1 + 4

    data = shown(client, service, "?" + answer.url.split("?")[1].split("#")[0])
    night = {"hodiny-2-days": ["6"], "hodiny-2-opens": "22.00", "hodiny-2-closes": "0.00"}
    press(client, service, "save", data, **night)
    press(client, service, "send", **{"kontakty-0-DELETE": "on"})

    content = Proposal.objects.get().content
    assert [(row["days"], row["closes"]) for row in content["hours"]] == [
        ([1, 2, 3, 4, 5], "17:00"),
        ([6], "00:00"),
    ]
    assert content["contacts"] == []


@pytest.mark.parametrize("query", ["?hodin=x", "?hodin=-1", "?hodin=99999999", "?kontaktu=٣"])
def test_odd_numbers_of_rows_do_no_harm(client, worker, service, query):
    assert client.get(address(service) + query).status_code == 200


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"hodiny-0-closes": "7.00"}, "Konec musí být později než začátek"),
        (
            {"hodiny-1-days": ["1"], "hodiny-1-opens": "15.00", "hodiny-1-closes": "18.00"},
            "Tato doba se kryje",
        ),
        ({"kontakty-0-value": "volejte"}, "chybí číslice"),
        ({"kontakty-0-is_person_public": "on"}, "Není uvedeno jméno"),
        ({"hodiny-0-form": "neznama"}, "Forma"),
    ],
)
def test_what_makes_no_sense_is_told_when_sent(client, worker, service, changed, sentence):
    page = press(client, service, "send", **changed)

    assert page.status_code == 200
    assert sentence in text(page)
    assert Proposal.objects.get().state == "draft"


def test_nothing_changed_is_no_proposal(client, worker, service):
    press(client, service, "save")
    answer = press(client, service, "send")

    assert not Proposal.objects.exists()
    assert "Údaje jsou správné" in text(client.get(answer.url))


def test_half_a_request_takes_nothing_away(client, worker, service):
    client.post(address(service), {"act": "send", "texty-what": "A"})

    assert not Proposal.objects.exists()


def test_a_hidden_place_lets_no_address_out(client, worker, service):
    FacilityFactory(service=service, is_address_hidden=True)
    new = {"kontakty-1-type": "address", "kontakty-1-value": "Tajná 7, Kyjov"}

    page = press(client, service, "send", **new)

    assert "utajené místo" in text(page)
    assert Proposal.objects.get().state == "draft"
    press(client, service, "send", **{"kontakty-1-is_public": None})
    assert Proposal.objects.get().state == "sent"


# -- two colleagues --------------------------------------------------------------------------------


def test_two_colleagues_meet_what_one_changed_stays_and_a_clash_is_told(client, worker, service):
    press(client, service, "save", **{"texty-price": "100 Kč"})
    first = shown(client, service)
    second = dict(first)
    press(client, service, "save", first, **{"texty-price": "120 Kč", "texty-for_whom": "Senioři."})

    mine = {"texty-price": "150 Kč", "texty-when_full": "Vedeme pořadník."}
    page = press(client, service, "save", second, **mine)

    assert "120 Kč" in text(page)  # the colleague's
    assert Proposal.objects.get().content["texts"]["price"] == "120 Kč"
    form = page.context["form"].texts
    assert form["price"].value() == "150 Kč"
    assert form["for_whom"].value() == "Senioři."
    assert form["when_full"].value() == "Vedeme pořadník."


def test_two_who_begin_at_once_meet_too(client, worker, service):
    data = shown(client, service)
    press(client, service, "save", data, **{"texty-price": "120 Kč"})

    page = press(client, service, "save", data, **{"texty-for_whom": "Senioři."})

    form = page.context["form"].texts
    assert (form["price"].value(), form["for_whom"].value()) == ("120 Kč", "Senioři.")
    assert Proposal.objects.count() == 1


def test_a_colleague_who_sent_it_meanwhile_does_not_lose_what_i_typed(client, worker, service):
    press(client, service, "save", **NEW)
    data = shown(client, service)
    press(client, service, "send")

    page = press(client, service, "save", data, **{"texty-price": "Nedopsaný ceník"})

    assert "Nedopsaný ceník" in text(page)
    assert "mezitím odeslal" in text(page)
    assert "price" not in Proposal.objects.get().content["texts"]


def test_the_page_changed_before_the_first_save(client, worker, service):
    data = shown(client, service)
    ServiceText.objects.update(text="Úředník to opravil.")

    page = press(client, service, "save", data, **{"texty-price": "100 Kč"})

    assert "mezitím změnila" in text(page)
    assert "100 Kč" in text(page)
    assert not Proposal.objects.exists()


def test_a_draft_follows_the_page_where_it_says_nothing_itself(client, worker, service):
    press(client, service, "save", **{"texty-price": "100 Kč"})
    ServiceText.objects.update(text="Úředník to opravil.")

    assert shown(client, service)["texty-what"] == "Úředník to opravil."
    press(client, service, "send")
    assert Proposal.objects.get().base["texts"] == {"what": "Úředník to opravil."}


# -- back and forth --------------------------------------------------------------------------------


def test_sent_is_taken_back_until_it_is_settled(client, worker, service, registrar):
    proposal = sent(client, service)
    client.post(address(service, "proposal-recall"))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.sent_at) == ("draft", None)
    press(client, service, "send")
    proposal.refresh_from_db()
    upkeep.accept(proposal, by=registrar, day=localdate())

    late = client.post(address(service, "proposal-recall"), follow=True)

    assert "už kraj mezitím rozhodl" in text(late)
    proposal.refresh_from_db()
    assert proposal.state == "accepted"


def test_returned_with_a_reason_and_sent_again(
    client, worker, service, registrar, django_capture_on_commit_callbacks
):
    proposal = sent(client, service)
    client.force_login(registrar)
    page = decide(client, proposal, "return", reason="")
    assert page.context["form"].errors
    with django_capture_on_commit_callbacks(execute=True):
        decide(client, proposal, "return", reason="Doplňte cenu.")
    assert "Doplňte cenu." in mail.outbox[0].body

    client.force_login(worker)
    tasks = rooms.desk(worker, localdate()).tasks
    assert [task.detail for task in tasks if "Doplňte" in task.title] == ["Doplňte cenu."]
    assert "Doplňte cenu." in text(client.get(address(service)))
    press(client, service, "save", **{"texty-price": "Rozepsaná cena"})
    client.force_login(registrar)
    assert "Rozepsaná cena" not in text(client.get(proposal.get_absolute_url()))
    assert "Rozepsaná cena" not in text(client.get(address(service)))
    client.force_login(worker)
    press(client, service, "send", **{"texty-price": "100 Kč"})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reason) == ("sent", "")


def test_a_dropped_draft_is_seen_by_nobody_else(client, worker, service, registrar):
    press(client, service, "save", **NEW)
    client.post(address(service, "proposal-drop"))

    proposal = Proposal.objects.get()
    assert proposal.state == "withdrawn"
    assert not Proposal.objects.readable_by(registrar).exists()
    press(client, service, "save", **NEW)
    assert Proposal.objects.count() == 2


# -- who -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "read", "write"),
    [
        ("worker", 200, 302),
        ("signatory", 200, 302),
        ("registrar", 200, 403),
        ("planner", 200, 403),
        ("auditor", 200, 403),
        ("coordinator", 404, 404),
        ("district", 404, 404),
        ("stranger", 404, 404),
        ("nobody", 404, 404),
    ],
)
def test_who_reads_the_page_and_who_writes_it(client, people, service, who, read, write):
    client.force_login(people.get(who) or UserFactory())

    assert client.get(address(service)).status_code == read
    steps = ("service-public", "proposal-recall", "proposal-drop", "service-verify", "free-places")
    assert {client.post(address(service, name)).status_code for name in steps} == {write}


@pytest.mark.parametrize(
    ("who", "draft", "given", "settles"),
    [
        ("worker", 200, 200, 403),
        ("registrar", 404, 200, 302),
        ("planner", 404, 200, 403),
        ("auditor", 404, 200, 403),
        ("stranger", 404, 404, 404),
        ("coordinator", 404, 404, 404),
    ],
)
def test_who_reads_a_proposal_and_who_settles_it(
    client, people, service, who, draft, given, settles
):
    client.force_login(people["worker"])
    press(client, service, "save", **NEW)
    proposal = Proposal.objects.get()
    client.force_login(people[who])
    assert client.get(proposal.get_absolute_url()).status_code == draft
    assert decide(client, proposal).status_code in {403, 404}

    upkeep.send(proposal, by=people["worker"])
    assert client.get(proposal.get_absolute_url()).status_code == given
    assert decide(client, proposal).status_code == settles
    proposal.refresh_from_db()
    assert (proposal.state == "accepted") == (who == "registrar")


# -- settling --------------------------------------------------------------------------------------


def test_what_others_changed_meanwhile_stays(client, worker, service, registrar):
    proposal = sent(client, service, **{"texty-price": "100 Kč"})
    ServiceText.objects.update(text="Úředník to opravil.")
    Contact.objects.update(note="volejte ráno")

    client.force_login(registrar)
    decide(client, proposal)

    now = said(service)
    assert now["texts"] == {"what": "Úředník to opravil.", "price": "100 Kč"}
    assert now["contacts"][0]["note"] == "volejte ráno"


def test_where_both_changed_the_same_all_three_are_shown_and_a_person_decides(
    client, worker, service, registrar
):
    proposal = sent(client, service)
    ServiceText.objects.update(text="Úředník to opravil.")
    client.force_login(registrar)

    decide(client, proposal)
    proposal.refresh_from_db()
    assert proposal.state == "sent"
    page = client.get(proposal.get_absolute_url())
    assert "Úředník to opravil." in text(page)
    assert "venku." in text(page)
    assert [clash.base for clash in page.context["clashes"]] == ["Pomůžeme vám doma."]

    decide(client, proposal, over="1")
    assert said(service)["texts"]["what"] == "Pomůžeme vám doma i venku."


def test_the_second_official_is_told_that_the_first_was_faster(client, worker, service, registrar):
    proposal = sent(client, service)
    version = proposal.version
    client.force_login(registrar)
    decide(client, proposal)
    client.force_login(official("registrar"))

    late = client.post(
        reverse("providers:proposal-return", args=[proposal.pk]),
        {"version": version, "reason": "Ne."},
        follow=True,
    )

    assert f"už rozhodl(a) {registrar}" in text(late)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reason) == ("accepted", "")


def test_what_the_provider_changed_since_is_read_anew(client, worker, service, registrar):
    proposal = sent(client, service)
    version = proposal.version
    client.post(address(service, "proposal-recall"))
    client.force_login(registrar)
    gone = decide(client, proposal, version=version)
    assert gone.url == LIST
    client.force_login(worker)
    press(client, service, "send", **{"texty-what": "Něco jiného."})
    client.force_login(registrar)

    answer = decide(client, proposal, version=version)

    assert answer.url == proposal.get_absolute_url()
    assert said(service)["texts"]["what"] == "Pomůžeme vám doma."


def test_small_ones_are_accepted_together_and_large_ones_are_not(
    client, worker, provider, registrar
):
    services = [page_made(provider, f"900010{number}") for number in range(3)]
    small = [sent(client, row, **{"hodiny-0-closes": "18.00"}) for row in services[:2]]
    large = sent(client, services[2])
    assert (small[0].is_small, large.is_small) == (True, False)
    client.force_login(registrar)

    page = client.post(
        f"{LIST}hromadne/", {"rows": [row.pk for row in [*small, large]]}, follow=True
    )

    states = dict(Proposal.objects.values_list("pk", "state"))
    assert states == {small[0].pk: "accepted", small[1].pk: "accepted", large.pk: "sent"}
    assert "Přijaty 2 návrhy." in text(page)
    assert "rozhodněte zvlášť" in text(page)
    again = client.post(f"{LIST}hromadne/", {"rows": [small[0].pk]}, follow=True)
    assert "už někdo rozhodl" in text(again)
    client.post(f"{LIST}hromadne/")
    client.force_login(official("planner"))
    assert client.post(f"{LIST}hromadne/", {"rows": [large.pk]}).status_code == 403


def test_filters_narrow_the_list_and_the_longest_waiting_is_first(
    client, worker, provider, registrar
):
    services = [page_made(provider, f"900010{number}") for number in range(3)]
    FacilityFactory(service=services[0])
    hours = sent(client, services[0], **{"hodiny-0-closes": "18.00"})
    texts = sent(client, services[1])
    old = sent(client, services[2], **{"kontakty-0-value": "+420 541 222 222"})
    Proposal.objects.filter(pk=old.pk).update(sent_at=timezone.now() - timedelta(days=9))
    client.force_login(registrar)

    def listed(**query):
        return list(client.get(LIST, query).context["page"])

    assert listed() == [old, hours, texts]
    assert listed(druh="texty") == [texts]
    assert listed(druh="doba") == [hours, texts]
    assert listed(velikost="velka") == [texts]
    assert listed(velikost="mala") == [old, hours]
    assert listed(okres="CZ0645") == [hours]
    assert listed(stav="accepted") == []
    assert listed(stav="nesmysl", okres="nikde", druh="x", velikost="y") == [old, hours, texts]


@pytest.mark.parametrize("count", [1, 8])
def test_the_list_asks_the_same_number_of_questions(
    client, worker, provider, registrar, count, django_assert_max_num_queries
):
    for number in range(count):
        row = ServiceFactory(provider=provider)
        Proposal.objects.create(
            service=row, by=worker, state="sent", sent_at=timezone.now(), content={"texts": {}}
        )
        del number
    client.force_login(registrar)

    with django_assert_max_num_queries(9):
        client.get(LIST)


@pytest.mark.parametrize("rows", [1, 9])
def test_pages_of_a_service_ask_few_questions(
    client, worker, service, registrar, rows, django_assert_max_num_queries
):
    for _ in range(rows):
        ContactFactory(service=service)
    proposal = sent(client, service)

    with django_assert_max_num_queries(26):
        client.get(address(service))
    client.force_login(registrar)
    with django_assert_max_num_queries(18):
        client.get(proposal.get_absolute_url())


def test_everything_typed_is_shown_harmless(client, worker, service, registrar):
    evil = "<script>alert(1)</script>"
    proposal = sent(client, service, **{"texty-what": evil, "kontakty-0-value": f"123 {evil}"})
    client.force_login(registrar)

    for page in (proposal.get_absolute_url(), address(service), LIST):
        assert evil not in text(client.get(page))


# -- free places -----------------------------------------------------------------------------------


def free(client, service, **sent):
    form = service.forms.get().form_id
    row = Vacancy.objects.filter(service=service).first()
    data = {"version": row.version if row else ""} | sent
    data = {f"volno-{form}-{name}": value for name, value in data.items()}
    return client.post(address(service, "free-places"), data, follow=True)


def test_free_places_hold_at_once_with_their_day_and_may_be_taken_away(client, worker, service):
    free(client, service, free="3", as_of="")
    row = Vacancy.objects.get()
    assert (row.free, row.as_of) == (3, localdate())
    shown_now = public.find_service(service.identifier, localdate()).vacancies
    assert [(one.free, one.as_of) for one in shown_now] == [(3, localdate())]

    yesterday = localdate() - timedelta(days=1)
    free(client, service, free="0", as_of=f"{yesterday:%d.%m.%Y}")
    row.refresh_from_db()
    assert (row.free, row.as_of, row.history.first().history_user) == (0, yesterday, worker)

    free(client, service, free="", as_of="")
    assert not Vacancy.objects.exists()
    assert Vacancy.history.first().history_type == "-"


@pytest.mark.parametrize(
    "wrong", [{"free": "-1"}, {"free": "plno"}, {"free": "1", "as_of": "zítra"}]
)
def test_free_places_that_make_no_sense_are_told(client, worker, service, wrong):
    page = free(client, service, **wrong)

    assert not Vacancy.objects.exists()
    assert 'data-invalid="true"' in text(page)


def test_free_places_of_tomorrow_are_refused(client, worker, service):
    tomorrow = localdate() + timedelta(days=1)
    page = free(client, service, free="1", as_of=f"{tomorrow:%d.%m.%Y}")

    assert "nesmí být v budoucnosti" in text(page)
    assert not Vacancy.objects.exists()


def test_two_who_tell_free_places_at_once(client, worker, service):
    free(client, service, free="3")
    free(client, service, free="2")

    page = free(client, service, free="7", version="1")

    assert Vacancy.objects.get().free == 2
    assert "mezitím změnil" in text(page)


# -- the gate --------------------------------------------------------------------------------------

MARK = "ZNACKA-NEVEREJNE"


def everything_public(client, service):
    """What the gate and the pages of the catalogue say of the service."""
    record = public.find_service(service.identifier, localdate())
    pages = [
        "/sluzby/{0}/",
        "/en/sluzby/{0}/",
        "/otevrena-data/sluzby.json",
        "/otevrena-data/sluzby.csv",
    ]
    answers = [client.get(page.format(service.identifier)) for page in pages]
    client.logout()
    bodies = [
        b"".join(one.streaming_content) if one.streaming else one.content
        for one in answers
        if one.status_code == 200
    ]
    assert len(bodies) >= 2
    return repr(record) + b"".join(bodies).decode("utf-8", "replace")


@pytest.mark.parametrize("state", ["draft", "sent", "returned", "withdrawn"])
def test_what_is_proposed_is_nowhere_public(client, worker, service, state):
    marked = {
        "texty-what": MARK,
        "hodiny-0-note": MARK,
        "kontakty-0-value": f"+420 541 {MARK}",
        "kontakty-0-person": MARK,
    }
    press(client, service, "send", **marked)
    Proposal.objects.update(state=state, reason=MARK)

    found = everything_public(client, service)

    assert MARK not in found
    assert "Pomůžeme vám doma." in found


def test_unpublished_contacts_and_names_are_nowhere_public(client, worker, service, registrar):
    hidden = {
        "kontakty-0-is_public": None,
        "kontakty-0-value": f"+420 541 {MARK}",
        "kontakty-1-value": "+420 541 333 333",
        "kontakty-1-person": MARK,
        "kontakty-1-note": "vedoucí",
    }
    proposal = sent(client, service, **hidden)
    upkeep.accept(proposal, by=registrar, day=localdate())

    found = everything_public(client, service)

    assert MARK not in found
    assert "541 333 333" in found.replace("\xa0", " ")
