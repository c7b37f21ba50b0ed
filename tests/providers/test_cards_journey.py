"""J9: a new version of a regional card, step by step, at its pages."""

from datetime import date

import pytest
import time_machine
from django.utils import timezone

from providers.models import CardCell, CardNorm, CardVersion, ServiceCard
from providers.room import PROVIDERS
from sitis.territory.models import Orp
from tests.factories import HoldingFactory, MembershipFactory, OrpFactory, official
from tests.providers.card_rows import home, service_card, valid

pytestmark = pytest.mark.django_db
SERVICES = 4


def at(day):
    return time_machine.travel(f"{day}T09:00:00+02:00", tick=False)


def post(client, address, **typed):
    answer = client.post(address, typed)
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"].startswith("/registr/karty/")
    return answer


@pytest.fixture
def region(db):
    """Version 2 of the card, four homes with confirmed cards, an ORP with its coordinator."""
    card = valid()
    homes = [home(name=f"Domov {number}") for number in range(SERVICES)]
    confirmed = [
        service_card(
            card, one, "confirmed", valid_from=card.valid_from, confirmed_at=timezone.now()
        )
        for one in homes
    ]
    CardCell.objects.create(
        service_card=confirmed[0], slot="reaction", code="1", column="text",
        text="do 30 dnů", base="do 20 pracovních dnů",
    )  # fmt: skip
    return {
        "v2": card,
        "homes": homes,
        "registrar": official("registrar"),
        "worker": MembershipFactory(provider=homes[0].provider).user,
        "signatory": MembershipFactory(
            provider=homes[0].provider, role="provider_signatory"
        ).user,
        "coordinator": HoldingFactory(role="orp_coordinator", orp=OrpFactory()).user,
    }  # fmt: skip


def tasks(user, day):
    return [(task.title, task.deadline) for task in PROVIDERS.desk(user, day).tasks]


def part_typed(client, address, **changed):
    form = client.get(address).context["form"]
    typed = {name: "" if (value := form[name].value()) is None else value for name in form.fields}
    typed = {name: value for name, value in typed.items() if value is not False}
    return typed | changed


