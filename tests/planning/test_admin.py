"""Planning in /sprava/: every kind of record is found, filtered and exported by the same queries."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from planning.models import Need
from sitis.workbooks import read_table
from tests.factories import official
from tests.planning.factories import (
    ActivityFactory,
    GroupFactory,
    IndicatorFactory,
    MeasureFactory,
    MeetingFactory,
    MemberFactory,
    NeedFactory,
    PlanFactory,
    SectionFactory,
    SwotItemFactory,
)

pytestmark = pytest.mark.django_db

#: Kept by machines or by one person; everything else can be found.
NOT_LISTED = {"sectiondraft", "frozenblock", "frozenrow", "planworkbook"}
LISTED = sorted(
    model._meta.model_name
    for model in apps.get_app_config("planning").get_models()
    if not model._meta.model_name.startswith("historical")
    and model._meta.model_name not in NOT_LISTED
)


def url(model, verb, *args):
    return reverse(f"admin:planning_{model}_{verb}", args=args)


@pytest.fixture
def office(client):
    client.force_login(official("planner"))
    return client


def fill(number):
    for _one in range(number):
        plan = PlanFactory(state="replaced", minor=PlanFactory._meta.model.objects.count() + 1)
        measure = MeasureFactory(goal__priority__plan=plan)
        IndicatorFactory(measure=measure, activity=ActivityFactory(measure=measure))
        NeedFactory(plan=plan)
        SectionFactory(plan=plan)
        SwotItemFactory(plan=plan)
        group = GroupFactory()
        MemberFactory(group=group)
        MeetingFactory(group=group)


def test_every_kind_of_record_is_listed():
    registered = {model._meta.model_name for model in admin.site._registry}

    assert set(LISTED) <= registered


@pytest.mark.parametrize("model", LISTED)
def test_a_list_asks_no_more_for_more_rows(office, model):
    counts = []
    for number in (1, 4):
        fill(number)
        with CaptureQueriesContext(connection) as asked:
            assert office.get(url(model, "changelist"), {"q": "plán"}).status_code == 200
        counts.append(len(asked))

    assert counts[1] <= counts[0] + 2  # filters of a list appear with its first rows
    assert counts[1] <= 25


def test_needs_are_found_without_diacritics_and_exported(office):
    found = NeedFactory(place="Žďárky", code="N7")
    NeedFactory(plan=found.plan, place="jinde")

    said = office.get(url("need", "export_as", "xlsx"), {"q": "zdarky"})

    lines = read_table(b"".join(said.streaming_content)).lines
    assert [line.cells[0] for line in lines] == ["N7"]


def test_a_year_is_no_quantity(office):
    NeedFactory(year=2028)

    shown = office.get(url("need", "changelist")).content.decode()
    said = office.get(url("need", "export_as", "xlsx"))

    assert "2028</td>" in shown
    assert "2\xa0028" not in shown
    assert 2028 in read_table(b"".join(said.streaming_content)).lines[0].cells


def test_nothing_of_a_plan_is_changed_there(office):
    need = NeedFactory()

    said = office.post(url("need", "change", need.pk), {"code": "N99"})

    assert said.status_code == 403
    assert Need.objects.get().code == need.code
    assert office.get(url("need", "add")).status_code == 403
