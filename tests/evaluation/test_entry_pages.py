"""The page of one section: bad input, drafts, a session that ran out, two people, while one types."""

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluation.actions import moves
from evaluation.actions.moves import extend
from evaluation.actions.saving import save_section
from evaluation.models import Report, ReportDraft
from tests.evaluation.factories import in_network, opened, typed

pytestmark = pytest.mark.django_db
#: What a yearly report cannot be handed in without, and costs that fit the revenues.
ENOUGH = {
    "A": {"A_service_months": "12"},
    "B": {"B_group_24": "1"},
    "C": {"C_1_2_3_fte_AT": "6,5", "C_1_2_3_persons_AT": "7", "C_1_2_3_costs_AT": "80000"},
    "D": {"D_users_total_T": "10", "D_age_8_women": "10", "D_group_24": "10"},
    "E": {"E_units": "6,5", "E_hours_direct_T": ("9000", "Přehled dodáme.")},
    "F": {"F_1_1_total": "80000", "F_1_1_AT": "80000"},
    "G": {"G_users_acts": "80000"},
}


@pytest.fixture
def report(provider, people):
    in_network(provider)
    closes = timezone.now() + timezone.timedelta(days=30)
    return Report.objects.get(term=opened(occasion="actual_1", closes_at=closes))


def address(report, code="F", tail=""):
    return reverse(f"evaluation:section{tail}", args=[report.pk, code])


def page(client, report, code="F", query=""):
    return client.get(address(report, code) + query).content.decode()


def test_wrong_fields_are_told_and_the_right_ones_saved(client, people, report):
    client.force_login(people["worker"])
    sent = {"v-F.1.1.total": "sto", "v-F.1.2.total": "1e999", "v-F.2.2.total": "12,5"}

    answer = client.post(address(report), sent).content.decode()

    assert "Uložili jsme 1 pole. Opravte prosím:" in answer
    assert 'href="#vstup-F-1-1-total"' in answer
    assert 'value="sto"' in answer
    assert 'value="1e999"' in answer
    assert report.cells.get(code="F.2.2.total").number == 12.5


def test_a_session_that_ran_out_loses_nothing(client, people, report):
    """Sent without being signed in: it waits, and after signing in it is offered as a draft."""
    client.force_login(people["worker"])
    client.logout()
    sent = {"v-F.1.1.total": "123", "k-F.1.1.total": "Nová mzda", "jine": "x" * 50}

    refused = client.post(address(report), sent)
    client.force_login(people["worker"])
    offered = page(client, report)
    continued = page(client, report, query="?pokracovat=1")
    client.post(address(report), sent)

    assert refused.url == f"/prihlaseni/?next={address(report)}"
    assert "Přihlášení mezitím vypršelo." in offered
    assert 'value="123"' in continued
    assert "Nová mzda" in continued
    assert report.cells.get(code="F.1.1.total").number == 123
    assert not ReportDraft.objects.exists()


@pytest.fixture
def rescued(client, people, report):
    """Two values that came after the session ran out; they wait as a draft."""
    client.post(address(report), {"v-F.1.1.total": "123", "v-F.1.2.total": "45"})
    client.force_login(people["worker"])
    page(client, report)
    return ReportDraft.objects.get()


def test_the_next_keystroke_leaves_what_was_rescued(client, report, rescued):
    """The page shows what is saved; what waits in the draft is not on it."""
    shown = {"v-F.1.1.total": "", "v-F.1.2.total": "", "v-F.2.2.total": "7"}
    seen = client.get(address(report)).context["seen"]

    for word in ("7", "78"):
        client.post(address(report, tail="-watch"), shown | {"v-F.2.2.total": word, "videno": seen})

    rescued.refresh_from_db()
    assert rescued.typed == {
        "F.1.1.total": ["123", False, ""],
        "F.1.2.total": ["45", False, ""],
        "F.2.2.total": ["78", False, ""],
    }


