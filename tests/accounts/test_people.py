"""What an administrator does with people, what others may, and what everybody sees of themselves."""

import json
from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from django.utils import timezone

from providers.models import Membership, Provider
from sitis import rooms
from sitis.accounts.grants import grants
from sitis.accounts.models import Invitation, RoleHolding, User
from sitis.audit import Act, Event
from sitis.jobs.models import Job
from tests.factories import (
    HoldingFactory,
    MembershipFactory,
    OrpFactory,
    ServiceFactory,
    UserFactory,
    official,
)

pytestmark = pytest.mark.django_db

EVERYBODY = {
    "registrar", "planner", "analyst", "administrator", "coordinator", "district", "worker",
    "signatory", "stranger", "auditor",
}  # fmt: skip


def fresh(user):
    """The same person without what the object remembers of their roles."""
    return User.objects.get(pk=user.pk)


# -- who may read and change what ------------------------------------------------------------------


def test_who_may_read_and_change_people(people):
    worker = people["worker"]
    holding = people["coordinator"].holdings.get()

    def who(verb, record):
        return {name for name, user in people.items() if verb(user).contains(record)}

    assert who(User.objects.readable_by, worker) == {"administrator", "auditor", "worker"}
    assert who(User.objects.editable_by, worker) == {"administrator"}
    assert who(RoleHolding.objects.readable_by, holding) == {
        "administrator", "auditor", "coordinator",
    }  # fmt: skip
    assert who(RoleHolding.objects.editable_by, holding) == {"administrator"}


def test_who_may_read_and_change_people_of_a_provider(people):
    workers = Membership.objects.get(user=people["worker"])
    signatory = Membership.objects.get(user=people["signatory"])

    def who(verb, record):
        return {name for name, user in people.items() if verb(user).contains(record)}

    region = {"registrar", "planner", "analyst", "administrator", "auditor"}
    assert who(Membership.objects.readable_by, workers) == region | {"signatory", "worker"}
    assert who(Membership.objects.editable_by, workers) == {"administrator", "signatory"}
    assert who(Membership.objects.readable_by, signatory) == region | {"signatory"}
    assert who(Membership.objects.editable_by, signatory) == {"administrator"}


def test_who_may_read_and_change_invitations(people, provider):
    def invitation(role, scope=""):
        now = timezone.now()
        return Invitation.objects.create(
            email="a@b.example", name="A", role=role, scope_pk=scope, valid_from=date(2026, 1, 1),
            token_hash=role, invited_by=people["administrator"], invited_at=now, expires_at=now,
        )  # fmt: skip

    def who(verb, record):
        return {name for name, user in people.items() if verb(user).contains(record)}

    worker = invitation("provider_worker", str(provider.pk))
    official = invitation("official")
    assert who(Invitation.objects.readable_by, worker) == {"administrator", "signatory", "auditor"}
    assert who(Invitation.objects.editable_by, worker) == {"administrator", "signatory"}
    assert who(Invitation.objects.readable_by, official) == {"administrator", "auditor"}
    assert who(Invitation.objects.editable_by, official) == {"administrator"}


@pytest.mark.parametrize("method", ["get", "post"])
def test_pages_of_people_open_to_administrators_and_for_reading_to_auditors(client, people, method):
    pk = people["worker"].pk
    read = ["/lide/", f"/lide/{pk}/"]
    change = [f"/lide/{pk}/predat/", f"/lide/{pk}/zamknout/", f"/lide/{pk}/pohled/"]
    opened = {}
    for name, user in people.items():
        for address in read if method == "get" else change:
            client.force_login(user)
            answer = getattr(client, method)(address)
            opened.setdefault(name, set()).add(answer.status_code)
            User.objects.update(is_active=True)
            client.logout()

    if method == "get":
        assert {name for name, seen in opened.items() if seen == {200}} == {
            "administrator", "auditor",
        }  # fmt: skip
        assert all(seen <= {403} for name, seen in opened.items()
                   if name not in {"administrator", "auditor"})  # fmt: skip
    else:
        assert {name for name, seen in opened.items() if not seen <= {403, 404}} == {
            "administrator"
        }


# -- the list --------------------------------------------------------------------------------------


