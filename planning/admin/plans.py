"""Cycles, plans, what is handed in, texts, fates, the public procedure, themes."""

from django.contrib import admin

from planning.admin.base import OfPlanAdmin, PlanningAdmin, within
from planning.models import (
    Comment,
    Cycle,
    EarlierPriority,
    Exemption,
    Fate,
    HandIn,
    Hypothesis,
    HypothesisAnswer,
    Plan,
    ProcedureFact,
    Section,
    Step,
    Theme,
)
from sitis.admin import VersionedAdmin
from sitis.exports import ListExport


@admin.register(Cycle)
class CycleAdmin(PlanningAdmin):
    list_display = [
        *("name", "period_from", "period_to", "regime", "is_bridging", "state"),
        *("council_on", "assembly_on"),
    ]
    list_filter = ["state", "regime", "is_bridging"]
    sought = ("name", "note")


@admin.register(Step)
class StepAdmin(PlanningAdmin):
    list_display = ["title", "cycle", "level", "deliverable", "due_at", "responsible", "done_on"]
    list_filter = ["cycle", "level", "deliverable"]
    list_select_related = ["cycle"]
    sought = ("title", "responsible", "note")


@admin.register(Plan)
class PlanAdmin(PlanningAdmin):
    list_display = [
        *("title", "kind", "level", "orp", "district", "year", "state", "number"),
        *("approved_on", "data_day", "cycle"),
    ]
    list_filter = ["kind", "level", "state", "cycle", "orp", "district"]
    list_select_related = ["cycle", "orp", "district"]
    sought = ("title", "orp__name", "district__name", "slug")
    exclude = ["frozen_at"]


@admin.register(HandIn)
class HandInAdmin(OfPlanAdmin):
    list_display = [
        *("of_plan", "deliverable", "state", "due_at", "extended_to", "handed_in_at"),
        *("settled_at", "reason"),
    ]
    list_filter = ["deliverable", "state", *within("plan")]
    list_select_related = ["plan"]
    sought = ("plan__title", "reason", "extension_reason")


@admin.register(Section)
class SectionAdmin(OfPlanAdmin):
    list_display = ["title", "of_plan", "part", "handed_in_with", "is_required", "is_ready"]
    list_filter = ["part", "is_ready", *within("plan")]
    list_select_related = ["plan"]
    sought = ("title", "plan__title")
    export_columns = ["of_plan", "part", "title", "is_ready", "text"]


@admin.register(Fate)
class FateAdmin(OfPlanAdmin):
    list_display = ["need", "priority", "of_plan", "verdict", "reason", "target"]
    list_filter = ["verdict", *within("plan")]
    list_select_related = [
        *("plan", "need__kind", "need__form", "priority"),
        *("target_need__kind", "target_need__form", "target_priority"),
        "target_measure__goal__priority",
    ]
    sought = ("plan__title", "reason", "need__code", "need__kind__name", "priority__title")

    @admin.display(description=Fate._meta.get_field("target_measure").verbose_name)
    def target(self, fate: Fate) -> str:
        return str(fate.target or "")


@admin.register(ProcedureFact)
class ProcedureFactAdmin(OfPlanAdmin):
    list_display = ["of_plan", "kind", "day", "until", "note", "url"]
    list_filter = ["kind", "day", *within("plan")]
    list_select_related = ["plan"]
    sought = ("plan__title", "note")
    exclude = ["file"]  # downloaded from the plan's page, where the right to it is asked


@admin.register(Comment)
class CommentAdmin(OfPlanAdmin):
    list_display = [
        *("of_plan", "number", "author_type", "received_on", "about", "verdict", "settled_on"),
    ]
    list_filter = ["author_type", "verdict", *within("plan")]
    list_select_related = ["plan"]
    sought = ("plan__title", "about", "text", "answer")
    export_columns = [*list_display, "text", "answer"]


@admin.register(Exemption)
class ExemptionAdmin(OfPlanAdmin):
    list_display = ["of_plan", "item", "reason"]
    list_filter = ["item", *within("plan")]
    list_select_related = ["plan"]
    sought = ("plan__title", "item", "reason")


@admin.register(Theme)
class ThemeAdmin(ListExport, VersionedAdmin):
    """The vocabulary that plans are compared by; a theme ends, it is never taken away."""

    list_display = ["name", "kind", "audience", "valid_from", "valid_to"]
    list_filter = ["kind", "audience"]
    search_fields = ["name"]


@admin.register(EarlierPriority)
class EarlierPriorityAdmin(PlanningAdmin):
    list_display = ["title", "plan_name", "years", "orp", "district", "rank", "cycle"]
    list_filter = ["cycle", "orp", "district"]
    list_select_related = ["orp", "district", "cycle"]
    sought = ("title", "plan_name", "orp__name")


@admin.register(Hypothesis)
class HypothesisAdmin(PlanningAdmin):
    list_display = ["theme", "statement", "cycle", "due_on", "closed_on", "conclusion"]
    list_filter = ["cycle", "closed_on"]
    list_select_related = ["theme", "cycle"]
    sought = ("theme__name", "statement", "conclusion")


@admin.register(HypothesisAnswer)
class HypothesisAnswerAdmin(OfPlanAdmin):
    list_display = ["hypothesis", "of_plan", "verdict", "reason"]
    list_filter = ["verdict", *within("plan")]
    list_select_related = ["hypothesis", "plan"]
    sought = ("hypothesis__statement", "plan__title", "reason")