def test_saving_beside_what_was_rescued_leaves_it(client, report, rescued):
    shown = {"v-F.1.1.total": "", "v-F.1.2.total": "46", "v-F.2.2.total": "7"}
    seen = client.get(address(report)).context["seen"]

    saved = client.post(address(report), shown | {"videno": seen}, follow=True).content.decode()
    continued = page(client, report, query="?pokracovat=1")

    rescued.refresh_from_db()
    assert "je uložený" in saved
    assert "Máte tu neuložené hodnoty" in saved
    assert rescued.typed == {"F.1.1.total": ["123", False, ""]}  # the other was written anew
    assert [f'value="{one}"' in continued for one in ("123", "46", "7")] == [True] * 3


def test_a_continued_draft_goes_with_what_the_person_changed_in_it(client, report, rescued):
    seen = client.get(address(report) + "?pokracovat=1").context["seen"]
    shown = {"v-F.1.1.total": "", "v-F.1.2.total": "46", "videno": seen}

    client.post(address(report, tail="-watch"), shown)
    rescued.refresh_from_db()
    watched = rescued.typed
    client.post(address(report) + "?pokracovat=1", shown | {"v-F.1.2.total": "47"})

    assert watched == {"F.1.2.total": ["46", False, ""]}
    assert report.cells.get(code="F.1.2.total").number == 47
    assert not ReportDraft.objects.exists()


def test_what_was_typed_and_taken_back_leaves_no_draft(client, people, report):
    client.force_login(people["worker"])
    seen = client.get(address(report)).context["seen"]
    watch, sent = address(report, tail="-watch"), {"v-F.1.1.total": "5000", "videno": seen}

    client.post(watch, sent)
    client.post(watch, sent | {"v-F.1.1.total": ""})
    after_watch = [*ReportDraft.objects.all()]
    client.post(watch, sent)
    client.post(address(report), sent | {"v-F.1.1.total": ""})

    assert after_watch == []
    assert not ReportDraft.objects.exists()


def test_a_wrong_field_that_was_emptied_leaves_no_draft(client, people, report):
    client.force_login(people["worker"])
    seen = client.get(address(report)).context["seen"]

    again = client.post(address(report), {"v-F.1.1.total": "sto", "videno": seen}).context
    sent = {"v-F.1.1.total": "", "videno": again["seen"], "koncept": again["draft_at"]}
    waiting = ReportDraft.objects.get().typed
    client.post(address(report), sent)

    assert waiting == {"F.1.1.total": ["sto", False, ""]}
    assert not ReportDraft.objects.exists()


def test_two_pages_of_one_section_leave_each_other_what_they_typed(client, people, report):
    client.force_login(people["worker"])
    first, second = (client.get(address(report)).context["seen"] for _page in range(2))
    watch, empty = address(report, tail="-watch"), {"v-F.1.1.total": "", "v-F.1.2.total": ""}
    one, other = (
        empty | {"v-F.1.1.total": "1", "videno": first},
        empty | {"v-F.1.2.total": "2", "videno": second},
    )

    for sent in (one, other, one, other, one):
        client.post(watch, sent)
    kept = ReportDraft.objects.get().typed
    client.post(address(report), one)

    assert kept == {"F.1.1.total": ["1", False, ""], "F.1.2.total": ["2", False, ""]}
    assert ReportDraft.objects.get().typed == {"F.1.2.total": ["2", False, ""]}


def test_two_sections_sent_after_the_session_ran_out_both_wait(client, people, report):
    client.post(address(report, "C"), {"v-C.1.2.3.fte.AT": "6,5"})
    client.post(address(report), {"v-F.1.1.total": "123", "videno": "2025-07-10T08:00:00Z"})
    client.post(address(report), {"v-F.1.2.total": "45", "videno": "2025-07-10T09:00:00Z"})

    client.force_login(people["worker"])
    for code in "CF":
        page(client, report, code)

    assert {one.section: one.typed for one in ReportDraft.objects.all()} == {
        "C": {"C.1.2.3.fte.AT": ["6,5", False, ""]},
        "F": {"F.1.1.total": ["123", False, ""], "F.1.2.total": ["45", False, ""]},
    }
    assert client.session["evaluation.stashed"] == []


def test_what_a_session_holds_back_has_its_limit(client, people, report):
    """The newest is kept; a single one over the limit is not kept at all."""
    for letter in "ABCDE":
        client.post(address(report, "B"), {"v-B.specifics": letter * 300_000, "videno": letter})
    client.post(address(report, "B"), {"v-B.specifics": "F" * 400_001})

    held = client.session["evaluation.stashed"]

    assert [one["sent"]["videno"] for one in held] == ["C", "D", "E"]