def names(answer):
    return [person.name for person, _held, _open in answer.context["rows"]]


def test_people_are_found_without_diacritics_and_by_what_they_hold(client, people):
    HoldingFactory(user=UserFactory(name="Žofie Říhová", email="rihova@orp.example"),
                   role="orp_coordinator", orp=OrpFactory())  # fmt: skip
    MembershipFactory(user=UserFactory(name="Ctibor Šťastný"), role="provider_signatory")
    UserFactory(name="Zamčená Osoba", is_active=False)
    client.force_login(people["administrator"])

    assert names(client.get("/lide/?q=zofie+rihova")) == ["Žofie Říhová"]
    assert names(client.get("/lide/?q=RIHOVA@orp")) == ["Žofie Říhová"]
    assert "Ctibor Šťastný" in names(client.get("/lide/?role=provider_signatory"))
    assert "Žofie Říhová" not in names(client.get("/lide/?role=provider_signatory"))
    assert names(client.get("/lide/?q=osoba&stav=zamceny")) == ["Zamčená Osoba"]
    assert "Nikoho takového jsme nenašli" in client.get("/lide/?q=xyz").content.decode()
    assert client.get("/lide/?role=nesmysl&strana=abc").status_code == 200


@pytest.mark.parametrize("count", [1, 29])
def test_the_list_asks_the_same_number_of_questions(
    client, people, count, django_assert_num_queries
):
    for _one in range(count):
        user = HoldingFactory(role="auditor").user
        MembershipFactory(user=user)
    User.objects.filter(name__startswith="Úřední").update(name="Aaa")
    client.force_login(people["administrator"])
    client.get("/lide/")

    with django_assert_num_queries(10):
        client.get("/lide/")


# -- what a person may -----------------------------------------------------------------------------


def test_the_list_of_rights_says_what_the_verbs_say(people, provider):
    ServiceFactory(provider=provider)
    ServiceFactory()

    def counted(user, what, verb):
        return sum(one.count for one in grants(user) if (one.what, one.verb) == (what, verb))

    for user in map(fresh, people.values()):
        assert counted(user, "poskytovatelé", "číst") == (
            Provider.objects.readable_by(user).count()
        )
        assert counted(user, "osoby", "měnit") == User.objects.editable_by(user).count()
    assert counted(people["registrar"], "služby", "měnit") == 2
    assert counted(people["worker"], "služby", "měnit") == 0
    assert counted(people["worker"], "osoby", "číst") == 1
    assert counted(people["administrator"], "osoby", "měnit") == User.objects.count()
    assert grants(UserFactory(is_active=False))[0].scope == "vlastní"


TODAY, DAY = timezone.localdate(), timedelta(days=1)


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "holds"),
    [
        (TODAY, TODAY, True),  # the first and the last day count
        (TODAY + DAY, None, False),
        (TODAY - 9 * DAY, TODAY - DAY, False),
    ],
)
def test_a_role_gives_what_it_gives_from_its_first_to_its_last_day(
    client, valid_from, valid_to, holds
):
    person = official("administrator", valid_from=valid_from, valid_to=valid_to)
    staff = MembershipFactory(user=person, valid_from=valid_from, valid_to=valid_to)
    client.force_login(person)

    assert (client.get("/sprava/").status_code == 200) is holds
    assert (client.get("/lide/").status_code == 200) is holds
    assert (client.get("/registr/").status_code == 200) is holds
    assert Provider.objects.staffed_by(fresh(person)).filter(pk=staff.provider_id).exists() is holds


@pytest.mark.parametrize("over", [{"is_active": False}, {"leaves_on": TODAY - DAY}])
def test_who_left_holds_nothing_whatever_the_rows_say(over):
    person = official("administrator", "registrar")
    MembershipFactory(user=person, role="provider_signatory")
    MembershipFactory(user=official("administrator"))
    User.objects.filter(pk=person.pk).update(**over)
    person = fresh(person)

    assert (person.held_roles, person.permissions) == ([], frozenset())
    assert not Provider.objects.readable_by(person).exists()
    assert {grant.scope for grant in grants(person)} <= {"vlastní"}