def test_journey_9(client, region):
    homes, v2 = region["homes"], region["v2"]
    # 1. The official copies v2 to a draft of v3, changes the norm and adds a need.
    with at("2026-09-01"):
        client.force_login(region["registrar"])
        post(client, f"/registr/karty/sablony/{v2.template_id}/verze/nova/")
        v3 = CardVersion.objects.get(number=3)
        staff, needs = (f"/registr/karty/verze/{v3.pk}/cast/{part}/" for part in (7, 4))
        client.post(staff, part_typed(client, staff, **{"norm.direct.amount": "6,8"}))
        client.post(
            needs, part_typed(client, needs, **{"needs.nova1.text": "chodit ven bez strachu"})
        )
        page = client.get(f"/registr/karty/sablony/{v2.template_id}/porovnani/?od=2&do=3")
        html = page.content.decode()
        assert "chodit ven bez strachu" in html
        assert "6,8" in html

        # 2. It is sent for comments to the services and ORPs; comments are settled.
        post(client, f"/registr/karty/verze/{v3.pk}/krok/open_comments/", until="30. 9. 2026")
        v3.refresh_from_db()
        assert v3.addressees.exclude(service=None).count() == SERVICES
        assert v3.addressees.exclude(orp=None).count() == Orp.objects.count()
    with at("2026-09-10"):
        comments = f"/registr/karty/verze/{v3.pk}/pripominky/"
        client.force_login(region["coordinator"])
        assert ("Připomínky k regionální kartě: § 49 domovy pro seniory, pobytová",
                date(2026, 9, 30)) in tasks(region["coordinator"], date(2026, 9, 10))  # fmt: skip
        own = v3.addressees.get(orp__isnull=False)
        post(client, f"/registr/karty/osloveni/{own.pk}/bez-pripominek/")
        client.force_login(region["worker"])
        asked = v3.addressees.get(service=homes[0])
        post(client, comments, addressee=asked.pk, part=7, text="6,8 úvazku je mnoho.")
        said = v3.comments.get()
        client.force_login(region["registrar"])
        refused = client.post(
            f"/registr/karty/verze/{v3.pk}/krok/approve/",
            {"number": "1/26", "adopted_on": "1. 10. 2026"},
        )
        assert "Nevypořádaných připomínek: 1" in refused.content.decode()
        post(
            client, f"/registr/karty/pripominky/{said.pk}/",
            settlement="rejected", answer="Norma vychází z měření.", version=said.version,
        )  # fmt: skip

    # 3. The resolution of the council is recorded; v3 is valid from 1 January, v2 ends the day before.
    with at("2026-10-20"):
        client.force_login(region["registrar"])
        post(
            client, f"/registr/karty/verze/{v3.pk}/krok/approve/",
            number="1/26/R20", adopted_on="15. 10. 2026",
        )  # fmt: skip
        post(
            client, f"/registr/karty/verze/{v3.pk}/krok/put_in_force/",
            first_day="1. 1. 2027", update_by="31. 3. 2027",
        )  # fmt: skip
        v2.refresh_from_db()
        v3.refresh_from_db()
        assert (v2.valid_to, v2.state) == (date(2026, 12, 31), "valid")
        assert (v3.valid_from, str(v3.resolution)[:23]) == (
            date(2027, 1, 1), "usnesení rady č. 1/26/R",
        )  # fmt: skip

    # 4. Every service has the task; one sees what differs, keeps its own text and confirms.
    with at("2026-11-02"):
        assert ServiceCard.objects.open().filter(card=v3).count() == SERVICES
        assert ("Aktualizovat kartu služby: Domov 0", date(2027, 3, 31)) in tasks(
            region["worker"], date(2026, 11, 2)
        )
        mine = ServiceCard.objects.get(card=v3, service=homes[0])
        client.force_login(region["worker"])
        html = client.get(mine.get_absolute_url()).content.decode()
        assert "Co se ve vzoru změnilo" in html
        assert "chodit ven bez strachu" in html
        assert "do 30 dnů" in html
        assert client.get(f"/registr/karty/sluzby/{mine.pk}/potvrdit/").status_code == 403
        post(client, f"/registr/karty/sluzby/{mine.pk}/krok/hand/")
        client.force_login(region["signatory"])
        assert ("Potvrdit kartu služby: Domov 0", date(2027, 3, 31)) in tasks(
            region["signatory"], date(2026, 11, 2)
        )
        mine.refresh_from_db()
        address = f"/registr/karty/sluzby/{mine.pk}/potvrdit/"
        post(client, address, is_right="on", version=mine.version)
        mine.refresh_from_db()
        assert (mine.state, mine.valid_from, mine.confirmed_by) == (
            "confirmed", date(2027, 1, 1), region["signatory"],
        )  # fmt: skip
        assert mine.cells.get().text == "do 30 dnů"
        before = ServiceCard.objects.get(card=v2, service=homes[0])
        assert (before.state, before.valid_to) == ("replaced", date(2026, 12, 31))

    # 5. The evaluation of 2026 still reads v2, that of 2027 reads v3: the verb that R1 will use.
    def norm(year):
        return CardNorm.objects.evaluating(year).for_service(homes[0], "residential").get(
            code="direct"
        )  # fmt: skip

    assert [(norm(year).amount, norm(year).card) for year in (2025, 2026, 2027)] == [
        (norm(2025).amount, v2), (norm(2025).amount, v2), (norm(2027).amount, v3),
    ]  # fmt: skip
    assert [str(norm(year).words) for year in (2026, 2027)] == [
        "6,5 úvazku na 10 lůžek", "6,8 úvazku na 10 lůžek",
    ]  # fmt: skip

    # 6. The catalogue says the new public text from 1 January, not before.
    v3.entries.filter(slot="public_text").update(text="Nový text domova.")
    client.logout()
    for day, said in (("2026-12-31", "verze 2."), ("2027-01-01", "Nový text domova.")):
        with at(day):
            html = client.get(f"/sluzby/{homes[0].identifier}/").content.decode()
            assert said in html
            assert ("Nový text" in html) == (day == "2027-01-01")