def test_what_does_not_fit_beside_a_draft_waits_for_it(client, people, report):
    client.force_login(people["worker"])
    client.post(address(report, "B", tail="-watch"), {"v-B.T.note": "A" * 300_000})
    client.logout()
    client.post(address(report, "B"), {"v-B.specifics": "B" * 300_000})
    client.force_login(people["worker"])

    full = page(client, report, "B")
    client.post(address(report, "B", tail="-watch"), {"zahodit": "1"})
    freed = page(client, report, "B")

    assert "se vedle neuložených hodnot nevejde" in full
    assert "jsme uložili stranou" in freed
    assert ReportDraft.objects.get().typed.keys() == {"B.specifics"}
    assert client.session["evaluation.stashed"] == []


def test_a_text_too_long_for_a_draft_keeps_nothing_else_from_being_saved(client, people, report):
    client.force_login(people["worker"])
    pasted = "A" * 400_001
    sent = {"v-B.specifics": pasted, "v-B.group.24": "1", "v-B.T.note": "B" * 6000}

    told = client.post(address(report, "B"), sent).content.decode()

    assert "Text zkraťte na 5000 znaků. Tak dlouhý text stranou neukládáme." in told
    assert pasted in told
    assert report.cells.get(code="B.group.24").number == 1
    assert ReportDraft.objects.get().typed.keys() == {"B.T.note"}


def test_a_text_too_long_for_a_draft_stays_on_the_page_of_a_closed_report(client, people, report):
    client.force_login(people["worker"])
    seen = client.get(address(report, "B")).context["seen"]
    Report.objects.filter(pk=report.pk).update(state="locked")
    pasted = "A" * 400_001
    sent = {"v-B.specifics": pasted, "v-B.T.note": "Senioři", "videno": seen}

    told = client.post(address(report, "B"), sent)
    shortened = client.post(address(report, "B"), sent | {"v-B.specifics": "A"}, follow=True)

    shown = told.content.decode()
    assert "Výkaz je uzamčený ke kontrole." in shown
    assert "Zůstává jen na této stránce" in shown
    assert pasted in shown
    assert "Senioři" in shown
    assert told.context["seen"] == seen
    assert "jsme uložili stranou" in shortened.content.decode()
    assert ReportDraft.objects.get().typed.keys() == {"B.specifics", "B.T.note"}


def test_what_a_stranger_sent_signed_out_becomes_nobodys_draft(client, people, report):
    client.post(address(report), {"v-F.1.1.total": "123"})
    client.force_login(people["stranger"])

    assert client.get(address(report)).status_code == 404
    assert not ReportDraft.objects.exists()


def test_while_typing_the_draft_is_kept_and_the_check_answers(client, people, report):
    client.force_login(people["worker"])
    sent = {"v-F.1.1.total": "5000", "v-F.2.8.total": "7", "v-F.2.2.total": "sto"}

    told = client.post(address(report, tail="-watch"), sent).json()

    assert told["sums"]["F-sum-total"] == "5\xa0007"
    assert told["wrong"] == {"F-2-2-total": "Napište číslo, například 1 234,50."}
    assert [one["severity"] for one in told["findings"]["F-2-8-total"]] == ["comment"]
    assert ReportDraft.objects.get().typed["F.1.1.total"] == ["5000", False, ""]
    assert not report.cells.filter(code="F.1.1.total").exists()


def test_a_draft_can_be_thrown_away(client, people, report):
    client.force_login(people["worker"])
    client.post(address(report, tail="-watch"), {"v-F.1.1.total": "5000"})

    client.post(address(report, tail="-watch"), {"zahodit": "1"})

    assert not ReportDraft.objects.exists()
    assert "neuložené hodnoty" not in page(client, report)


