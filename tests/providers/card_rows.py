"""Rows of regional cards for tests."""

from datetime import date
from decimal import Decimal

from providers import cards
from providers.models import CardEntry, CardNorm, CardTemplate, CardVersion, ServiceCard
from tests.factories import (
    FormFactory,
    ResolutionFactory,
    ServiceFactory,
    ServiceFormFactory,
    ServiceKindFactory,
)

SINCE = date(2025, 1, 1)


def seniors():
    return ServiceKindFactory(
        slug="home_for_seniors", rpss_code="13", name="domovy pro seniory", section="§ 49"
    )


def residential():
    return FormFactory(slug="residential", rpss_code="pob", name="pobytová")


def home(**fields):
    """A home for seniors."""
    service = ServiceFactory(kind=seniors(), **fields)
    ServiceFormFactory(service=service, form=residential())
    return service


def template(code="49-P"):
    found = CardTemplate.objects.filter(code=code).first()
    return found or CardTemplate.objects.create(code=code, kind=seniors(), form=residential())


def entry(card, slot, code, **texts):
    return CardEntry.objects.create(
        card=card, slot=slot, code=code, position=cards.SLOT[slot].part * 100, **texts
    )


def direct(card, amount="6.5"):
    return CardNorm.objects.create(
        template=card.template, card=card, subject="staff", code="direct", title="Přímá péče",
        amount=Decimal(amount), unit="úvazku", per_amount=10, per_unit="lůžek", indicator="P2",
    )  # fmt: skip


def cost(of, code="N2", amount="640000", first=SINCE, **fields):
    return CardNorm.objects.create(
        template=of, subject="cost", code=code, title="Náklady na lůžko",
        amount=Decimal(amount), unit="Kč", valid_from=first, **fields,
    )  # fmt: skip


def version(number=1, state="draft", first=None, last=None, of=None, **fields):
    of = of or template()
    if state in {"approved", "valid", "ended"}:
        fields.setdefault("resolution", ResolutionFactory(body="council"))
    card = CardVersion.objects.create(
        template=of, number=number, state=state, valid_from=first, valid_to=last, **fields
    )
    entry(card, "needs", "n1", area="Jídlo", text="jíst s chutí", others="rodina",
          activities="výběr z jídel", outcome="váha se drží")  # fmt: skip
    entry(card, "reaction", "1", text="do 20 pracovních dnů")
    entry(card, "public_text", "1", text=f"Domov pro seniory, verze {number}.")
    entry(card, "public_words", "1", text="starobinecek, lůžko pro dědu")
    direct(card)
    return card


def valid(number=2, first=SINCE, **fields):
    return version(number, "valid", first, **fields)


def service_card(card, service=None, state="to_fill", **fields):
    return ServiceCard.objects.create(
        service=service or home(), template=card.template, card=card, state=state, **fields
    )
