"""People come by invitation: one by one, by a table, and by a provider's signatory."""

import io
import re
from datetime import date, timedelta

import openpyxl
import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from providers.models import Membership
from sitis.accounts.models import Invitation, RoleHolding, User
from sitis.accounts.models.invitation import hashed
from tests.factories import DistrictFactory, MembershipFactory, OrpFactory, UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "Zelená lampa svítí 7"
HEAD = ["Jméno", "E-mail", "Role", "ORP, okres nebo IČO", "Oprávnění", "Od", "Do"]


@pytest.fixture
def invite(client, people, django_capture_on_commit_callbacks):
    """Post the form of the invitation as the administrator; the link of the last letter."""

    def post(role, **typed):
        client.force_login(people["administrator"])
        data = {"name": "Nová Osoba", "email": "nova@kraj.example", "valid_from": "1. 3. 2026"}
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(f"/lide/pozvat/?role={role}", data | typed)
        assert answer.status_code == 302, answer.context["form"].errors
        return link()

    return post


def link():
    found = re.search(r"/pozvanka/\S+/", mail.outbox[-1].body)
    return found and found.group()


def accept(client, address, **typed):
    client.logout()
    data = {"name": "Nová Osoba", "password": PASSWORD, "password_again": PASSWORD}
    return client.post(address, data | typed)


def test_the_link_makes_the_account_with_its_role_and_signs_in(client, invite):
    orp = OrpFactory()
    address = invite("orp_coordinator", orp=orp.pk, valid_to="31. 12. 2030")

    letter = mail.outbox[-1]
    page = client.get(address)
    done = accept(client, address, phone="+420 541 000 000")

    assert letter.to == ["nova@kraj.example"]
    assert "Kyjov" in letter.body
    assert "koordinátor ORP" in page.content.decode()
    assert done.url == "/prostor/"
    user = User.objects.get(email="nova@kraj.example")
    holding = RoleHolding.objects.get(user=user)
    assert (holding.role, holding.orp, holding.valid_to) == (
        "orp_coordinator", orp, date(2030, 12, 31),
    )  # fmt: skip
    assert user.phone == "+420 541 000 000"
    assert client.get("/prostor/").context["user"] == user
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("role", "typed", "permissions"),
    [
        ("official", {"permissions": ["registrar", "analyst"]}, {"registrar", "analyst"}),
        ("auditor", {}, set()),
    ],
)
def test_roles_of_the_whole_region_need_no_place(client, invite, role, typed, permissions):
    accept(client, invite(role, **typed))

    user = User.objects.get(email="nova@kraj.example")
    assert user.holds(role)
    assert user.permissions == permissions


def test_the_key_of_the_link_is_kept_only_as_a_hash(invite):
    token = invite("auditor").split("/")[2]

    kept = Invitation.objects.values().get()
    assert kept["token_hash"] == hashed(token)
    assert token not in str(kept)
    assert token not in str(list(Invitation.history.values()))


def test_a_weak_or_mistyped_password_is_refused(client, invite):
    address = invite("auditor")

    weak = accept(client, address, password="heslo", password_again="heslo")
    differs = accept(client, address, password_again=PASSWORD + "!")

    assert "password" in weak.context["form"].errors
    assert "password_again" in differs.context["form"].errors
    assert not User.objects.filter(email="nova@kraj.example").exists()


def test_used_expired_cancelled_and_unknown_links_say_so_kindly(client, invite, people):
    address = invite("auditor")
    invitation = Invitation.objects.get()

    def words(**fields):
        Invitation.objects.filter(pk=invitation.pk).update(**fields)
        client.logout()
        answer = client.get(address)
        assert people["administrator"].email in answer.content.decode()  # whom to ask
        return answer.status_code, answer.content.decode()

    now = timezone.now()
    expired = words(expires_at=now - timedelta(days=1))
    refused = accept(client, address)
    used = words(expires_at=now + timedelta(days=1), accepted_at=now)
    cancelled = words(accepted_at=None, cancelled_at=now)
    unknown = client.get("/pozvanka/vymyslene/")

    assert expired[0] == used[0] == cancelled[0] == refused.status_code == 410
    assert "Nový vám pošle ten, kdo vás zval" in expired[1]
    assert "Stačí se přihlásit" in used[1]
    assert "pozvánku zrušil" in cancelled[1]
    assert unknown.status_code == 404
    assert "Tento odkaz neznáme" in unknown.content.decode()
    assert not User.objects.filter(email="nova@kraj.example").exists()


