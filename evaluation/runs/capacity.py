"""What a coordinator sees of services by name: capacity, clients and refusals, nothing of money."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from evaluation.models import BenchmarkRun, ComparedForm, Report, RunInput, RunValue, Snapshot
from evaluation.runs.collect import RESIDENCE
from evaluation.runs.formulas import counted, formulas_of, numbers_of
from evaluation.runs.seen import shared_kinds
from providers.models import Service
from sitis.accounts.models import Role

#: Quantities that the region tells the ORP by name.
BY_NAME = (
    "beds_average",
    "units_network",
    "fte_direct",
    "users",
    "refused_capacity",
    "refused_total",
)


@dataclass
class NamedCapacity:
    service: Service
    values: dict[str, Decimal] = field(default_factory=dict)
    residents: Decimal | None = None  # clients who lived in the ORP that is looked at

    @property
    def units(self) -> Decimal | None:
        """Beds, else man-years in direct care."""
        return self.values.get("beds_average", self.values.get("fte_direct"))


def of_orps(run: BenchmarkRun, user: Any) -> list[NamedCapacity]:
    """Services placed in the coordinator's ORPs or reaching them, of shared kinds, by their forms."""
    orps = user.held_for(Role.ORP_COORDINATOR)
    here = Service.objects.in_orps(list(orps)).values("pk")
    rows = RunInput.objects.of_year(run).filter(service__in=here, kind__in=shared_kinds(run))
    rows = rows.exclude(form=ComparedForm.WHOLE).select_related(
        "service__provider", "service__kind"
    )
    values: dict[int, dict[str, Decimal]] = defaultdict(dict)
    numbers = RunValue.objects.filter(input__in=rows, quantity__in=BY_NAME)
    for pk, name, number in numbers.values_list("input", "quantity", "number"):
        values[pk][name] = number
    return [NamedCapacity(row.service, values[row.pk]) for row in rows.order_by("service__name")]


def of_reports(reports: Iterable[Report], orp: str = "") -> list[NamedCapacity]:
    """What the newest snapshots of approved ``reports`` say; rows loaded by ``for_lists``.

    Only fields of the quantities told by name are read, so nothing else can get out.
    """
    rows = {row.pk: row for row in reports}
    newest = Snapshot.objects.filter(report__in=list(rows)).newest()
    of_snapshot = dict(newest.order_by().values_list("pk", "report"))
    versions: dict[int, list[int]] = defaultdict(list)
    for snapshot, report in of_snapshot.items():
        versions[rows[report].term.form_version_id].append(snapshot)
    found = {}
    for version, snapshots in versions.items():
        formulas, home = formulas_of(version, BY_NAME), f"{RESIDENCE}{orp}"
        codes = formulas.codes
        for snapshot, numbers in numbers_of(snapshots, codes | {home} if orp else codes):
            report = rows[of_snapshot[snapshot]]
            found[report.pk] = NamedCapacity(
                report.service, counted(formulas, numbers), numbers.get(home)
            )
    return [found[pk] for pk in rows if pk in found]
