"""Benchmarking in ``/sprava/``: every run, input, result and answer is found and exported there."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from evaluation.admin.base import EvaluationAdmin
from evaluation.indicators import say
from evaluation.models import (
    Answer,
    Band,
    BenchmarkRun,
    ChangeText,
    Exclusion,
    Explanation,
    GroupResult,
    PlaceResult,
    PlaceValue,
    RunInput,
    RunKind,
    RunParameter,
    RunResult,
    RunValue,
    Sheet,
    Threshold,
)


@admin.register(BenchmarkRun)
class BenchmarkRunAdmin(EvaluationAdmin):
    list_display = [
        *("title", "year", "number", "occasion", "state", "formula_version", "cutoff"),
        *("computed_at", "frozen_at", "frozen_by", "sha256"),
    ]
    list_filter = ["state", "year", "occasion"]
    list_select_related = ["frozen_by"]
    exclude = ["secret"]
    sought = ("title", "note")


@admin.register(Threshold)
class ThresholdAdmin(EvaluationAdmin):
    list_display = [
        *("meaning", "indicator", "kind", "form", "value", "valid_from", "valid_to"),
        *("legal_source", "consequence"),
    ]
    list_filter = ["meaning", "indicator", "kind", "form", "consequence"]
    sought = ("indicator", "kind", "legal_source")


class OfRunAdmin(EvaluationAdmin):
    list_filter = ["run__year", "run__state", "run"]
    list_select_related = ["run"]


@admin.register(RunKind)
class RunKindAdmin(OfRunAdmin):
    list_display = ["kind", "year", "is_shared", "run"]
    list_filter = ["is_shared", *OfRunAdmin.list_filter]
    sought = ("kind",)


@admin.register(RunParameter)
class RunParameterAdmin(OfRunAdmin):
    list_display = ["meaning", "indicator", "kind", "form", "value", "source", "run"]
    list_filter = ["meaning", "indicator", *OfRunAdmin.list_filter]
    sought = ("indicator", "kind", "source")


@admin.register(Exclusion)
class ExclusionAdmin(OfRunAdmin):
    list_display = ["service", "reason", "effect", "by", "at", "run"]
    list_select_related = ["run", "service", "by"]
    sought = ("service__name", "service__identifier", "reason")


@admin.register(Explanation)
class ExplanationAdmin(OfRunAdmin):
    list_display = ["service", "indicator", "text", "by", "at", "run"]
    list_select_related = ["run", "service", "by"]
    sought = ("service__name", "service__identifier", "text")


@admin.register(RunInput)
class RunInputAdmin(OfRunAdmin):
    list_display = [
        *("service", "provider", "year", "kind", "form", "group", "size", "cell"),
        *("is_excluded", "snapshot", "run"),
    ]
    list_filter = ["kind", "form", "is_excluded", "year", *OfRunAdmin.list_filter]
    list_select_related = ["run", "service", "provider", "snapshot__report__term"]
    sought = ("service__name", "service__identifier", "provider__name", "kind")

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).select_related("snapshot__report__service")


@admin.register(RunValue)
class RunValueAdmin(EvaluationAdmin):
    list_display = ["service", "year", "quantity", "number", "run"]
    list_filter = ["quantity", "input__year", "input__kind", "input__run"]
    list_select_related = ["input__service", "input__run"]
    sought = ("input__service__name", "input__service__identifier", "quantity")

    @admin.display(description=_("služba"))
    def service(self, row: RunValue) -> str:
        return str(row.input.service)

    @admin.display(description=_("rok"))
    def year(self, row: RunValue) -> str:
        return str(row.input.year)

    @admin.display(description=_("srovnání"))
    def run(self, row: RunValue) -> str:
        return str(row.input.run)


@admin.register(RunResult)
class RunResultAdmin(EvaluationAdmin):
    list_display = [
        *("service", "year", "indicator", "value", "why", "flag", "rank", "counts", "run"),
    ]
    list_filter = ["indicator", "flag", "input__kind", "input__year", "input__run"]
    list_select_related = ["input__service", "input__run"]
    sought = ("input__service__name", "input__service__identifier", "indicator")

    @admin.display(description=_("služba"))
    def service(self, row: RunResult) -> str:
        return str(row.input.service)

    @admin.display(description=_("rok"))
    def year(self, row: RunResult) -> str:
        return str(row.input.year)

    @admin.display(description=_("proč chybí"))
    def why(self, row: RunResult) -> str:
        return say(row.why_not)

    @admin.display(description=_("srovnání"))
    def run(self, row: RunResult) -> str:
        return str(row.input.run)


@admin.register(GroupResult)
class GroupResultAdmin(OfRunAdmin):
    list_display = [
        *("cell", "indicator", "n", "providers", "q1", "median", "q3", "minimum", "maximum"),
        *("mean", "weighted_mean", "level", "hidden", "run"),
    ]
    list_filter = ["indicator", "kind", "level", *OfRunAdmin.list_filter]
    sought = ("cell", "indicator")


@admin.register(PlaceValue)
class PlaceValueAdmin(OfRunAdmin):
    list_display = ["orp", "kind", "unit", "quantity", "number", "run"]
    list_filter = ["quantity", "kind", "orp", *OfRunAdmin.list_filter]
    list_select_related = ["run", "orp"]
    sought = ("orp__name", "kind", "quantity")


@admin.register(PlaceResult)
class PlaceResultAdmin(OfRunAdmin):
    list_display = ["orp", "kind", "unit", "indicator", "value", "why", "is_told", "run"]
    list_filter = ["indicator", "kind", "orp", "is_told", *OfRunAdmin.list_filter]
    list_select_related = ["run", "orp"]
    sought = ("orp__name", "kind", "indicator")

    @admin.display(description=_("proč chybí"))
    def why(self, row: PlaceResult) -> str:
        return say(row.why_not)


@admin.register(Band)
class BandAdmin(OfRunAdmin):
    list_display = ["cell", "indicator", "q1", "q3", "n", "run"]
    list_filter = ["indicator", "kind", *OfRunAdmin.list_filter]
    sought = ("cell", "indicator")


@admin.register(Answer)
class AnswerAdmin(EvaluationAdmin):
    list_display = [
        *("service", "indicator", "text", "state", "question", "by", "moment", "settled_by"),
    ]
    list_filter = ["state", "result__indicator", "result__input__run"]
    list_select_related = ["result__input__service", "by", "settled_by"]
    sought = ("text", "question", "result__input__service__name")

    @admin.display(description=_("služba"))
    def service(self, row: Answer) -> str:
        return str(row.result.input.service)

    @admin.display(description=_("indikátor"))
    def indicator(self, row: Answer) -> str:
        return str(row.result.indicator)


@admin.register(Sheet)
class SheetAdmin(OfRunAdmin):
    list_display = ["service", "conclusion", "text", "next_check_on", "run"]
    list_filter = ["conclusion", *OfRunAdmin.list_filter]
    list_select_related = ["run", "service"]
    sought = ("service__name", "service__identifier", "text")


@admin.register(ChangeText)
class ChangeTextAdmin(OfRunAdmin):
    list_display = ["service", "kind", "shown", "run"]
    list_select_related = ["run", "service"]
    sought = ("service__name", "kind", "computed", "edited")