def test_who_has_an_account_gets_the_role_at_once(client, invite):
    old = UserFactory(email="nova@kraj.example")

    no_link = invite("official", permissions=["planner"])

    assert no_link is None
    assert "V SITIS máte novou roli" in mail.outbox[-1].subject
    assert User.objects.get(pk=old.pk).holds("official", permission="planner")


def test_one_acceptance_takes_all_invitations_of_the_person(client, invite):
    first = invite("auditor")
    second = invite("official")

    accept(client, first)

    user = User.objects.get(email="nova@kraj.example")
    assert user.holds("auditor")
    assert user.holds("official")
    assert client.get(second).status_code == 410


def test_sent_again_the_old_link_stops_and_cancelled_none_works(
    client, invite, django_capture_on_commit_callbacks, people
):
    old = invite("auditor")
    pk = Invitation.objects.get().pk
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/lide/pozvanky/{pk}/znovu/")
    new = link()

    statuses = client.get(old).status_code, client.get(new).status_code
    client.post(f"/lide/pozvanky/{pk}/zrusit/")

    assert statuses == (404, 200)
    assert client.get(new).status_code == 410


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"email": "neni"}, "email"),
        ({"ico": "12345678"}, "ico"),
        ({"ico": "pk:1"}, "ico"),
        ({"valid_to": "1. 1. 2020"}, "valid_to"),
        ({"name": "x" * 10_000}, "name"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(client, people, typed, field):
    client.force_login(people["administrator"])
    good = {"name": "Nová", "email": "nova@kraj.example", "valid_from": "1. 3. 2026"}

    answer = client.post("/lide/pozvat/?role=provider_worker", good | {"ico": "25232"} | typed)

    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize("who", ["registrar", "planner", "coordinator", "signatory", "auditor"])
def test_only_administrators_invite_to_roles(client, people, who):
    client.force_login(people[who])

    answers = [
        client.get(address).status_code
        for address in ("/lide/pozvat/", "/lide/pozvat/hromadne/", "/lide/pozvanky/")
    ]

    assert answers == [403, 403, 403]


# -- by a table ------------------------------------------------------------------------------------


def table(*rows, head=HEAD):
    book = openpyxl.Workbook()
    book.active.append(head)
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return SimpleUploadedFile("lide.xlsx", stream.getvalue())


@pytest.fixture
def upload(client, people):
    client.force_login(people["administrator"])
    return lambda file: client.post("/lide/pozvat/hromadne/", {"file": file})


def test_a_table_is_looked_at_first_and_then_sent_whole(
    client, upload, provider, django_capture_on_commit_callbacks
):
    OrpFactory(), DistrictFactory()
    preview = upload(
        table(
            ["Jana Nová", "jana@kraj.example", "krajský úředník", "", "registr a síť", date(2026, 1, 1), ""],
            ["Petr Nový", "Petr@ORP.example", "Koordinátor ORP", "kyjov", "", "1. 1. 2026", "31. 12. 2026"],
            ["Eva Nová", "eva@okres.example", "člen okresního týmu", "CZ0645", "", "", ""],
            ["Ota Nový", "ota@posk.example", "pracovník poskytovatele", provider.ico, "", "", ""],
        )
    )  # fmt: skip
    before = Invitation.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/lide/pozvat/hromadne/", {"confirm": "1"})

    assert preview.context["wrong"] == 0
    assert before == 0
    assert set(Invitation.objects.values_list("email", "role", "scope_name", "valid_to")) == {
        ("jana@kraj.example", "official", "", None),
        ("petr@orp.example", "orp_coordinator", "Kyjov", date(2026, 12, 31)),
        ("eva@okres.example", "district_member", "Hodonín", None),
        ("ota@posk.example", "provider_worker", str(provider), None),
    }
    assert len(mail.outbox) == 4


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["", "a@b.example", "auditor", "", "", "", ""], "jméno a příjmení"),
        (["A", "neni", "auditor", "", "", "", ""], "není e-mail"),
        (["A", "a@b.example", "ředitel", "", "", "", ""], "není role"),
        (["A", "a@b.example", "auditor", "", "registr a síť", "", ""], "Oprávnění má jen"),
        (["A", "a@b.example", "koordinátor ORP", "Atlantida", "", "", ""], "neznáme"),
        (["A", "a@b.example", "pracovník poskytovatele", "12345678", "", "", ""], "číslice"),
        (["A", "a@b.example", "auditor", "", "", "31. 2. 2026", ""], "není datum"),
        (["A", "a@b.example", "auditor", "", "", "1. 2. 2026", "1. 1. 2026"], "dřív než"),
    ],
)
def test_a_wrong_row_is_named_and_nobody_is_invited(client, upload, row, said):
    good = ["Jana Nová", "jana@kraj.example", "auditor", "", "", "", ""]

    preview = upload(table(good, row))
    client.post("/lide/pozvat/hromadne/", {"confirm": "1"})

    wrong = [one for one, _role in preview.context["planned"] if one.problems]
    assert [one.number for one in wrong] == [3]
    assert said in " ".join(wrong[0].problems)
    assert said in preview.content.decode()
    assert Invitation.objects.count() == 0


