"""A region full of planning: every kind of row of every plan, as many as one asks for.

Written in bulk, for tests that ask whether pages cost the same however much stands in them.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile
from django.utils import timezone

from planning.actions.cycles import open_cycle
from planning.actions.plans import start_plans
from planning.blocks import KINDS
from planning.models import (
    Activity,
    AgendaItem,
    Attendance,
    Comment,
    Cost,
    Cycle,
    EarlierPriority,
    Exemption,
    Fate,
    Goal,
    Group,
    HandIn,
    Hypothesis,
    HypothesisAnswer,
    Indicator,
    Measure,
    Meeting,
    MeetingFile,
    MeetingTask,
    Member,
    Need,
    Plan,
    PlanWorkbook,
    Priority,
    ProcedureFact,
    Progress,
    Section,
    SwotItem,
    Theme,
)
from providers.models import NetworkItem, Service
from sitis.richtext import from_markdown
from sitis.territory.models import TerritorialFigure
from sitis.workdays import PRAGUE
from tests.factories import (
    DistrictFactory,
    FormFactory,
    MunicipalityFactory,
    NetworkItemFactory,
    OrpFactory,
    ServiceKindFactory,
    TargetGroupFactory,
    UnitFactory,
)

BATCH = 2_000
KIND_SLUGS = [("home_care", "4"), ("home_for_seniors", "13"), ("counselling", "37")]


def bulk(model, rows):
    return model.objects.bulk_create(rows, batch_size=BATCH)


def places(orps):
    """``orps`` ORPs, three in an okres; the first is ORP Kyjov of okres Hodonín."""
    OrpFactory()
    for at in range(1, orps):
        okres = at // 3
        code = "CZ0645" if okres == 0 else f"CZ07{okres:02}"
        district = DistrictFactory(
            code=code, ruian_code=str(3706 + okres), name=f"Okres {okres}" if okres else "Hodonín"
        )
        OrpFactory(
            code=f"63{at:02}",
            ruian_code=str(1500 + at),
            name=f"Místo {at}",
            seat_code=str(590_000 + at),
            district=district,
        )


def cycles(count, by):
    """The newest is open and in work, those before it are closed; each with all its plans."""
    found, previous = [], None
    for at in range(count, 0, -1):
        year = 2028 - 5 * (at - 1)
        cycle = Cycle(
            name=f"Plány {year}–{year + 4}",
            period_from=date(year, 1, 1),
            period_to=date(year + 4, 12, 31),
            regime="2026" if at == 1 else "2014",
            previous=previous,
        )
        open_cycle(cycle, by=by)
        start_plans(cycle, by=by, data_day=date(2026, 9, 30))
        Cycle.objects.filter(pk=cycle.pk).update(state="open" if at == 1 else "closed")
        found.append(cycle)
        previous = cycle
    old = Plan.objects.exclude(cycle=found[-1])
    old.update(state="approved", major=1, approved_on=date(2022, 12, 1), frozen_at=timezone.now())
    return found


class Crowd:
    """``rows`` of everything in each plan, of which ``have`` stand there already."""

    def __init__(self, rows, have=0):
        self.numbers = range(have + 1, rows + 1)
        self.kinds = [
            ServiceKindFactory(slug=slug, rpss_code=code, name=slug) for slug, code in KIND_SLUGS
        ]
        self.form, self.unit = FormFactory(), UnitFactory()
        self.fte = UnitFactory(slug="direct_care_fte", rpss_code="", name="úvazek v přímé péči")
        self.group = TargetGroupFactory()
        self.town = MunicipalityFactory()

    def fill(self):
        self.plans = list(Plan.objects.select_related("cycle", "orp", "district"))
        self.themes = bulk(
            Theme,
            [
                Theme(slug=f"tema-{n}", name=f"Téma {n}", kind="group", audience="seniors")
                for n in self.numbers
            ],
        )
        self.network()
        self.needs()
        self.strategy()
        self.swot()
        self.around()
        self.fates()
        self.meetings()

    def network(self):
        first = NetworkItem.objects.first() or NetworkItemFactory(
            network__in_force=True, unit=self.fte, service__kind=self.kinds[0]
        )
        services = bulk(
            Service,
            [
                Service(
                    provider=first.service.provider,
                    identifier=f"{9_700_000 + n}",
                    kind=self.kinds[n % 3],
                    name=f"Služba {n}",
                    provided_from=date(2015, 1, 1),
                )
                for n in self.numbers
            ],
        )
        bulk(
            NetworkItem,
            [
                NetworkItem(
                    network=first.network,
                    service=service,
                    form=self.form,
                    orp=first.orp,
                    category=first.category,
                    unit=self.fte,
                    amount=3,
                )
                for service in services
            ],
        )
        self.item = first

    def needs(self):
        bulk(
            Need,
            [
                Need(
                    plan=plan,
                    code=f"N{n}",
                    kind=self.kinds[n % 3],
                    form=self.form,
                    target_group=self.group if n % 2 else None,
                    year=plan.years[n % len(plan.years)],
                    proposal="more",
                    change=Decimal(3),
                    unit=self.fte,
                    municipality=self.town if plan.orp_id == self.town.orp_id else None,
                    place=f"místo {n}",
                    reason="Čekárna se zdvojnásobila.",
                    evidence="waiting",
                    theme=self.themes[n % len(self.themes)],
                )
                for plan in self.plans
                for n in self.numbers
            ],
        )

    def strategy(self):
        """A priority with one goal and one measure with all its parts for each number."""
        many = [(plan, n) for plan in self.plans for n in self.numbers]
        priorities = bulk(
            Priority,
            [
                Priority(plan=plan, number=n, kind="group", audience="seniors", title=f"Doma {n}")
                for plan, n in many
            ],
        )
        goals = bulk(Goal, [Goal(priority=one, number=1, title="Péče") for one in priorities])
        dated = [
            {"starts_on": plan.cycle.period_from, "ends_on": plan.cycle.period_to}
            for plan, _n in many
        ]
        measures = bulk(
            Measure,
            [
                Measure(
                    goal=goal,
                    number=1,
                    title="Rozšířit",
                    kind="growth",
                    responsible="město",
                    service_kind=self.kinds[0],
                    form=self.form,
                    unit=self.fte,
                    change=1,
                    change_year=days["starts_on"].year,
                    **days,
                )
                for goal, days in zip(goals, dated, strict=True)
            ],
        )
        bulk(
            Activity,
            [
                Activity(measure=one, number=1, title="Přijmout", **days)
                for one, days in zip(measures, dated, strict=True)
            ],
        )
        bulk(
            Indicator,
            [
                Indicator(
                    measure=one, name="úvazky", unit="úvazek", baseline=1,
                    baseline_year=2026, target=2, target_year=2032,
                )
                for one in measures
            ],
        )  # fmt: skip
        bulk(Cost, [Cost(measure=one, year=2028, source="101a", amount=5) for one in measures])
        bulk(Progress, [Progress(measure=one, year=2024, state="running") for one in measures])
        tags = Priority.themes.through
        bulk(tags, [tags(priority=one, theme=self.themes[0]) for one in priorities])
        linked = Measure.needs.through
        of_plan = {}
        for need in Need.objects.filter(code=f"N{self.numbers[0]}"):
            of_plan[need.plan_id] = need
        bulk(
            linked,
            [
                linked(measure=one, need=of_plan[plan.pk])
                for one, (plan, _n) in zip(measures, many, strict=True)
            ],
        )
        own = [one for one, (plan, _n) in zip(measures, many, strict=True) if plan.orp_id]
        items = Measure.network_items.through
        bulk(items, [items(measure=one, networkitem=self.item) for one in own[: len(self.numbers)]])

    def swot(self):
        rows = bulk(
            SwotItem,
            [
                SwotItem(plan=plan, side=side, text=f"Položka {n}", order=n)
                for plan in self.plans
                for n in self.numbers
                for side in ("strength", "threat")
            ],
        )
        tags = SwotItem.themes.through
        bulk(tags, [tags(swotitem=one, theme=self.themes[0]) for one in rows])

    def around(self):
        """What stands beside rows of plans: figures, earlier priorities, comments, workbooks."""
        newest = max(self.plans, key=lambda plan: plan.cycle.period_from).cycle
        mine = [plan for plan in self.plans if plan.cycle == newest]
        orps = [plan.orp for plan in mine if plan.orp_id]
        bulk(
            TerritorialFigure,
            [
                TerritorialFigure(
                    orp=orp, year=2020 + n % 6, kind=KIND_SLUGS[n % 3][0], measure="source",
                    detail=f"zdroj {n}", value=n, origin="typed",
                )
                for orp in orps
                for n in self.numbers
            ],
        )  # fmt: skip
        bulk(
            EarlierPriority,
            [
                EarlierPriority(cycle=newest, orp=orp, plan_name="Minulý", title=f"Doma {n}")
                for orp in orps
                for n in self.numbers
            ],
        )
        put = bulk(
            Hypothesis,
            [Hypothesis(cycle=newest, theme=one, statement="Chybí péče.") for one in self.themes],
        )
        bulk(
            HypothesisAnswer,
            [
                HypothesisAnswer(hypothesis=one, plan=plan, verdict="confirmed", reason="Ano.")
                for one in put
                for plan in mine
                if plan.orp_id and plan.orp_id != "6210"
            ],
        )
        day = date(2027, 3, 1)
        bulk(
            Comment,
            [
                Comment(plan=plan, number=n, author_type="citizen", received_on=day, text="Text")
                for plan in mine
                for n in self.numbers
            ],
        )
        bulk(
            ProcedureFact,
            [
                ProcedureFact(plan=plan, kind="start", day=day, note=str(n))
                for plan in mine
                for n in self.numbers
            ],
        )
        if HandIn.objects.filter(state="handed_in").exists():
            return
        bulk(
            Exemption, [Exemption(plan=one, item="39a.1", reason="Plán je první.") for one in mine]
        )
        sent = HandIn.objects.exclude(plan__level="region").exclude(plan__orp="6210")
        sent.exclude(plan__district="CZ0645").update(
            state="handed_in", handed_in_at=datetime(2027, 1, 4, 9, tzinfo=PRAGUE)
        )
        marks = "\n\n".join(f"{{{{{slug}}}}}" for slug in KINDS)
        for section in Section.objects.filter(order=1):
            section.text = from_markdown(marks)
            section.save()

    def fates(self):
        """Every okres and the region decide on each input of their ORPs."""
        at = {(plan.cycle_id, plan.level, plan.district_id): plan for plan in self.plans}
        rows = []
        for need in Need.objects.filter(
            plan__level="orp", code__in=[f"N{n}" for n in self.numbers]
        ).select_related("plan__orp"):
            plan = need.plan
            okres = at[plan.cycle_id, "district", plan.orp.district_id]
            rows.append(Fate(plan=okres, need=need, verdict="refused", reason="Jen místní."))
        bulk(Fate, rows)

    def meetings(self):
        owners = [{"level": "region"}, {"level": "orp", "orp_id": "6210"}]
        owners.append({"level": "district", "district_id": "CZ0645"})
        since = date(2026, 1, 1)
        for owner in owners:
            made = bulk(
                Group,
                [
                    Group(kind="working", name=f"Skupina {n}", valid_from=since, **owner)
                    for n in self.numbers
                ],
            )
            first = Group.objects.filter(**owner).order_by("pk")[0]
            members = bulk(
                Member,
                [
                    Member(group=first, name=f"Jana {n}", side="user", valid_from=since)
                    for n in self.numbers
                ],
            )
            for group in made:
                Member.objects.create(group=group, name="A", side="provider", valid_from=since)
            self._one_meeting(first, members)

    def _one_meeting(self, group, members):
        day = datetime(2026, 10, 14, 9, tzinfo=PRAGUE)
        bulk(
            Meeting,
            [Meeting(group=group, number=n, starts_at=day + timedelta(n)) for n in self.numbers],
        )
        meeting = Meeting.objects.filter(group=group).order_by("pk")[0]
        bulk(
            Attendance,
            [
                Attendance(meeting=meeting, member=one, name=one.name, side=one.side)
                for one in members
            ],
        )
        file = ContentFile(b"%PDF-1.7", "listina.pdf")
        for model, extra in (
            (AgendaItem, lambda n: {"order": n, "title": f"Bod {n}"}),
            (MeetingTask, lambda n: {"what": f"Úkol {n}", "who": "Jana"}),
            (MeetingFile, lambda n: {"title": f"Příloha {n}", "file": file}),
        ):
            rows = [model(meeting=meeting, **extra(n)) for n in self.numbers]
            if model is MeetingFile:
                rows[0].save()
                for row in rows[1:]:
                    row.file = rows[0].file.name
                rows = rows[1:]
            bulk(model, rows)


def workbook(plan, by):
    return PlanWorkbook.objects.create(
        plan=plan, file=ContentFile(b"PK", "sesit.xlsx"), file_name="sesit.xlsx", by=by,
        uploaded_at=timezone.now(), expires_at=timezone.now() + timedelta(9),
    )  # fmt: skip
