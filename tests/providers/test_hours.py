"""Opening hours in words: same days together, the night and the whole day named."""

from datetime import time

import pytest

from providers.models import OpeningHours, ProvisionForm
from providers.models.hours import in_words

FIELD = ProvisionForm(name="terénní")
OFFICE = ProvisionForm(name="ambulantní")


def row(weekday, opens, closes, *, form=FIELD, purpose="open", note=""):
    return OpeningHours(
        form=form,
        purpose=purpose,
        weekday=weekday,
        opens=time(*opens),
        closes=time(*closes),
        note=note,
    )


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ([row(day, (8, 0), (16, 0)) for day in range(1, 6)], ["po–pá 8.00–16.00"]),
        (
            [
                row(day, *span)
                for day in (1, 2)
                for span in (((8, 0), (12, 0)), ((13, 0), (17, 30)))
            ],
            ["po, út 8.00–12.00, 13.00–17.30"],
        ),
        (
            [row(1, (8, 0), (16, 0)), row(3, (8, 0), (16, 0)), row(6, (20, 0), (0, 0))],
            ["po 8.00–16.00", "st 8.00–16.00", "so 20.00–24.00"],
        ),
        ([row(day, (0, 0), (0, 0)) for day in range(1, 8)], ["nepřetržitě"]),
        ([row(7, (0, 0), (0, 0))], ["ne 0.00–24.00"]),
        ([row(1, (8, 0), (9, 0), note="jen sudý týden")], ["po 8.00–9.00 (jen sudý týden)"]),
    ],
)
def test_same_days_are_one_line(rows, lines):
    assert [form.lines for form in in_words(rows)] == [lines]


def test_each_form_and_purpose_stands_apart():
    rows = [
        row(1, (8, 0), (16, 0), form=OFFICE),
        row(1, (9, 0), (10, 0), form=OFFICE, purpose="phone"),
        row(1, (8, 0), (16, 0)),
    ]

    found = in_words(rows)

    assert [form.title for form in found] == ["ambulantní", "ambulantní, na telefonu", "terénní"]
