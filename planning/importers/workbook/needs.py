"""The sheet of needs: a row a need, two columns a year."""

from typing import Any

from django.utils.translation import gettext as _

from planning import facts
from planning.importers.workbook.columns import (
    NEEDS,
    Column,
    Row,
    Sheet,
    choices,
    columns_of,
    words_of,
)
from planning.models import Need, Plan
from providers.models import TargetGroup
from sitis.workbooks.values import number


def needs(plan: Plan, words: Any) -> Sheet:
    columns = _columns(plan, words)
    rows_of_plan = list(Need.objects.filter(plan=plan).for_table().select_related("theme"))
    beside = facts.facts_of_needs(rows_of_plan, plan.data_day)
    by_code: dict[str, list[Need]] = {}
    for need in sorted(rows_of_plan, key=lambda row: (len(row.code), row.code, row.year)):
        by_code.setdefault(need.code, []).append(need)
    rows = []
    for code, years in by_code.items():
        first = years[0]
        values = columns_of(first, columns)
        values["network"] = facts.amounts_in_words(beside[facts.key_of(first)].network)
        for need in years:
            values[f"proposal_{need.year}"] = str(need.get_proposal_display())
            values[f"change_{need.year}"] = need.change or None
        rows.append(Row(code, first, values))
    return Sheet(NEEDS, columns, rows)


def _columns(plan: Plan, words: Any) -> list[Column]:
    columns = [
        Column("kind", _("Druh služby"), 28, words=words.kinds, is_fixed=True),
        Column("form", _("Forma"), 14, words=words.forms, is_fixed=True),
        Column(
            "target_group",
            _("Cílová skupina"),
            28,
            words=words_of(TargetGroup.objects.named()),
            is_fixed=True,
        ),
        Column("unit", _("Jednotka"), 20, words=words.units, is_fixed=True),
        Column("municipality", _("Obec"), 18, words=words.towns),
        Column("place", _("Místo slovy"), 22, limit=200),
        Column("network", _("Dnes v síti"), 22, is_told=True),
    ]
    proposals = choices(Need.Proposal.choices)
    for year in plan.years:
        about = {"year": year}
        columns.append(Column(f"proposal_{year}", _("%(year)s návrh") % about, 14, words=proposals))
        columns.append(Column(f"change_{year}", _("%(year)s změna") % about, 12, number))
    importance = choices(Need._meta.get_field("importance").choices)
    return [
        *columns,
        Column("importance", _("Naléhavost"), 16, words=importance),
        Column("reason", _("Zdůvodnění"), 50, limit=20_000),
        Column("evidence", _("Čím je doloženo"), 20, words=choices(Need.Evidence.choices)),
        Column("evidence_text", _("Doklad"), 40, limit=500),
        Column("municipalities_say", _("Stanovisko obcí"), 40, limit=20_000),
        Column("theme", _("Téma"), 28, words=words.themes),
    ]
