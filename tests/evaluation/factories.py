"""Rows of evaluation for tests: a published form, open terms, services in the network."""

from datetime import UTC, date, datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from evaluation.actions.loading import load_forms
from evaluation.actions.terms import open_term
from evaluation.entry import Typed
from evaluation.models import FormVersion, Report, Term
from sitis.fixtures import FIXTURES
from tests.factories import (
    FormFactory,
    NetworkItemFactory,
    NetworkVersionFactory,
    ServiceFactory,
    ServiceFormFactory,
    UnitFactory,
    official,
)

OPENED = datetime(2025, 7, 1, 6, tzinfo=UTC)
CLOSES = datetime(2025, 8, 31, 21, 59, tzinfo=UTC)
DURING = datetime(2025, 7, 10, 8, tzinfo=UTC)
AFTER = datetime(2025, 9, 1, 8, tzinfo=UTC)


def published_form() -> FormVersion:
    """The form that ships, loaded once in a test."""
    found = FormVersion.objects.filter(code="2026.1").first()
    if found is None:
        list(load_forms(FIXTURES / "evaluation"))
        found = FormVersion.objects.get(code="2026.1")
    return found


FORMS = {
    "field": ("ter", "terénní"),
    "ambulatory": ("amb", "ambulantní"),
    "residential": ("pob", "pobytová"),
}


class TermFactory(DjangoModelFactory):
    """The half-year report of 2025, in preparation."""

    class Meta:
        model = Term

    year, occasion = 2025, "half_year"
    form_version = factory.LazyFunction(published_form)
    opens_at, closes_at = OPENED, CLOSES
    data_day = date(2025, 6, 30)


class ReportFactory(DjangoModelFactory):
    """To be entered, of a home-care service in the field, in an open term."""

    class Meta:
        model = Report

    term = factory.SubFactory(TermFactory, state="open")
    service = factory.SubFactory(ServiceFactory)
    forms = factory.LazyFunction(lambda: ["field"])


def in_network(
    provider, *, network=None, amount="6.50", form="field", unit="direct_care_fte", **fields
):
    """A service of ``provider`` that runs and stands in the network of 2025."""
    network = network or NetworkVersionFactory(
        in_force=True, year=2025, valid_from=date(2025, 1, 1)
    )
    service = ServiceFactory(provider=provider, **fields)
    code, word = FORMS[form]
    kind = FormFactory(slug=form, rpss_code=code, name=word)
    ServiceFormFactory(service=service, form=kind)
    codes = {"direct_care_fte": "", "beds": "luzka"}
    NetworkItemFactory(
        network=network,
        service=service,
        form=kind,
        unit=UnitFactory(slug=unit, rpss_code=codes[unit], name=unit),
        amount=Decimal(amount),
    )
    return service


def opened(term=None, by=None, now=OPENED, **fields):
    """The term with a report of every service in the network."""
    term = term or TermFactory(**fields)
    open_term(term, by=by or official("analyst"), now=now)
    return term


def typed(**values):
    """``typed(E_units="5,1")`` in place of dots; a pair adds the comment."""
    found = {}
    for name, value in values.items():
        value, comment = value if isinstance(value, tuple) else (value, "")
        found[name.replace("_", ".")] = Typed(value, comment=comment)
    return found
