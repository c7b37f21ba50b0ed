"""Live blocks: what each says as of the plan's day, in a fixed number of queries, and frozen."""

import json
import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from planning.actions.approval import freeze
from planning.blocks import KINDS, Blocks, choices
from planning.blocks.pieces import as_html, as_json, from_json
from planning.contents import Contents
from planning.models import Attendance, Cost, FrozenBlock, Meeting, Plan
from sitis import paper
from sitis.richtext import Block, blocks, clean, from_markdown
from sitis.territory.models import Boundary, Population, TerritorialFigure
from tests.factories import NetworkItemFactory, OrpFactory, ServiceKindFactory
from tests.planning.counting import Queries
from tests.planning.factories import (
    GoalFactory,
    GroupFactory,
    MeasureFactory,
    MeetingFactory,
    NeedFactory,
    PlanFactory,
    PriorityFactory,
    SectionFactory,
    SwotItemFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory()


def blocks_of(plan):
    return Blocks(Contents(Plan.objects.for_lists().get(pk=plan.pk)))


def words(plan, kind, **options):
    """One block as a page shows it."""
    shown = blocks_of(plan)(None, Block("p-00000000", kind, options))
    return as_html(shown)


def square(west):
    ring = [[west, 49], [west + 1, 49], [west + 1, 50], [west, 50], [west, 49]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_every_kind_answers_for_a_plan_that_holds_nothing(plan):
    for kind in KINDS:
        assert "block-notice" in words(plan, kind), kind


def test_network_is_that_of_the_plans_day(plan):
    item = NetworkItemFactory(orp=plan.orp, amount=34, network__in_force=True)
    Plan.objects.filter(pk=plan.pk).update(data_day=item.network.valid_from)
    before = PlanFactory(data_day=date(2020, 1, 1), cycle__period_from=date(2021, 1, 1))

    assert item.service.name in words(plan, "services")
    assert ">34<" in words(plan, "network_totals")
    assert "block-notice" in words(plan, "services", form="neznámá")
    assert item.service.name not in words(before, "services")


def test_population_by_age_and_its_change(plan):
    for day, old in ((date(2020, 12, 31), 1000), (date(2025, 12, 31), 1200)):
        Population.objects.create(
            orp=plan.orp, day=day, age_from=65, age_to=None, count=old, source="vymyšleno"
        )
    Population.objects.create(
        orp=plan.orp, day=date(2030, 1, 1), age_from=65, age_to=None, count=9, source="vymyšleno"
    )

    page = words(plan, "population")

    assert "65 a více let" in page
    assert "+200" in page
    assert "+20" in page
    assert "<svg" in page
    assert "2030" not in page
    assert "block-notice" in words(plan, "population", since="1999")


def test_population_is_compared_with_what_was_counted_alike(plan):
    known = {
        date(2020, 12, 31): {(0, 14): 80, (65, None): 1000},
        date(2021, 3, 26): {(0, 14): 79, (65, None): 900},  # a census
        date(2023, 12, 31): {(65, None): 1050},
    }
    for day, ages in known.items():
        for (first, last), count in ages.items():
            Population.objects.create(
                orp=plan.orp, day=day, age_from=first, age_to=last, count=count, source="vymyšleno"
            )

    page = words(plan, "population")

    assert "31. 12. 2020" in page
    assert "+50" in page
    assert "0–14 let" in page  # not known in 2023, and not left out
    assert "berte s rezervou" not in page
    assert "berte s rezervou" in words(plan, "population", since="2021")


def test_needs_measures_and_swot_of_the_plan(plan):
    NeedFactory(plan=plan, code="N7", year=2028)
    NeedFactory(plan=plan, code="N8", year=2030)
    for number in (1, 2):
        priority = PriorityFactory(plan=plan, number=number)
        MeasureFactory(goal=GoalFactory(priority=priority), title=f"Opatření číslo {number}")
    SwotItemFactory(plan=plan)

    assert "N7" in words(plan, "needs", year="2028")
    assert "N8" not in words(plan, "needs", year="2028")
    assert "Opatření číslo 2" in words(plan, "measures", priority="P2")
    assert "Opatření číslo 1" not in words(plan, "measures", priority="P2")
    assert "Hustá síť terénních služeb" in words(plan, "swot")
    assert ("{{measures priority=P2}}") in dict(choices(plan))


def test_meetings_tell_sides_and_no_names(plan):
    meeting = MeetingFactory(group=GroupFactory(orp=plan.orp), state="held", place="Kyjov")
    Plan.objects.filter(pk=plan.pk).update(data_day=date(2026, 12, 1))
    for side in ("user", "user", "provider"):
        Attendance.objects.create(
            meeting=meeting, side=side, presence="present", name="Tajná Osoba"
        )

    page = words(plan, "meetings")

    assert "14. 10. 2026" in page.replace("\xa0", " ")
    assert '<td class="right">2</td>' in page
    assert "Tajná" not in page


def test_map_shows_the_orp(plan):
    Boundary.objects.create(level="orp", code=plan.orp_id, geometry=square(16), source="vymyšleno")

    assert "<svg" in words(plan, "map")


def test_map_is_drawn_in_one_order():
    for n in range(8):
        OrpFactory(code=f"90{n}", ruian_code=f"80{n}", name=f"Obec {n}")
        Boundary.objects.create(level="orp", code=f"90{n}", geometry=square(10 + n), source="x")

    drawn = words(PlanFactory(level="region"), "map")

    starts = [int(x) for x in re.findall(r'<path d="M(\d+) ', drawn)]
    assert len(set(starts)) == 8
    assert starts == sorted(starts)


def test_figures_take_the_best_origin(plan):
    for origin, value in (("typed", 5), ("imported", 7)):
        TerritorialFigure.objects.create(
            orp=plan.orp, year=2025, kind="home_care", measure="refused", value=value, origin=origin
        )

    page = words(plan, "figures")

    assert ">7<" in page
    assert ">5<" not in page
    assert "block-notice" in words(plan, "figures", measure="costs")


@pytest.mark.parametrize(
    ("kind", "options", "said"),
    [
        ("neznámý", {}, "Živý blok „neznámý“ neznáme"),
        ("needs", {"rok": "2028"}, "nezná volbu „rok“. Zná: kind, year"),
        ("needs", {"year": "2x"}, "nemůže být „2x“"),
    ],
)
def test_what_nobody_knows_is_told_in_its_place(plan, kind, options, said):
    assert said in words(plan, kind, **options)


def test_many_blocks_ask_as_often_as_one_of_each(plan):
    def asked(times):
        section = SectionFactory(plan=plan)
        lines = [f"{{{{{kind}}}}}" for kind in KINDS] * times
        section.text = from_markdown("\n\n".join(lines))
        section.save()
        with Queries() as found:
            shown = blocks_of(plan).html(section)
        assert shown.count("live-block") == len(lines)
        return len(found)

    assert asked(1) == asked(5) <= 25


def test_frozen_plan_shows_exactly_what_was_frozen(plan):
    SwotItemFactory(plan=plan, text="Silná <b>stránka</b>")
    MeetingFactory(group=GroupFactory(orp=plan.orp), state="held", place="Kyjov")
    Plan.objects.filter(pk=plan.pk).update(data_day=date(2026, 12, 1))
    plan.refresh_from_db()
    text = from_markdown("Úvod\n\n{{swot}}\n\n{{map}}\n\n{{meetings}}")
    section = SectionFactory(plan=plan, text=text)
    before = blocks_of(plan).html(section)

    freeze(plan, [])
    Plan.objects.filter(pk=plan.pk).update(
        state="approved", approved_on=date(2027, 1, 1), frozen_at=timezone.now(), major=1
    )
    plan.swot_items.all().delete()
    Meeting.objects.update(place="Hodonín")

    assert FrozenBlock.objects.filter(section=section).count() == 3
    assert ">Kyjov<" in before
    assert blocks_of(plan).html(section) == before
    assert "Silná &lt;b&gt;stránka" in before


@given(st.lists(st.lists(st.text(max_size=20), min_size=2, max_size=2), max_size=4), st.booleans())
def test_pieces_come_back_from_json_as_they_were(rows, wide):
    table = paper.Table(
        "Popisek", [paper.Column("a"), paper.Column("b", "right", 30)], rows, wide=wide, notes=["x"]
    )
    pieces = [paper.Text("<p>t</p>"), table, paper.Figure("Graf", "<svg></svg>", table)]

    kept = json.loads(json.dumps(as_json(pieces)))

    assert as_html(from_json(kept)) == as_html([*pieces[:2], from_json(as_json(pieces))[2]])
    assert as_json(from_json(kept)) == kept


def test_preview_cleans_renders_blocks_and_gives_markdown(client, people, plan):
    client.force_login(people["coordinator"])
    section = SectionFactory(plan=plan, code="uvod")
    url = reverse("planning:section-preview", args=[plan.pk, "uvod"])

    pasted = '<p class="MsoNormal"><b>Tučně</b><script>x()</script></p>'
    html = client.post(url, {"text": pasted, "text_format": "html"}).json()
    typed = client.post(url, {"text": "{{swot}}\n\n{{nic}}"}).json()
    long = client.post(url, {"text": "a" * 600_000})

    assert html["markdown"].strip() == "**Tučně**"
    assert "script" not in html["html"]
    assert "SWOT zatím nemá" in typed["html"]
    assert "„nic“ neznáme" in typed["html"]
    assert long.status_code == 413
    section.refresh_from_db()
    assert section.text == ""


def test_skeletons_of_the_template_name_known_blocks():
    from planning.template import sections

    named = {
        block.kind
        for level in ("orp", "district", "region")
        for regime in ("2014", "2026")
        for row in sections(level, regime)
        for block in blocks(clean(row.text))
    }
    assert named
    assert named <= set(KINDS)


def test_the_cost_plan_adds_measures_to_the_last_closed_year():
    plan = PlanFactory(level="region", data_day=date(2027, 3, 31))
    orp = OrpFactory()
    told = [
        *((2026, "costs", "", 1_000_000), (2026, "source", "obce", 400_000)),
        *((2027, "costs", "", 7_000_000), (2027, "source", "obce", 9_000_000)),  # not closed yet
    ]
    for year, measure, detail, value in told:
        TerritorialFigure.objects.create(
            orp=orp, year=year, kind="home_care", measure=measure, detail=detail, value=value,
            origin="typed",
        )  # fmt: skip
    kind = ServiceKindFactory(slug="home_care", name="pečovatelská služba")
    measure = MeasureFactory(goal__priority__plan=plan, service_kind=kind)
    Cost.objects.create(measure=measure, year=2029, source="municipality", amount=250_000)
    Cost.objects.create(
        measure=measure, year=2029, source="esf", amount=9_000_000, is_investment=True
    )

    [kinds, sources] = blocks_of(plan)(None, Block("p-00000000", "cost_plan", {}))
    grown = blocks_of(plan)(
        None, Block("p-00000000", "cost_plan", {"part": "kinds", "growth": "10"})
    )

    assert [column.title for column in kinds.columns][1:3] == [
        "2026 (tis.\xa0Kč)", "2028 (tis.\xa0Kč)",
    ]  # fmt: skip
    unspaced = [[cell.replace("\xa0", " ") for cell in row][:4] for row in kinds.rows]
    assert unspaced == [
        ["pečovatelská služba", "1 000", "1 000", "1 250"],
        ["celkem", "1 000", "1 000", "1 250"],
    ]
    assert sources.rows[0][:4] == ["obce", "400", "400", "650"]
    assert grown[0].rows[0][2].replace("\xa0", " ") == "1 210"
    assert "10 % ročně" in grown[0].notes[1]
    assert "nemůže být „99“" in words(plan, "cost_plan", growth="99")