def test_a_draft_of_a_report_that_closed_can_be_thrown_away(client, people, report):
    client.force_login(people["worker"])
    client.post(address(report, tail="-watch"), {"v-F.1.1.total": "5000"})
    Report.objects.filter(pk=report.pk).update(state="locked")

    offered = page(client, report)
    kept = client.post(address(report, tail="-watch"), {"v-F.1.1.total": "6000"})
    thrown = client.post(address(report, tail="-watch"), {"zahodit": "1"})

    assert 'name="zahodit"' in offered
    assert (kept.status_code, thrown.status_code) == (403, 302)
    assert not ReportDraft.objects.exists()


def test_who_only_reads_a_report_throws_nothing_away(client, people, report):
    now = timezone.now()
    Report.objects.filter(pk=report.pk).update(state="handed_in", handed_in_at=now)
    client.force_login(people["analyst"])

    assert client.post(address(report, tail="-watch"), {"zahodit": "1"}).status_code == 403


def test_a_comment_at_a_sum_is_kept_aside_too(client, people, report):
    client.post(address(report, "G"), {"k-G.sum": "Dar přišel až v lednu."})

    client.force_login(people["worker"])

    assert "Přihlášení mezitím vypršelo." in page(client, report, "G")
    assert ReportDraft.objects.get().typed == {"G.sum": ["", False, "Dar přišel až v lednu."]}
    assert "Dar přišel až v lednu." in page(client, report, "G", query="?pokracovat=1")


def test_another_persons_change_is_shown_beside_what_was_typed(client, people, report):
    client.force_login(people["worker"])
    seen = client.get(address(report)).context["seen"]
    client.force_login(people["signatory"])
    client.post(address(report), {"v-F.1.1.total": "200"})
    client.force_login(people["worker"])

    answer = client.post(address(report), {"v-F.1.1.total": "300", "videno": seen})
    shown = answer.content.decode()
    again = answer.context["seen"]
    client.post(address(report), {"v-F.1.1.total": "300", "videno": again})

    assert f"Mezitím zde {people['signatory']} zapsal(a): 200." in shown
    assert 'value="300"' in shown
    assert report.cells.get(code="F.1.1.total").number == 300


def test_continuing_tells_what_a_colleague_changed_meanwhile(client, people, report):
    """Typed, signed out, changed by another, continued: told at the field, then as they decide."""
    client.force_login(people["worker"])
    seen = client.get(address(report)).context["seen"]
    client.logout()
    client.post(address(report), {"v-F.1.1.total": "600", "videno": seen})
    client.force_login(people["worker"])
    page(client, report)
    client.force_login(people["signatory"])
    client.post(address(report), {"v-F.1.1.total": "700", "v-F.1.2.total": "5"})
    client.force_login(people["worker"])
    place = address(report) + "?pokracovat=1"

    sent = {"v-F.1.1.total": "600", "v-F.1.2.total": "5"}
    told = client.post(place, sent | {"videno": client.get(place).context["seen"]})
    kept = report.cells.get(code="F.1.1.total").number
    waits = ReportDraft.objects.get()
    moments = {"videno": told.context["seen"], "koncept": told.context["draft_at"]}
    client.post(place, sent | moments)

    assert f"Mezitím zde {people['signatory']} zapsal(a): 700." in told.content.decode()
    assert [key for _field, _clash, key in told.context["clashes"]] == ["F-1-1-total"]
    assert (kept, waits.seen_at.isoformat()) == (700, seen)
    assert report.cells.get(code="F.1.1.total").number == 600
    assert not ReportDraft.objects.exists()


def test_on_a_continued_draft_what_is_typed_back_is_told_too(client, people, report):
    """As it was when the draft began: typed on purpose, so not taken for a field left alone."""
    client.force_login(people["worker"])
    client.post(address(report), {"v-F.1.1.total": "500"})
    seen = client.get(address(report)).context["seen"]
    client.post(address(report, tail="-watch"), {"v-F.1.1.total": "600", "videno": seen})
    client.force_login(people["signatory"])
    client.post(address(report), {"v-F.1.1.total": "700"})
    client.force_login(people["worker"])

    told = client.post(
        address(report) + "?pokracovat=1", {"v-F.1.1.total": "500", "videno": seen}
    ).content.decode()

    assert f"Mezitím zde {people['signatory']} zapsal(a): 700." in told
    assert 'value="500"' in told


