"""Whatever stands in the cells of a workbook is told or read, and nothing is written."""

import io
from datetime import date

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planning.forms.workbook import compare
from planning.importers.workbook.writing import write_workbook
from planning.models import Measure, Need
from sitis.workbooks import UnreadableTable
from tests.planning.factories import NeedFactory, PlanFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def need(plan):
    return NeedFactory(plan=plan, code="N1", place="sever")


WILD = st.one_of(
    st.text(max_size=40),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False),
    st.booleans(),
    st.dates(date(1900, 3, 1)),
    st.none(),
)


def compared(content, plan, by):
    """What is wrong with a workbook, in sentences."""
    try:
        return [problem.sentence for _sheet, problem in compare(content, plan, by).problems]
    except UnreadableTable as refused:
        return [str(refused)]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(cells=st.lists(st.tuples(st.integers(1, 24), st.integers(5, 8), WILD), max_size=12))
def test_wild_cells_are_told_or_read_and_never_break_the_page(plan, need, people, cells):
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(plan)))
    for column, row, value in cells:
        try:
            book["Potřeby"].cell(row, column).value = value
            book["Akční plán"].cell(row, column).value = value
        except openpyxl.utils.exceptions.IllegalCharacterError:
            continue
    stream = io.BytesIO()
    book.save(stream)

    found = compared(stream.getvalue(), plan, people["coordinator"])

    assert all(sentence for sentence in found)
    assert (Need.objects.get().change, Measure.objects.count()) == (3, 0)
