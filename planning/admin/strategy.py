"""Needs, SWOT, priorities, goals, measures and what belongs to them."""

from django.contrib import admin

from planning.admin.base import OfPlanAdmin, within
from planning.models import (
    Activity,
    Cost,
    Goal,
    Indicator,
    Measure,
    Need,
    Priority,
    Progress,
    SwotItem,
)


@admin.register(Need)
class NeedAdmin(OfPlanAdmin):
    list_display = [
        *("code", "of_plan", "kind", "form", "target_group", "year", "proposal", "change"),
        *("unit", "importance", "rank"),
    ]
    list_filter = ["proposal", "year", "importance", "evidence", *within("plan"), "form", "kind"]
    list_select_related = ["plan", "kind", "form", "target_group", "unit"]
    sought = ("code", "kind__name", "plan__title", "reason", "place")
    export_columns = [*list_display, "municipality", "place", "reason", "evidence", "evidence_text"]
    exclude = ["network_items"]


@admin.register(SwotItem)
class SwotAdmin(OfPlanAdmin):
    list_display = ["text", "side", "audience", "of_plan"]
    list_filter = ["side", "audience", *within("plan")]
    list_select_related = ["plan"]
    sought = ("text", "plan__title")


@admin.register(Priority)
class PriorityAdmin(OfPlanAdmin):
    list_display = ["code", "title", "kind", "audience", "rank", "of_plan"]
    list_filter = ["kind", "audience", *within("plan")]
    list_select_related = ["plan"]
    sought = ("title", "description", "plan__title")


@admin.register(Goal)
class GoalAdmin(OfPlanAdmin):
    path = "priority__plan"
    list_display = ["code", "title", "of_plan"]
    list_filter = within(path)
    list_select_related = ["priority__plan"]
    sought = ("title", "description", "priority__plan__title")


@admin.register(Measure)
class MeasureAdmin(OfPlanAdmin):
    path = "goal__priority__plan"
    list_display = [
        *("code", "title", "kind", "service_kind", "form", "change", "unit", "change_year"),
        *("responsible", "starts_on", "ends_on", "of_plan"),
    ]
    list_filter = ["kind", *within(path), "service_kind"]
    list_select_related = [path, "service_kind", "form", "unit"]
    sought = ("title", "description", "responsible", "goal__priority__plan__title")
    exclude = ["needs", "network_items"]


class OfMeasureAdmin(OfPlanAdmin):
    path = "measure__goal__priority__plan"
    list_filter = within(path)
    list_select_related = [path, "activity__measure__goal__priority"]


@admin.register(Activity)
class ActivityAdmin(OfMeasureAdmin):
    list_display = ["code", "title", "responsible", "starts_on", "ends_on", "of_plan"]
    list_select_related = [OfMeasureAdmin.path]
    sought = ("title", "responsible", "measure__title")


@admin.register(Cost)
class CostAdmin(OfMeasureAdmin):
    list_display = [
        *("measure", "activity", "year", "source", "amount", "is_investment", "of_plan"),
    ]
    list_filter = ["year", "source", "is_investment", *within(OfMeasureAdmin.path)]
    sought = ("measure__title",)


@admin.register(Indicator)
class IndicatorAdmin(OfMeasureAdmin):
    list_display = [
        *("name", "measure", "activity", "unit", "baseline", "baseline_year", "target"),
        *("target_year", "of_plan"),
    ]
    sought = ("name", "measure__title")


@admin.register(Progress)
class ProgressAdmin(OfMeasureAdmin):
    list_display = ["measure", "activity", "year", "state", "comment", "spent", "of_plan"]
    list_filter = ["year", "state", *within(OfMeasureAdmin.path)]
    sought = ("measure__title", "comment")