def test_a_wrong_field_tells_what_a_colleague_wrote_there(client, people, report):
    client.force_login(people["worker"])
    seen = client.get(address(report)).context["seen"]
    client.force_login(people["signatory"])
    client.post(address(report), {"v-F.1.1.total": "700"})
    client.force_login(people["worker"])

    told = client.post(address(report), {"v-F.1.1.total": "sto", "videno": seen}).content.decode()

    assert "Napište číslo, například 1 234,50." in told
    assert f"Mezitím zde {people['signatory']} zapsal(a): 700." in told


def test_a_comment_at_a_sum_is_no_clash_with_who_changed_the_sum(client, people, report):
    client.force_login(people["worker"])
    seen = client.get(address(report)).context["seen"]
    client.force_login(people["signatory"])
    client.post(address(report), {"v-F.1.1.total": "700"})
    client.force_login(people["worker"])

    client.post(address(report), {"k-F.sum.total": "Bez nájmu.", "videno": seen})

    total = report.cells.get(code="F.sum.total")
    assert (total.number, total.comment) == (700, "Bez nájmu.")
    assert not ReportDraft.objects.exists()


BROKEN = [
    *("", "včera", "2025-13-99T00:00", "0000-00-00T00:00:00Z"),
    *("0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00"),
]


@pytest.mark.parametrize("seen", BROKEN)
def test_a_broken_moment_does_no_harm(client, people, report, seen):
    client.force_login(people["worker"])
    moments = {"videno": seen, "koncept": seen}

    client.post(address(report), {"v-F.1.1.total": "1", "v-F.1.2.total": "sto"} | moments)
    client.post(address(report, tail="-watch"), {"v-F.1.3.total": "3"} | moments)

    assert report.cells.get(code="F.1.1.total").number == 1
    assert ReportDraft.objects.get().typed.keys() == {"F.1.2.total", "F.1.3.total"}


def test_ticks_say_yes_and_no(client, people, report):
    client.force_login(people["worker"])
    client.post(address(report, "B"), {"v-B.group.24": "1", "k-B.group.24": ""})
    ticked = report.cells.get(code="B.group.24").number
    client.post(address(report, "B"), {"k-B.group.24": ""})

    assert ticked == 1
    assert report.cells.get(code="B.group.24").standing == "empty"


def test_hostile_text_stays_text(client, people, report):
    client.force_login(people["worker"])
    sent = {"v-B.specifics": "<script>alert(1)</script>", "v-F.1.1.total": "<b>"}
    client.post(address(report, "B"), sent)
    shown = page(client, report, "B")

    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_other_sections_and_unknown_ones(client, people, report):
    client.force_login(people["worker"])

    assert client.get(address(report, "Z")).status_code == 404
    assert [client.get(address(report, code)).status_code for code in "ABCDEFGH"] == [200] * 8


def test_a_deadline_that_passed_between_opening_and_saving(client, people, report, time_machine):
    """What was typed waits and, once the office gives more time, is offered and saved."""
    deadline = report.deadline
    time_machine.move_to(deadline - timezone.timedelta(minutes=10), tick=False)
    client.force_login(people["worker"])
    seen = client.get(address(report)).context["seen"]
    time_machine.move_to(deadline + timezone.timedelta(minutes=1), tick=False)
    sent = {"videno": seen, "v-F.1.1.total": "123", "k-F.1.1.total": "Nová mzda"}

    late = client.post(address(report), sent, follow=True).content.decode()

    assert "Termín minul" in late
    assert "Co jste napsali, jsme uložili stranou." in late
    assert not report.cells.filter(code="F.1.1.total").exists()
    extend(
        *(report, deadline + timezone.timedelta(days=5)),
        by=people["analyst"], now=timezone.now(), reason="Nemoc",
    )  # fmt: skip
    offered = page(client, report, query="?pokracovat=1")
    assert 'value="123"' in offered
    assert "Nová mzda" in offered
    client.post(address(report), sent)
    assert report.cells.get(code="F.1.1.total").number == 123


