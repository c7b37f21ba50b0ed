"""A frequent theme is put as a statement; ORPs confirm or refute it; the region closes it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from planning.actions.synthesis import put_hypothesis
from planning.desk import planning_desk
from planning.hypotheses import hypothesis_tasks
from planning.models import Hypothesis, HypothesisAnswer
from tests.factories import OrpFactory
from tests.planning.factories import PlanFactory, ThemeFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 2)
STATEMENT = "Pečujícím chybí v území odlehčení o víkendu."


@pytest.fixture
def kyjov(people):
    return PlanFactory()


@pytest.fixture
def hypothesis(kyjov):
    return Hypothesis.objects.create(cycle=kyjov.cycle, theme=ThemeFactory(), statement=STATEMENT)


def answer(client, hypothesis, plan, **data):
    url = reverse("planning:hypothesis-answer", args=[hypothesis.pk, plan.pk])
    return client.post(url, {"verdict": "confirmed", "reason": "Dotazník 12 rodin."} | data)


def test_from_a_theme_to_a_conclusion(client, people, kyjov):
    theme = ThemeFactory()
    client.force_login(people["planner"])
    url = reverse("planning:hypothesis-add", args=[kyjov.cycle_id])
    assert f'value="{theme.pk}" selected' in client.get(f"{url}?tema={theme.pk}").content.decode()
    client.post(url, {"theme": theme.pk, "statement": STATEMENT, "due_on": "15. 11. 2026"})
    hypothesis = Hypothesis.objects.get()
    assert hypothesis.history.get().history_user == people["planner"]

    [task] = hypothesis_tasks(people["coordinator"], DAY)
    assert (task.deadline, task.detail) == (date(2026, 11, 15), "ORP Kyjov")
    client.force_login(people["coordinator"])
    assert task in planning_desk(people["coordinator"], DAY).tasks
    assert STATEMENT in client.get(task.url).content.decode()
    assert answer(client, hypothesis, kyjov, reason="").status_code == 200
    assert not HypothesisAnswer.objects.exists()
    answer(client, hypothesis, kyjov)
    assert hypothesis_tasks(people["coordinator"], DAY) == []

    client.force_login(people["planner"])
    detail = reverse("planning:hypothesis-detail", args=[hypothesis.pk])
    assert "Dotazník 12 rodin." in client.get(detail).content.decode()
    close = reverse("planning:hypothesis-close", args=[hypothesis.pk])
    client.post(close, {"conclusion": "", "version": 1})
    assert Hypothesis.objects.open().exists()
    client.post(close, {"conclusion": "Potvrzeno.", "version": 1})
    hypothesis.refresh_from_db()
    assert (hypothesis.conclusion, hypothesis.closed_on is None) == ("Potvrzeno.", False)
    assert "Potvrzeno." in client.get(detail).content.decode()

    client.force_login(people["coordinator"])
    assert answer(client, hypothesis, kyjov, verdict="refuted").status_code == 403
    assert HypothesisAnswer.objects.get().verdict == "confirmed"


@pytest.mark.parametrize("name", ["hypothesis-edit", "hypothesis-close"])
def test_what_is_closed_stays_closed(client, people, hypothesis, name):
    Hypothesis.objects.update(closed_on=DAY, conclusion="Potvrzeno.")
    client.force_login(people["planner"])
    typed = {"theme": hypothesis.theme_id, "statement": "Jiné", "conclusion": "Jiný", "version": 1}

    said = client.post(reverse(f"planning:{name}", args=[hypothesis.pk]), typed)

    assert "Hypotéza je uzavřená a už se nemění." in said.content.decode()
    hypothesis.refresh_from_db()
    assert (hypothesis.statement, hypothesis.conclusion) == (STATEMENT, "Potvrzeno.")


def test_an_answer_may_be_changed_while_asked(client, people, hypothesis, kyjov):
    client.force_login(people["coordinator"])
    answer(client, hypothesis, kyjov)
    answer(client, hypothesis, kyjov, verdict="refuted", version=1)
    assert HypothesisAnswer.objects.get().verdict == "refuted"
    stale = answer(client, hypothesis, kyjov, verdict="unknown", version=1)
    assert "mezitím" in stale.content.decode()


def test_what_somebody_answered_is_not_asked_otherwise(client, people, hypothesis, kyjov):
    client.force_login(people["planner"])
    url = reverse("planning:hypothesis-edit", args=[hypothesis.pk])
    sent = {"theme": hypothesis.theme_id, "statement": "Pečujícím nechybí nic.", "version": 1}
    client.post(url, sent | {"statement": "Pečujícím chybí péče v noci."})
    hypothesis.refresh_from_db()
    assert hypothesis.statement == "Pečujícím chybí péče v noci."
    HypothesisAnswer.objects.create(
        hypothesis=hypothesis, plan=kyjov, verdict="confirmed", reason="ano"
    )
    typed = Hypothesis.objects.get()
    typed.statement = "Pečujícím nechybí nic."

    with pytest.raises(ValidationError, match="tvrzení a téma proto zůstávají"):
        put_hypothesis(typed, by=people["planner"])
    page = client.get(url).content.decode()
    client.post(url, sent | {"version": 2, "due_on": "15. 11. 2026"})

    assert "ORP už odpovídají, proto se nemění." in page
    hypothesis.refresh_from_db()
    assert (hypothesis.statement, hypothesis.due_on) == (
        "Pečujícím chybí péče v noci.",
        date(2026, 11, 15),
    )


def test_only_the_coordinator_of_the_orp_answers(client, people, hypothesis, kyjov):
    for name, user in people.items():
        client.force_login(user)
        done = answer(client, hypothesis, kyjov, version=1).status_code == 302
        assert done == (name == "coordinator"), name
    other = PlanFactory(orp=OrpFactory(code="6208", ruian_code="1412", name="Hodonín"))
    client.force_login(people["coordinator"])
    assert answer(client, hypothesis, other).status_code == 403


@pytest.mark.parametrize("name", ["hypothesis-edit", "hypothesis-close"])
def test_only_planners_ask_and_close(client, people, hypothesis, name):
    may = set()
    for role, user in people.items():
        client.force_login(user)
        if client.get(reverse(f"planning:{name}", args=[hypothesis.pk])).status_code == 200:
            may.add(role)
    assert may == {"planner"}


def test_others_see_no_reasons_that_are_not_theirs(client, people, hypothesis, kyjov):
    HypothesisAnswer.objects.create(
        hypothesis=hypothesis, plan=kyjov, verdict="refuted", reason="Tajný důvod"
    )
    client.force_login(people["worker"])
    page = client.get(reverse("planning:hypothesis-detail", args=[hypothesis.pk])).content.decode()
    assert "Tajný důvod" not in page


@pytest.mark.parametrize("count", [1, 10])
def test_results_ask_the_same_whatever_the_answers(
    client, people, hypothesis, count, django_assert_max_num_queries
):
    for n in range(count):
        plan = PlanFactory(orp=OrpFactory(code=f"63{n:02}", ruian_code=f"15{n:02}", name=f"O {n}"))
        HypothesisAnswer.objects.create(
            hypothesis=hypothesis, plan=plan, verdict="confirmed", reason="ano"
        )
    client.force_login(people["planner"])
    with django_assert_max_num_queries(16):
        client.get(reverse("planning:hypothesis-detail", args=[hypothesis.pk]))
    with django_assert_max_num_queries(14):
        client.get(reverse("planning:hypothesis-list"))
