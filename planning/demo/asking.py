"""Hypotheses with answers of ORPs, and priorities of earlier plans to count beside ours."""

from datetime import timedelta
from typing import Any

from planning.demo.texts.priorities import PRIORITIES
from planning.demo.world import World
from planning.models import Cycle, EarlierPriority, Hypothesis, HypothesisAnswer, Plan
from sitis.history import write_links_history

Verdict = HypothesisAnswer.Verdict
STATEMENTS = {
    "evenings_weekends": "Pomoc doma večer a o víkendu chybí ve většině správních obvodů a rodiny ji nahrazují z vlastních sil.",
    "staffing": "Rozvoj terénních služeb brzdí víc nedostatek pracovníků než nedostatek peněz.",
    "mental_health": "Lidé s vážným duševním onemocněním mají pravidelnou podporu v terénu jen v blízkosti velkých měst.",
    "respite": "Odlehčovací pobyt v náhlé situaci nelze v žádném správním obvodu získat do jednoho týdne.",
}
REASONS = {
    Verdict.CONFIRMED: (
        "Potvrzují to zápisy pracovních skupin i přehled odmítnutých zájemců.",
        "Stejnou zkušenost mají poskytovatelé i sociální pracovníci města.",
        "Platí pro celé území kromě samotného města.",
    ),
    Verdict.REFUTED: (
        "U nás to neplatí, službu zajišťuje od loňska sousední poskytovatel.",
        "Potíž je jinde: chybí spíš doprava než služba samotná.",
    ),
    Verdict.UNKNOWN: ("Nemáme k tomu dost údajů, odpovíme po jednání skupiny.",),
}
CLOSED = "Tvrzení se potvrdilo ve většině území, kraj s ním počítá při tvorbě opatření."
EARLIER = "Komunitní plán (smyšlený)"


def set_hypotheses(world: World, cycle: Cycle, plans: list[Plan]) -> None:
    """The last one is closed already."""
    pen = world.pen(world.day - timedelta(days=40))
    asked = [(slug, text) for slug, text in STATEMENTS.items() if slug in world.themes]
    rows = [
        Hypothesis(
            cycle=cycle,
            theme=world.themes[slug],
            statement=text,
            due_on=world.day + timedelta(days=12 * (at + 1) - 60 * (at == len(asked) - 1)),
            closed_on=world.day - timedelta(days=3) if at == len(asked) - 1 else None,
            conclusion=CLOSED if at == len(asked) - 1 else "",
        )
        for at, (slug, text) in enumerate(asked)
    ]
    pen.make(Hypothesis, rows)
    answers = []
    for at, row in enumerate(rows):
        for plan in plans:
            random = world.random("answer", at, plan.orp_id)
            if row.closed_on is None and random.random() < 0.3 + 0.15 * at:
                continue
            [verdict] = random.choices(list(Verdict), (7, 2, 1))
            reason = random.choice(REASONS[verdict])
            answers.append(
                HypothesisAnswer(hypothesis=row, plan=plan, verdict=verdict, reason=reason)
            )
    world.pen(world.day - timedelta(days=5)).make(HypothesisAnswer, answers)


def set_earlier_priorities(world: World, cycles: list[Cycle]) -> None:
    """Four of each ORP's plan before the cycle, typed as a list."""
    rows, themes = [], []
    for cycle in cycles:
        first = cycle.period_from.year
        for orp in world.orps:
            random = world.random("earlier", first, orp.code)
            for rank, text in enumerate(random.sample(PRIORITIES, 4), start=1):
                rows.append(
                    EarlierPriority(
                        cycle=cycle,
                        orp=orp,
                        plan_name=f"{EARLIER}: ORP {orp.name}",
                        years=f"{first - 4}–{first - 1}",
                        title=random.choice(text.goals),
                        rank=rank,
                    )
                )
                themes.append(random.choice(OF_PRIORITY[text.code]))
    world.pen(world.day - timedelta(days=60)).make(EarlierPriority, rows)
    through: Any = EarlierPriority.themes.through
    through.objects.bulk_create(
        [
            through(earlierpriority_id=row.pk, theme_id=world.themes[slug].pk)
            for row, slug in zip(rows, themes, strict=True)
        ],
        batch_size=500,
    )
    write_links_history(EarlierPriority, [row.pk for row in rows])


#: Themes that a priority of the pool usually speaks of.
OF_PRIORITY = {
    "P1": ("planning", "municipal_funding", "informing"),
    "P2": ("staffing", "health_social", "quality"),
    "P3": ("home_support", "respite", "dementia", "evenings_weekends"),
    "P4": ("independent_living", "mental_health", "autism"),
    "P5": ("families", "youth", "leaving_care"),
    "P6": ("homeless", "debts", "crisis", "addictions"),
}