def test_staff_costs_without_staff_stop_the_hand_in(client, people, report):
    client.force_login(people["worker"])

    client.post(address(report), {"v-F.1.1.total": "500000"})

    told = client.get(reverse("evaluation:report-check", args=[report.pk])).content.decode()
    assert "Uvádíte osobní náklady 500\xa0000 Kč, ale žádný úvazek." in told
    refused = client.post(reverse("evaluation:report-step", args=[report.pk, "predat"]))
    report.refresh_from_db()
    assert (refused.status_code, report.state) == (200, "in_work")


# -- returned for a few fields ---------------------------------------------------------------------


@pytest.fixture
def sent_back(people, report):
    """Handed in, and returned for the salaries alone."""
    for code, values in ENOUGH.items():
        save_section(report, code, typed(**values), by=people["worker"], now=timezone.now())
    moves.hand_in(report, by=people["worker"], now=timezone.now())
    until = timezone.now() + timezone.timedelta(days=40)
    moves.send_back(
        report, by=people["analyst"], now=timezone.now(), until=until,
        reason="Doplňte mzdy.", fields=["F.1.1.total"],
    )  # fmt: skip
    return report


def test_fields_that_the_office_named_are_listed_and_marked(client, people, sent_back):
    client.force_login(people["worker"])

    whole = client.get(sent_back.get_absolute_url()).content.decode()
    costs = page(client, sent_back)

    link = f'href="{address(sent_back)}#pole-F-1-1-total"'
    assert link in whole
    assert link in costs
    assert costs.count("k doplnění</span>") == 2  # the state of the report, and the one field
    assert 'name="v-F.1.1.total"' in costs
    assert 'name="v-F.1.2.total"' not in costs


def test_what_a_mended_field_breaks_elsewhere_can_be_explained_too(client, people, sent_back):
    """The costs no longer fit the revenues: a comment there is asked, the values stay closed."""
    client.force_login(people["worker"])
    client.post(address(sent_back), {"v-F.1.1.total": "80900"})

    revenues = page(client, sent_back, "G")
    sent = {"k-G.sum": "Ztráta z mezd.", "v-G.eu": "5"}
    client.post(address(sent_back, "G"), sent)
    client.post(reverse("evaluation:report-step", args=[sent_back.pk, "predat"]))

    sent_back.refresh_from_db()
    assert 'name="k-G.sum"' in revenues
    assert 'name="v-G.eu"' not in revenues
    assert sent_back.cells.get(code="G.sum").comment == "Ztráta z mezd."
    assert not sent_back.cells.filter(code="G.eu").exists()
    assert sent_back.state == "handed_in"


def test_where_only_a_comment_is_open_nothing_but_a_new_comment_is_kept_aside(
    client, people, sent_back
):
    """The value is not on the page: it is neither taken for deleted nor kept as a draft."""
    sent_back.cells.filter(code="E.units").update(number=5)  # far from the network: asks why
    client.force_login(people["worker"])
    watch = address(sent_back, "E", tail="-watch")

    told = client.post(watch, {"k-E.units": ""}).json()
    drafts = [*ReportDraft.objects.all()]
    client.post(watch, {"k-E.units": "Kolegyně odešla."})

    assert told["wrong"] == {}
    assert [one["severity"] for one in told["findings"]["E-units"]] == ["comment"]
    assert drafts == []
    assert ReportDraft.objects.get().typed == {"E.units": ["", False, "Kolegyně odešla."]}


def test_a_year_without_costs_and_revenues_is_not_handed_in(client, people, report):
    """Empty is not zero: the check leads to both totals, and a written zero is enough."""
    client.force_login(people["worker"])
    for code, values in ENOUGH.items():
        if code not in "FG":
            save_section(report, code, typed(**values), by=people["worker"], now=timezone.now())
    step = reverse("evaluation:report-step", args=[report.pk, "predat"])

    refused = client.post(step).content.decode()
    client.post(address(report, "C"), {"v-C.1.2.3.costs.AT": "0"})
    client.post(address(report, "F"), {"v-F.1.1.total": "0"})
    client.post(address(report, "G"), {"v-G.eu": "0"})
    client.post(step)

    report.refresh_from_db()
    assert refused.count("není z čeho sečíst") == 2
    assert f'href="{address(report)}#pole-F-sum-total"' in refused
    assert f'href="{address(report, "G")}#pole-G-sum"' in refused
    assert report.state == "handed_in"
