"""Nonsense in an address: any list, any filter, any page of a record. Never an error of the server."""

import pytest
from django.contrib import admin
from django.urls import reverse

from sitis.accounts.models import Permission
from sitis.accounts.permissions import CHANGED_BY
from tests.factories import CapacityFactory, official

pytestmark = pytest.mark.django_db
NONSENSE = ("'", "9" * 20)
OURS = [model for model in admin.site._registry if model._meta.app_label in CHANGED_BY]


@pytest.fixture
def office(client):
    CapacityFactory()
    client.force_login(official(*Permission.values))
    return client


def filters_of(model):
    """The keys by which the list of ``model`` is narrowed, as they may stand in its address."""
    for one in admin.site.get_model_admin(model).list_filter:
        named = getattr(one, "parameter_name", "")
        yield from [named] if named else [f"{one}__exact", f"{one}__id__exact"]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label_lower)
def test_lists_of_sprava_bear_nonsense(office, model):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
    keys = ["q", "o", "p", "neznama", *filters_of(model)]

    for word in NONSENSE:
        answers = {key: office.get(reverse(f"{name}changelist"), {key: word}) for key in keys}
        answers["export"] = office.get(
            reverse(f"{name}export_as", args=["csv"]), dict.fromkeys(keys, word)
        )
        answers["change"] = office.get(reverse(f"{name}change", args=[word]))
        assert {key for key, answer in answers.items() if answer.status_code >= 500} == set(), word


PAGES = {
    "providers:service-list": (
        "q druh forma okres orp obec poskytovatel stav zverejneno vikend nepretrzite den razeni"
    ),
    "providers:provider-list": "q",
    "providers:difference-list": "q stav skoda druh poskytovatel",
    "providers:import-list": "",
    "accounts:person-list": "q role",
    "accounts:invitation-list": "q stav",
    "jobs:job-list": "stav",
}


@pytest.mark.parametrize("name", PAGES)
def test_lists_of_work_pages_bear_nonsense(office, name):
    keys = [*PAGES[name].split(), "strana"]

    for word in (*NONSENSE, "🏠", "x" * 5000, "١٢"):
        statuses = {key: office.get(reverse(name), {key: word}).status_code for key in keys}
        assert statuses == dict.fromkeys(keys, 200), word


def test_a_number_no_database_knows_is_not_found(office):
    assert office.get(f"/registr/poskytovatele/{'9' * 20}/").status_code == 404


@pytest.mark.parametrize(
    "address", ["/registr/sluzby/?q=a%00", "/sprava/providers/service/?orp=%00", "/registr/%00/"]
)
def test_a_null_byte_is_refused_before_anybody_asks(office, address):
    answer = office.get(address)

    assert answer.status_code == 400
    assert "<h1>" in answer.content.decode()