def test_the_same_person_twice_in_one_table_is_an_error(upload):
    row = ["Jana Nová", "jana@kraj.example", "auditor", "", "", "", ""]

    preview = upload(table(row, row))

    assert preview.context["wrong"] == 1


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("lide.xlsx", b"PK\x03\x04 nic"), ""),
        (SimpleUploadedFile("lide.xlsx", b"%PDF-1.7"), ""),
        (table(["A"], head=["Jméno"]), "chybí sloupec"),
        (table(), "není žádná osoba"),
        (table(*[["A", "a@b.example", "auditor", "", "", "", ""]] * 501), "nejvýš 500"),
    ],
)
def test_what_is_no_table_of_people_is_refused_with_a_sentence(upload, file, said):
    file.seek(0)

    answer = upload(file)

    assert answer.status_code == 200
    assert said in str(answer.context["form"].errors["file"])
    assert "planned" not in answer.context


def test_the_sample_passes_its_own_check(client, upload):
    OrpFactory()

    sample = client.get("/lide/pozvat/vzor.xlsx")
    preview = upload(SimpleUploadedFile("vzor.xlsx", sample.content))

    assert [one.problems for one, _role in preview.context["planned"]] == [(), ()]


# -- a signatory -----------------------------------------------------------------------------------


def test_a_signatory_invites_an_own_worker_who_comes(
    client, people, provider, django_capture_on_commit_callbacks
):
    client.force_login(people["signatory"])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            "/registr/lide/pozvat/",
            {
                "provider": provider.pk,
                "name": "Nový Pracovník",
                "email": "novy@posk.example",
                "valid_from": "1. 3. 2026",
            },
        )
    listed = client.get("/registr/lide/").content.decode()

    accept(client, link(), name="Nový Pracovník")

    worker = User.objects.get(email="novy@posk.example")
    membership = Membership.objects.get(user=worker)
    assert "novy@posk.example" in listed
    assert (membership.provider, membership.role) == (provider, "provider_worker")
    assert membership.history.first().history_user == people["signatory"]
    assert worker.held_for("provider_worker") == {provider.pk}


def test_a_signatory_invites_nobody_elsewhere_and_no_further_signatory(client, people, provider):
    elsewhere = MembershipFactory().provider
    client.force_login(people["signatory"])
    typed = {"name": "A", "email": "a@b.example", "valid_from": "1. 3. 2026"}

    client.post("/registr/lide/pozvat/", typed | {"provider": elsewhere.pk})
    client.post(
        "/registr/lide/pozvat/",
        typed | {"provider": provider.pk, "role": "provider_signatory"},
    )

    assert list(Invitation.objects.values_list("role", "scope_pk")) == [
        ("provider_worker", str(provider.pk))
    ]


@pytest.mark.parametrize(
    ("whose", "status"), [("worker", 302), ("signatory", 403), ("stranger", 404)]
)
def test_a_signatory_ends_own_workers_only(client, people, whose, status):
    membership = Membership.objects.get(user=people[whose])
    client.force_login(people["signatory"])

    answer = client.post(
        reverse("providers:membership-end", args=[membership.pk]), {"last_day": "31. 3. 2026"}
    )

    membership.refresh_from_db()
    assert answer.status_code == status
    assert membership.valid_to == (date(2026, 3, 31) if status == 302 else None)


@pytest.mark.parametrize("who", ["worker", "coordinator", "registrar"])
def test_others_have_no_people_of_their_own(client, people, who):
    client.force_login(people[who])

    assert client.get("/registr/lide/").status_code == 403
    assert client.get("/registr/lide/pozvat/").status_code == 403


def test_a_signatory_manages_only_own_invitations(client, people, provider, invite):
    invite("auditor")
    theirs = Invitation.objects.get()
    client.force_login(people["signatory"])

    answers = [
        client.post(f"/lide/pozvanky/{theirs.pk}/{what}/").status_code
        for what in ("znovu", "zrusit")
    ]

    assert answers == [404, 404]
    theirs.refresh_from_db()
    assert theirs.cancelled_at is None