def test_the_page_of_a_person_shows_roles_providers_and_rights(client, people, provider):
    client.force_login(people["administrator"])

    page = client.get(f"/lide/{people['signatory'].pk}/").content.decode()

    assert provider.name in page
    assert "statutární zástupce poskytovatele" in page
    assert "lidé poskytovatelů" in page


# -- looking as another person ---------------------------------------------------------------------


@pytest.fixture
def looking(client, people):
    """The administrator looks as the worker."""
    client.force_login(people["administrator"])
    Event.objects.all().delete()
    client.post(f"/lide/{people['worker'].pk}/pohled/")
    return client


def test_an_administrator_sees_with_the_persons_eyes_and_every_page_says_so(looking, people):
    desk = looking.get("/prostor/")
    people_list = looking.get("/lide/")

    assert desk.context["user"] == people["worker"]
    assert f"očima osoby <strong>{people['worker'].name}</strong>" in desk.content.decode()
    assert people_list.status_code == 403  # what the worker may not see, nor sees the administrator


def test_nothing_can_be_changed_while_looking(looking, people):
    before = (people["worker"].name, Job.objects.count(), RoleHolding.history.count())
    answers = [
        looking.post("/ucet/upravit/", {"name": "Jiné Jméno", "version": 1}),
        looking.put("/ucet/upravit/"),
        looking.delete("/ucet/upravit/"),
        looking.post("/ucet/heslo/", {"oldpassword": "x"}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert "Při prohlížení nelze nic měnit" in answers[0].content.decode()
    worker = fresh(people["worker"])
    assert (worker.name, Job.objects.count(), RoleHolding.history.count()) == before


@pytest.mark.django_db(transaction=True)
def test_a_page_that_writes_while_it_is_read_is_refused_too(looking, people, settings):
    settings.ROOT_URLCONF = "tests.accounts.writing_urls"

    answer = looking.get("/pise-pri-cteni/")

    assert answer.status_code == 403
    assert fresh(people["worker"]).phone == ""


def test_looking_is_written_down_under_the_administrators_name(looking, people):
    looking.get("/lide/")  # refused: what happens meanwhile is the administrator's act too
    looking.get("/ucet/moje-udaje.json")
    looking.post("/lide/pohled/konec/")

    administrator, worker = people["administrator"], people["worker"]
    assert list(Event.objects.order_by("pk").values_list("act", "user", "detail")) == [
        (Act.LOOK_AS, administrator.pk, {"person": worker.pk, "begins": True}),
        (Act.REFUSED, administrator.pk, {"method": "GET", "as_person": worker.pk}),
        (Act.EXPORT, administrator.pk, {"as_person": worker.pk}),
        (Act.LOOK_AS, administrator.pk, {"person": worker.pk, "begins": False}),
    ]
    assert looking.get("/prostor/").context["user"] == administrator


def test_looking_ends_with_the_right_to_it(looking, people):
    people["administrator"].holdings.update(valid_to=timezone.localdate() - timedelta(days=1))

    page = looking.get("/prostor/")

    assert page.context["user"] == people["administrator"]


@pytest.mark.parametrize("who", sorted(EVERYBODY - {"administrator"}))
def test_nobody_else_looks_with_other_eyes(client, people, who):
    client.force_login(people[who])
    session = client.session
    session["looked_at"] = people["planner"].pk  # even one who forged the session
    session.save()

    assert client.post(f"/lide/{people['planner'].pk}/pohled/").status_code in (403, 404)
    assert client.get("/prostor/").context["user"] == people[who]


# -- handing work over -----------------------------------------------------------------------------


def hand_over(client, people, giver, **typed):
    client.force_login(people["administrator"])
    return client.post(f"/lide/{giver.pk}/predat/", typed)


def test_for_good_the_work_passes_and_the_account_closes_after_the_last_day(client, people):
    giver, taker = people["coordinator"], UserFactory()
    MembershipFactory(user=giver)

    answer = hand_over(
        client, people, giver, taker=taker.email, how="natrvalo", first_day="1. 4. 2026"
    )

    assert answer.status_code == 302
    giver = fresh(giver)
    assert giver.leaves_on == date(2026, 3, 31)
    assert giver.is_open_on(date(2026, 3, 31))
    assert not giver.is_open_on(date(2026, 4, 1))
    assert set(giver.holdings.values_list("valid_to", flat=True)) == {date(2026, 3, 31)}
    assert set(giver.memberships.values_list("valid_to", flat=True)) == {date(2026, 3, 31)}
    assert list(taker.holdings.values_list("role", "orp", "valid_from", "valid_to", "lent_by")) == [
        ("orp_coordinator", "6210", date(2026, 4, 1), None, None)
    ]
    assert taker.memberships.get().history.first().history_user == people["administrator"]


def test_for_a_time_the_giver_keeps_all_and_the_taker_stands_in(client, people):
    giver, taker = people["worker"], UserFactory()

    hand_over(
        client, people, giver, taker=taker.email, how="na_dobu",
        first_day="1. 4. 2026", last_day="30. 4. 2026",
    )  # fmt: skip

    assert fresh(giver).leaves_on is None
    assert giver.memberships.get().valid_to is None
    lent = taker.memberships.get()
    assert (lent.valid_from, lent.valid_to, lent.lent_by) == (
        date(2026, 4, 1), date(2026, 4, 30), giver,
    )  # fmt: skip
    client.force_login(people["administrator"])
    assert f"zastupuje: {giver}" in client.get(f"/lide/{taker.pk}/").content.decode()


def test_what_was_lent_is_not_passed_on(people):
    lender, giver, taker = UserFactory(), UserFactory(), UserFactory()
    HoldingFactory(user=giver, role="auditor", lent_by=lender)

    from sitis.accounts.actions.handing import hand_over

    count = hand_over(rooms.Handing(giver, taker, people["administrator"], date(2026, 4, 1)))

    assert count == 0
    assert not taker.holdings.exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"taker": "nikdo@nikde.example"}, "taker"),
        ({"taker": "SELF"}, "taker"),
        ({"how": "na_dobu", "last_day": ""}, "last_day"),
        ({"how": "na_dobu", "last_day": "1. 1. 2026"}, "last_day"),
        ({"first_day": "zítra"}, "first_day"),
    ],
)
def test_a_hand_over_that_cannot_be_says_why(client, people, typed, field):
    giver = people["worker"]
    good = {"taker": UserFactory().email, "how": "natrvalo", "first_day": "1. 4. 2026"}
    if typed.get("taker") == "SELF":
        typed = {"taker": giver.email}

    answer = hand_over(client, people, giver, **(good | typed))

    assert field in answer.context["form"].errors
    assert giver.memberships.get().valid_to is None


