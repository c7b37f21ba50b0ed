"""Approved reports for benchmarking, written in bulk from an invented world."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

from evaluation.benchmark import Order
from evaluation.models import (
    FormQuantity,
    FormVersion,
    Report,
    Snapshot,
    SnapshotRow,
    Term,
)
from providers.models import Provider, Service, ServiceKind
from tests.evaluation.worlds import region
from tests.factories import LONG_AGO, UserFactory

FORMS = {
    "residential": ["residential"], "ambulatory": ["ambulatory"], "field": ["field"],
    "outpatient": ["ambulatory", "field"], "several": ["residential", "field"],
}  # fmt: skip
CUTOFF = datetime(2026, 11, 1, 12, tzinfo=UTC)


def form_version(quantities) -> FormVersion:
    """A form in which each quantity is a field of the same name."""
    version, made = FormVersion.objects.get_or_create(
        code="test", defaults={"title": "Zkušební", "valid_from": date(2020, 1, 1)}
    )
    known = set(version.formquantitys.values_list("code", flat=True))
    FormQuantity.objects.bulk_create(
        FormQuantity(version=version, code=name, plus=[name])
        for name in sorted(quantities)
        if name not in known
    )
    return version


def approve(order: Order, *, occasion="actual_1", fillers=0) -> SimpleNamespace:
    """Write every input of ``order`` as an approved report; ``fillers`` are fields no quantity reads."""
    official = UserFactory()
    version = form_version({name for one in order.inputs for name in one.facts})
    terms = {year: _term(version, year, occasion) for year in {one.year for one in order.inputs}}
    services = _services(order)
    reports = Report.objects.bulk_create(
        Report(
            term=terms[one.year], service=services[one.service], state="approved",
            forms=FORMS[one.form], handed_in_at=moment(one.year), approved_at=moment(one.year),
            first_handed_in_at=moment(one.year),
        )
        for one in order.inputs
    )  # fmt: skip
    snapshots = Snapshot.objects.bulk_create(
        Snapshot(
            report=report,
            number=1,
            moment=report.approved_at,
            approved_by=official,
            sha256="0" * 64,
        )
        for report in reports
    )
    SnapshotRow.objects.bulk_create(
        (
            SnapshotRow(
                snapshot=snapshot, code=code, standing="value", number=number, source="typed"
            )
            for snapshot, one in zip(snapshots, order.inputs, strict=True)
            for code, number in (*one.facts.items(), *((f"x.{at}", at) for at in range(fillers)))
        ),
        batch_size=5000,
    )
    return SimpleNamespace(services=services, terms=terms, official=official, version=version)


def moment(year: int) -> datetime:
    return datetime(year + 1, 3, 1, 12, tzinfo=UTC)


def _term(version, year, occasion):
    return Term.objects.get_or_create(
        year=year, occasion=occasion,
        defaults={
            "form_version": version, "opens_at": datetime(year + 1, 1, 4, 8, tzinfo=UTC),
            "closes_at": datetime(year + 1, 2, 5, 15, tzinfo=UTC), "state": "closed",
            "data_day": date(year, 12, 31),
        },
    )[0]  # fmt: skip


def _services(order: Order) -> dict[str, Service]:
    """Services of ``order`` by identifier; those that exist already are left as they are."""
    for slug in {one.kind for one in order.inputs}:
        ServiceKind.objects.get_or_create(slug=slug, defaults={"name": slug.replace("_", " ")})
    kinds = {kind.slug: kind for kind in ServiceKind.objects.all()}
    known = set(Provider.objects.values_list("ico", flat=True))
    icos = sorted({one.provider for one in order.inputs} - known)
    Provider.objects.bulk_create(Provider(name=f"Poskytovatel {ico}", ico=ico) for ico in icos)
    providers = {row.ico: row for row in Provider.objects.all()}
    known = set(Service.objects.values_list("identifier", flat=True))
    rows = {one.service: one for one in order.inputs if one.service not in known}
    Service.objects.bulk_create(
        Service(
            provider=providers[one.provider], identifier=identifier, kind=kinds[one.kind],
            name=f"Služba {identifier}", provided_from=LONG_AGO,
        )
        for identifier, one in sorted(rows.items())
    )  # fmt: skip
    wanted = {one.service for one in order.inputs}
    return {row.identifier: row for row in Service.objects.filter(identifier__in=wanted)}


def approved_region(services=60, years=(2025,), seed=1, **more):
    return approve(region(services, years, seed), **more)
