"""What should be: cycles, plans of three levels, needs, strategy, groups and meetings."""

from planning.models.base import Audience, OfPlan, OfPlanQuerySet
from planning.models.cycle import Cycle, Deliverable, Level, Regime, Step
from planning.models.fate import Fate
from planning.models.group import Group, Member
from planning.models.meeting import AgendaItem, Attendance, Meeting, MeetingFile, MeetingTask
from planning.models.need import Need
from planning.models.plan import HandIn, Plan
from planning.models.procedure import Comment, Exemption, ProcedureFact
from planning.models.section import FrozenBlock, FrozenRow, Part, Section, SectionDraft
from planning.models.strategy import Activity, Cost, Goal, Indicator, Measure, Priority, Progress
from planning.models.swot import SwotItem
from planning.models.theme import EarlierPriority, Hypothesis, HypothesisAnswer, Theme
from planning.models.workbook import PlanWorkbook

__all__ = [
    "Activity",
    "AgendaItem",
    "Attendance",
    "Audience",
    "Comment",
    "Cost",
    "Cycle",
    "Deliverable",
    "EarlierPriority",
    "Exemption",
    "Fate",
    "FrozenBlock",
    "FrozenRow",
    "Goal",
    "Group",
    "HandIn",
    "Hypothesis",
    "HypothesisAnswer",
    "Indicator",
    "Level",
    "Measure",
    "Meeting",
    "MeetingFile",
    "MeetingTask",
    "Member",
    "Need",
    "OfPlan",
    "OfPlanQuerySet",
    "Part",
    "Plan",
    "PlanWorkbook",
    "Priority",
    "ProcedureFact",
    "Progress",
    "Regime",
    "Section",
    "SectionDraft",
    "Step",
    "SwotItem",
    "Theme",
]