def test_a_role_ends_on_the_day_given(client, people):
    holding = people["coordinator"].holdings.get()
    client.force_login(people["administrator"])
    address = f"/lide/role/{holding.pk}/ukoncit/"

    early = client.post(address, {"last_day": "1. 1. 2019"})
    ended = client.post(address, {"last_day": "31. 3. 2026"})

    assert "last_day" in early.context["form"].errors
    assert ended.status_code == 302
    holding.refresh_from_db()
    assert holding.valid_to == date(2026, 3, 31)
    assert Event.objects.filter(act=Act.RIGHTS, user=people["administrator"]).exists()


# -- leaving ---------------------------------------------------------------------------------------


def test_locking_throws_out_at_once_and_nobody_locks_themselves(client, people):
    worker, administrator = people["worker"], people["administrator"]
    client.force_login(administrator)

    own = client.post(f"/lide/{administrator.pk}/zamknout/")
    client.post(f"/lide/{worker.pk}/zamknout/")

    assert own.status_code == 403
    assert not fresh(worker).is_active
    assert not fresh(worker).holds("provider_worker")
    client.post(f"/lide/{worker.pk}/odemknout/")
    assert fresh(worker).is_active


def test_anonymising_forgets_who_it_was_everywhere_and_keeps_what_they_did(client, people):
    worker, administrator = people["worker"], people["administrator"]
    User.objects.filter(pk=worker.pk).update(name="Božena Mizející", email="bozena@posk.example")
    worker = fresh(worker)
    worker.phone = "+420 541 000 000"
    worker.save()
    Event.objects.create(act=Act.SIGN_IN_FAILED, subject="bozena@posk.example")
    own = Event.objects.create(act=Act.EXPORT, user=worker, subject="seznam služeb")
    client.force_login(administrator)
    address = f"/lide/{worker.pk}/anonymizovat/"

    too_early = client.post(address)
    client.post(f"/lide/{worker.pk}/zamknout/")
    page = client.get(address).content.decode()
    client.post(address)

    assert too_early.status_code == 403
    assert "nelze vzít zpět" in page
    worker = fresh(worker)
    assert worker.anonymised_at
    assert not worker.has_usable_password()
    kept = json.dumps(
        [
            list(model.values())
            for model in (User.objects, User.history, Event.objects, Invitation.history)
        ],
        default=str,
        ensure_ascii=False,
    )
    assert "Mizející" not in kept
    assert "bozena" not in kept
    assert "541 000 000" not in kept
    own.refresh_from_db()
    assert own.user == worker
    assert Membership.objects.filter(user=worker).exists()


