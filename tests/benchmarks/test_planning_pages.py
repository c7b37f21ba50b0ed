"""Every page of the coordinator, the okres and the region at 3 cycles × 21 ORPs × 200 rows.

At most 25 queries each, and as many as with two rows of everything.
"""

import time

import pytest

from planning.models import Plan
from tests.planning.crowd import Crowd, cycles, places, workbook
from tests.planning.every_page import unseen, walk

pytestmark = pytest.mark.django_db

CYCLES, ORPS, ROWS = 3, 21, 200


def test_every_page_asks_at_most_25_times_whatever_stands_in_it(client, people):
    places(ORPS)
    cycles(CYCLES, people["planner"])
    Crowd(2).fill()
    workbook(Plan.objects.get(orp="6210", cycle__state="open"), people["coordinator"])
    few = walk(client, people)
    Crowd(ROWS, have=2).fill()
    began = time.process_time()
    many = walk(client, people)
    spent = time.process_time() - began

    worst, count = max(many.items(), key=lambda one: one[1])
    print(f"\n{len(many)} pages in {spent:.0f} s of CPU, the worst {count} queries: {worst}")
    assert unseen(many) == set()
    assert {page: count for page, count in many.items() if count > 25} == {}
    assert {page: (few[page], n) for page, n in many.items() if few.get(page, n) != n} == {}
