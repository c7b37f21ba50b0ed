"""A section is saved field by field; nothing that was typed gets lost."""

from datetime import timedelta
from decimal import Decimal

import pytest

from evaluation.actions.saving import Closed, keep_draft, save_section
from evaluation.entry import Typed
from evaluation.models import Cell, Report, ReportDraft
from evaluation.shares import shares_of
from tests.evaluation.factories import AFTER, DURING, in_network, opened, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(provider):
    in_network(provider)
    term = opened(occasion="actual_1")
    return Report.objects.for_lists().get(term=term)


def numbers(report, *codes):
    return {cell.code: cell.number for cell in report.cells.filter(code__in=codes)}


def test_values_are_kept_with_who_when_and_history(report, people):
    save_section(
        report, "F", typed(F_1_1_total="1 234,50", F_2_2_total="0"),
        by=people["worker"], now=DURING,
    )  # fmt: skip

    cells = {cell.code: cell for cell in report.cells.filter(code__startswith="F.")}
    one, zero = cells["F.1.1.total"], cells["F.2.2.total"]
    assert (one.standing, one.number, one.source) == ("value", Decimal("1234.5"), "typed")
    assert (zero.standing, zero.number) == ("zero", 0)
    assert (one.changed_by, one.changed_at) == (people["worker"], DURING)
    assert numbers(report, "F.1.total", "F.sum.total") == {
        "F.1.total": Decimal("1234.5"), "F.sum.total": Decimal("1234.5"),
    }  # fmt: skip
    assert cells["F.sum.total"].source == "computed"
    assert [(row.history_type, row.history_user) for row in one.history.all()] == [
        ("+", people["worker"])
    ]
    assert (report.state, report.version) == ("in_work", 2)


def test_saving_the_same_again_writes_nothing(report, people):
    values = typed(F_1_1_total="5", F_2_2_total="7")
    save_section(report, "F", values, by=people["worker"], now=DURING)
    before = Cell.history.count()

    saved = save_section(report, "F", values, by=people["worker"], now=DURING)

    assert (saved.written, Cell.history.count()) == (0, before)


def test_a_wrong_field_keeps_no_other_from_being_saved(report, people):
    saved = save_section(
        report,
        "F",
        typed(F_1_1_total="sto korun", F_1_2_total="1e999", F_1_3_total="−0", F_2_2_total="12.5"),
        by=people["worker"],
        now=DURING,
    )

    draft = ReportDraft.objects.get(report=report, section="F")
    assert saved.wrong == {
        "F.1.1.total": "Napište číslo, například 1 234,50.",
        "F.1.2.total": "Napište číslo celé, číslicemi.",
    }
    assert numbers(report, "F.1.3.total", "F.2.2.total") == {
        "F.1.3.total": 0, "F.2.2.total": Decimal("12.5"),
    }  # fmt: skip
    assert draft.typed == {
        "F.1.1.total": ["sto korun", False, ""], "F.1.2.total": ["1e999", False, ""],
    }  # fmt: skip


def test_empty_zero_and_not_applicable_are_three_things(report, people):
    save_section(
        report,
        "G",
        {"G.gifts": Typed(""), "G.eu": Typed("0"), "G.insurers": Typed("", is_absent=True)},
        by=people["worker"],
        now=DURING,
    )

    assert {cell.code: cell.standing for cell in report.cells.filter(code__startswith="G.")} == {
        "G.eu": "zero", "G.insurers": "not_applicable", "G.sum": "zero", "G.result": "zero",
    }  # fmt: skip


def test_sums_and_what_is_for_reading_cannot_be_typed(report, people):
    save_section(report, "E", typed(E_capacity_network="99"), by=people["worker"], now=DURING)
    save_section(report, "F", typed(F_sum_total="99"), by=people["worker"], now=DURING)

    assert numbers(report, "E.capacity.network", "F.sum.total") == {
        "E.capacity.network": Decimal("6.5")
    }


def test_two_people_in_one_section_lose_nothing(report, people):
    opened_at = DURING
    first = typed(F_1_1_total="100", F_2_2_total="5")
    save_section(report, "F", first, by=people["worker"], now=DURING - timedelta(hours=1))

    save_section(
        report, "F", typed(F_1_1_total="200", F_2_2_total="6"),
        by=people["signatory"], now=DURING + timedelta(minutes=1), seen_at=opened_at,
    )  # fmt: skip
    saved = save_section(
        report, "F", typed(F_1_1_total="300", F_2_2_total="5", F_2_3_total="9"),
        by=people["worker"], now=DURING + timedelta(minutes=2), seen_at=opened_at,
    )  # fmt: skip

    clash = saved.clashes["F.1.1.total"]
    assert [*saved.clashes] == ["F.1.1.total"]
    assert (clash.theirs.number, clash.who) == (200, str(people["signatory"]))
    assert numbers(report, "F.1.1.total", "F.2.2.total", "F.2.3.total") == {
        "F.1.1.total": 200, "F.2.2.total": 6, "F.2.3.total": 9,
    }  # fmt: skip
    assert ReportDraft.objects.get().typed == {"F.1.1.total": ["300", False, ""]}


def test_after_the_deadline_nothing_is_written_and_the_reason_is_told(report, people):
    with pytest.raises(Closed) as refused:
        save_section(report, "F", typed(F_1_1_total="1"), by=people["worker"], now=AFTER)
    keep_draft(report, "F", typed(F_1_1_total="1"), by=people["worker"], now=AFTER)

    assert refused.value.messages == [
        "Termín minul 31.\xa08.\xa02025 23.59. O prodloužení požádejte krajský úřad."
    ]
    assert not report.cells.filter(code="F.1.1.total").exists()
    assert ReportDraft.objects.get().typed == {"F.1.1.total": ["1", False, ""]}


def test_a_saved_section_lets_its_draft_go(report, people):
    keep_draft(report, "F", typed(F_1_1_total="1"), by=people["worker"], now=DURING)

    save_section(report, "F", typed(F_1_1_total="1"), by=people["worker"], now=DURING)

    assert not ReportDraft.objects.exists()


def test_saving_leaves_what_a_colleague_has_not_saved_yet(report, people):
    keep_draft(report, "F", typed(F_1_1_total="2"), by=people["signatory"], now=DURING)

    save_section(report, "F", typed(F_1_1_total="1"), by=people["worker"], now=DURING)

    assert ReportDraft.objects.get().user == people["signatory"]


def test_share_typed_by_hand_is_measured(report, people):
    known = shares_of([report.term])[report.term.pk]
    save_section(
        report, "F", typed(F_1_1_total="1", F_2_2_total="2"), by=people["worker"], now=DURING
    )
    now = shares_of([report.term])[report.term.pk]

    assert (known.typed, now.typed, now.known) == (0, 2, known.known)
    assert known.known > 5