# -- one's own data, and the desk ------------------------------------------------------------------


def test_everybody_sees_and_mends_their_own_data(client, people):
    worker = people["worker"]
    client.force_login(worker)

    page = client.get("/ucet/").content.decode()
    saved = client.post(
        "/ucet/upravit/", {"name": "Nové Jméno", "phone": "541", "version": worker.version}
    )

    assert worker.email in page
    assert "pracovník poskytovatele" in page
    assert saved.status_code == 302
    assert (fresh(worker).name, fresh(worker).phone) == ("Nové Jméno", "541")
    assert worker.history.first().history_user == worker


def test_own_data_can_be_taken_away(client, people):
    client.force_login(people["worker"])

    taken = client.get("/ucet/moje-udaje.json")

    assert 'filename="moje-udaje.json"' in taken["Content-Disposition"]
    data = json.loads(taken.content)
    assert data["email"] == people["worker"].email
    assert [one["role"] for one in data["role"]] == ["pracovník poskytovatele"]
    assert "password" not in taken.content.decode()


def test_the_desk_greets_each_role_with_its_work(client, people, monkeypatch):
    today = timezone.localdate()
    late = rooms.Task("Pozdní úkol", "/registr/", "Vyřídit", today - timedelta(days=1))
    due = rooms.Task("Dnešní úkol", "/registr/", "Vyřídit", today)
    room = rooms.announced()[0]
    told = {people["worker"].pk: rooms.Desk(tasks=(due, late), news=("Nová zpráva.",))}
    monkeypatch.setattr(
        rooms,
        "announced",
        lambda: [
            type(room)(
                **{
                    **{name: getattr(room, name) for name in room.__slots__},
                    "desk": lambda user, day: told.get(user.pk, rooms.Desk()),
                }
            )
        ],
    )

    seen = {}
    for name, user in people.items():
        client.force_login(user)
        answer = client.get("/prostor/")
        seen[name] = answer.content.decode()
        assert user.name in seen[name]
    worker = seen.pop("worker")

    assert worker.index("Pozdní úkol") < worker.index("Dnešní úkol") < worker.index("Nová zpráva")
    assert worker.count("po termínu") == 1
    assert all("Teď na vás nic nečeká" in page for page in seen.values())
    assert {name for name, page in seen.items() if 'href="/lide/"' in page} == {
        "administrator", "auditor",
    }  # fmt: skip


def test_who_holds_nothing_is_told_so(client):
    client.force_login(UserFactory())

    assert "Zatím nemáte žádnou roli" in client.get("/prostor/").content.decode()


# -- people in /sprava/ ----------------------------------------------------------------------------


def form_of(client, address):
    """The fields of an admin page as the browser would send them back."""
    page = client.get(address)
    fields = {}
    forms = [page.context["adminform"].form]
    for formset in page.context["inline_admin_formsets"]:
        fields |= {
            f"{formset.formset.prefix}-{name}": value
            for name, value in formset.formset.management_form.initial.items()
        }
        forms += formset.formset.forms
    for form in forms:
        for bound in form:
            value = bound.value()
            if value not in (None, False):
                fields[bound.html_name] = value
    return fields


