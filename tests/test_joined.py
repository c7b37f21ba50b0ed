"""Rows whose joined rows are made once: the same values as ``select_related``, in one query."""

import pytest
from django.db.models import F

from planning.models import Need
from sitis.joined import joined_once
from tests.planning.factories import NeedFactory, PlanFactory

pytestmark = pytest.mark.django_db
TOLD = ("kind.name", "form.name", "unit.name", "plan.title", "plan.cycle.name", "plan.orp.name")


def told(rows):
    found = []
    for row in rows:
        values = [row.code, row.asked, str(row.municipality), str(row.target_group)]
        for path in TOLD:
            value = row
            for name in path.split("."):
                value = getattr(value, name)
            values.append(value)
        found.append(values)
    return found


@pytest.fixture
def rows(db):
    plan = PlanFactory()
    for code in ("N1", "N2", "N3"):
        NeedFactory(plan=plan, code=code)
    return Need.objects.for_table().annotate(asked=F("change")).order_by("code")


def test_the_same_is_read_and_nothing_more_is_asked(rows, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = told(joined_once(rows))
    assert found == told(rows)
    assert len(found) == 3


def test_what_many_rows_join_is_one_object(rows):
    first, second, _third = joined_once(rows).filter(code__gte="N1")
    assert first.plan is second.plan
    assert first.unit is second.unit
    apart = list(rows)
    assert apart[0].plan is not apart[1].plan


def test_what_a_row_does_not_join_is_nothing(rows, django_assert_num_queries):
    Need.objects.update(municipality=None, target_group=None)
    with django_assert_num_queries(1):
        found = [(row.municipality, row.target_group) for row in joined_once(rows)]
    assert found == [(None, None)] * 3
