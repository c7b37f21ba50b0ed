"""Nothing of planning that is not approved stands at any address for everybody."""

import re

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils import timezone

from planning.actions import approval
from planning.models import (
    AgendaItem,
    Attendance,
    Comment,
    Cost,
    EarlierPriority,
    Fate,
    Hypothesis,
    HypothesisAnswer,
    MeetingFile,
    MeetingTask,
    Plan,
    PlanWorkbook,
    ProcedureFact,
    Progress,
    SectionDraft,
    Step,
)
from tests.factories import UserFactory, official
from tests.planning.factories import (
    ActivityFactory,
    HandInFactory,
    IndicatorFactory,
    MeetingFactory,
    MemberFactory,
    NeedFactory,
    PlanFactory,
    SectionFactory,
    SwotItemFactory,
    ThemeFactory,
    excuse_everything,
)

pytestmark = pytest.mark.django_db

DAY = timezone.datetime(2027, 6, 20).date()
TEXTS = (models.CharField, models.TextField)
#: Rows that only stand within an approved plan, or are copies of what it says.
COPIES = {"FrozenRow", "FrozenBlock"}


def tables():
    return [
        model
        for model in apps.get_app_config("planning").get_models()
        if not model.__name__.startswith("Historical") and model.__name__ not in COPIES
    ]


def fill(plan, user):
    """A row of everything that may belong to ``plan``."""
    section = SectionFactory(plan=plan)
    SectionDraft.objects.create(section=section, user=user, base_version=1)
    SwotItemFactory(plan=plan)
    need = NeedFactory(plan=plan)
    indicator = IndicatorFactory(measure__goal__priority__plan=plan)
    measure = indicator.measure
    ActivityFactory(measure=measure)
    Cost.objects.create(measure=measure, year=2028, source="101a", amount=1)
    Progress.objects.create(measure=measure, year=2028, state="running")
    HandInFactory(plan=plan)
    ProcedureFact.objects.create(plan=plan, kind="start", day=DAY)
    Comment.objects.create(
        plan=plan, number=1, author_type="citizen", author_name="A", received_on=DAY, text="A",
        verdict="accepted", answer="A", settled_on=DAY,
    )  # fmt: skip
    excuse_everything(plan)
    Fate.objects.create(
        plan=plan, need=NeedFactory(plan=PlanFactory(state="replaced")), verdict="accepted",
        target_need=need,
    )  # fmt: skip
    PlanWorkbook.objects.create(
        plan=plan, file=ContentFile(b"PK", "a.xlsx"), file_name="a.xlsx", by=user,
        uploaded_at=timezone.now(), expires_at=timezone.now(),
    )  # fmt: skip


def fill_around(plan, user):
    """What belongs to no plan, or to work on plans."""
    meeting = MeetingFactory()
    member = MemberFactory(group=meeting.group)
    AgendaItem.objects.create(meeting=meeting, order=1, title="A")
    Attendance.objects.create(meeting=meeting, member=member, name="A", side="user")
    MeetingTask.objects.create(meeting=meeting, what="A", who="A")
    MeetingFile.objects.create(meeting=meeting, title="A", file=ContentFile(b"%PDF-", "a.pdf"))
    theme = ThemeFactory()
    EarlierPriority.objects.create(cycle=plan.cycle, title="A", plan_name="A")
    hypothesis = Hypothesis.objects.create(cycle=plan.cycle, theme=theme, statement="A")
    HypothesisAnswer.objects.create(
        hypothesis=hypothesis, plan=plan, verdict="confirmed", reason="A"
    )
    Step.objects.create(cycle=plan.cycle, code="a", title="A", level="orp", due_at=timezone.now())


def plant(marker, rows):
    """``marker`` in every text of ``rows``, past all forms; what a rule of the table forbids stays."""
    for row in rows:
        for field in row._meta.concrete_fields:
            if not isinstance(field, TEXTS) or field.choices or field.name in {"slug", "item"}:
                continue
            if field.max_length and field.max_length < len(marker) + 4:
                continue
            said = f"{marker}{row.pk}"
            try:
                with transaction.atomic():
                    type(row)._base_manager.filter(pk=row.pk).update(**{field.name: said})
            except IntegrityError:
                continue


def every_public_page(client):
    """All pages that lead from ``/plany/``, as text."""
    waiting, found = [reverse("plans:plan-list")], {}
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        answer = client.get(address)
        found[address] = answer.content.decode()
        waiting += re.findall(r'href="(/plany/[^"#]*)"', found[address])
    return found


def test_a_row_of_each_kind_was_planted():
    plan, user = PlanFactory(level="region"), UserFactory()
    fill(plan, user)
    fill_around(plan, user)

    assert [model.__name__ for model in tables() if not model._base_manager.exists()] == []


def test_nothing_of_a_draft_or_of_work_on_plans_is_public(client):
    cache.clear()
    user = UserFactory()
    public = PlanFactory(level="region", slug="kraj-2028-2032", state="assembly")
    SectionFactory(plan=public, text="<p>ǁveřejnéǁ</p>")
    excuse_everything(public)
    approval.approve(public, by=official("planner"), day=DAY, moment=timezone.now())
    draft = PlanFactory(slug="orp-kyjov-2028-2032")
    fill(draft, user)
    fill_around(draft, user)
    theirs = [
        row
        for model in tables()
        if model.__name__ not in {"Plan", "Cycle", "Section", "Exemption"}
        for row in model._base_manager.all()
    ]
    plant("ǁtajnéǁ", [draft, *draft.sections.all(), *theirs])

    pages = every_public_page(client)

    assert len(pages) > 6
    assert any("ǁveřejnéǁ" in text for text in pages.values())
    assert [address for address, text in pages.items() if "ǁtajnéǁ" in text] == []
    assert client.get(f"/plany/{Plan.objects.get(pk=draft.pk).slug}/").status_code == 404


def test_of_an_approved_plan_names_of_persons_and_drafts_stay_inside(client):
    cache.clear()
    user = UserFactory()
    plan = PlanFactory(level="region", slug="kraj-2028-2032", state="assembly")
    fill(plan, user)
    inside = [*Comment.objects.all(), *SectionDraft.objects.all(), *PlanWorkbook.objects.all()]
    approval.approve(plan, by=official("planner"), day=DAY, moment=timezone.now())
    plant("ǁtajnéǁ", inside)

    pages = every_public_page(client)

    assert [address for address, text in pages.items() if "ǁtajnéǁ" in text] == []