def test_rights_are_changed_in_the_administration_with_author_and_trail(client, people):
    administrator, planner = people["administrator"], people["planner"]
    address = reverse("admin:accounts_user_change", args=[planner.pk])
    client.force_login(administrator)
    typed = form_of(client, address)
    typed["holdings-0-permissions"] = ["planner", "analyst"]
    typed["holdings-0-valid_from"] = "1. 1. 2020"

    saved = client.post(address, typed)

    assert saved.status_code == 302, saved.context["errors"]
    holding = planner.holdings.get()
    assert holding.permissions == ["planner", "analyst"]
    assert (holding.version, holding.history.first().history_user) == (2, administrator)
    assert Event.objects.filter(act=Act.RIGHTS, detail__person=planner.pk,
                                detail__permissions=["planner", "analyst"]).exists()  # fmt: skip


def test_two_administrators_on_one_row_of_rights_do_not_overwrite_each_other(client, people):
    planner = people["planner"]
    address = reverse("admin:accounts_user_change", args=[planner.pk])
    client.force_login(people["administrator"])
    first = form_of(client, address)
    first["holdings-0-valid_from"] = "1. 1. 2020"
    second = dict(first)
    first["holdings-0-permissions"] = ["planner", "analyst"]
    second["holdings-0-permissions"] = ["planner", "administrator"]

    client.post(address, first)
    answer = client.post(address, second)

    assert answer.status_code == 200
    assert "Záznam mezitím změnil(a)" in answer.content.decode()
    assert planner.holdings.get().permissions == ["planner", "analyst"]


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_only_administrators_change_people_in_the_administration(client, people, who):
    client.force_login(people[who])
    pages = ["accounts_user", "accounts_roleholding", "accounts_invitation"]

    listed = {client.get(reverse(f"admin:{name}_changelist")).status_code for name in pages}
    changed = client.post(
        reverse("admin:accounts_user_change", args=[people["worker"].pk]), {"name": "X"}
    ).status_code

    region = who in {"registrar", "planner", "analyst", "administrator", "auditor"}
    assert listed == ({200} if region else {302})
    assert changed == {"administrator": 200}.get(who, 403 if region else 302)
    assert fresh(people["worker"]).name != "X"


@pytest.mark.parametrize("who", ["administrator", "registrar", "auditor"])
def test_who_acts_for_a_provider_is_a_right_that_administrators_change(client, people, who):
    membership = Membership.objects.get(user=people["worker"])
    address = reverse("admin:providers_membership_change", args=[membership.pk])
    client.force_login(people[who])

    statuses = (
        client.get(reverse("admin:providers_membership_changelist") + "?q=osoba").status_code,
        client.get(address).status_code,
        client.post(
            address,
            {
                "provider": membership.provider_id,
                "user": membership.user_id,
                "role": "provider_signatory",
                "valid_from": "1. 1. 2020",
                "version": 1,
            },
        ).status_code,
        client.get(reverse("admin:providers_membership_add")).status_code,
    )

    may = who == "administrator"
    assert statuses == ((200, 200, 302, 200) if may else (200, 200, 403, 403))
    membership.refresh_from_db()
    assert membership.role == ("provider_signatory" if may else "provider_worker")
    if may:
        assert Event.objects.filter(act=Act.RIGHTS, user=people[who]).count() == 1


def test_an_administrator_resets_the_second_factor_of_who_lost_it(
    client, people, mailoutbox, django_capture_on_commit_callbacks
):
    person = people["registrar"]
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    address = reverse("accounts:person-reset-second-factor", args=[person.pk])

    client.force_login(people["registrar"])
    refused = client.post(address)
    client.force_login(people["administrator"])
    page = client.get(reverse("accounts:person-detail", args=[person.pk])).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address)

    assert refused.status_code in {403, 404}
    assert "Zrušit druhý faktor" in page
    assert not Authenticator.objects.filter(user=person).exists()
    assert Event.objects.filter(act="rights", user=people["administrator"]).count() == 1
    assert [mail.to for mail in mailoutbox] == [[person.email]]


def test_secrets_of_second_factors_are_nowhere_in_sprava(client, people):
    client.force_login(people["administrator"])

    assert client.get("/sprava/mfa/authenticator/").status_code == 403
    assert "Authenticator" not in client.get("/sprava/").content.decode()
