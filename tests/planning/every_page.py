"""Every page under ``/planovani/`` for one person, with the queries each of them asks."""

import re

from django.core.cache import cache
from django.urls import reverse

from planning.models import (
    Activity,
    AgendaItem,
    Comment,
    Cycle,
    EarlierPriority,
    Goal,
    Group,
    Hypothesis,
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
    Step,
    SwotItem,
    Theme,
)
from planning.tracing import inputs_of
from planning.urls import urlpatterns
from sitis.territory.models import TerritorialFigure
from tests.planning.counting import Queries

#: Addresses that are files, or are only written to: no page to look at.
NO_PAGES = {
    *("cycle-move", "cycle-start", "matrix-export", "matrix-remind"),
    *("section-draft", "section-preview", "need-export", "figure-template", "figure-confirm"),
    *("swot-move", "measure-export", "workbook-template", "workbook-marked", "workbook-drop"),
    *("theme-export", "settlement-table", "fact-file", "plan-docx", "plan-preview"),
    *("plan-tables", "meeting-file", "meeting-move"),
}
#: First part of an address that bears a key -> whose key it is and how its plan is found.
OF_A_PLAN = {
    "potreby": (Need, "plan"),
    "swot": (SwotItem, "plan"),
    "priority": (Priority, "plan"),
    "cile": (Goal, "priority__plan"),
    "opatreni": (Measure, "goal__priority__plan"),
    "aktivity": (Activity, "measure__goal__priority__plan"),
    "indikatory": (Indicator, "measure__goal__priority__plan"),
    "plneni": (Progress, "measure__goal__priority__plan"),
    "projednani": (ProcedureFact, "plan"),
    "pripominky": (Comment, "plan"),
    "sesity": (PlanWorkbook, "plan"),
}
REMOVED = {
    "priorita": "priority",
    "cil": "cile",
    "opatreni": "opatreni",
    "aktivita": "aktivity",
    "indikator": "indikatory",
}


def first(rows):
    return rows.order_by("pk").values_list("pk", flat=True).first()


def addresses(plan, user):
    """Name of each page -> its addresses with keys of rows of ``plan`` and of ``user``'s groups."""
    own = Group.objects.editable_by(user)
    meeting = Meeting.objects.filter(group__in=own)
    keys = {
        "plany": plan.pk,
        "cykly": plan.cycle_id,
        "kroky": first(Step.objects.filter(cycle=plan.cycle)),
        "odevzdani": first(plan.hand_ins.all()),
        "udaje": first(TerritorialFigure.objects.filter(orp="6210")),
        "drivejsi": first(EarlierPriority.objects.filter(orp="6210")),
        "hypotezy": first(Hypothesis.objects.all()),
        "skupiny": first(own),
        "setkani": first(meeting),
        "clenove": first(Member.objects.filter(group__in=own)),
        "body": first(AgendaItem.objects.filter(meeting__in=meeting)),
        "ukoly": first(MeetingTask.objects.filter(meeting__in=meeting)),
        "prilohy": first(MeetingFile.objects.filter(meeting__in=meeting)),
    }
    keys |= {name: first(model.objects.filter(**{path: plan})) for name, (model, path) in
             OF_A_PLAN.items()}  # fmt: skip
    for pattern in urlpatterns:
        if pattern.name not in NO_PAGES:
            for given in _arguments(str(pattern.pattern), keys, plan):
                url = reverse(f"planning:{pattern.name}", kwargs=given)
                yield pattern.name, url + _choice(pattern.name, plan)


def _choice(page, plan):
    """What was ticked on the page before."""
    if page == "theme-priority":
        ticked = [f"tema={pk}" for pk in Theme.objects.order_by("pk").values_list("pk", flat=True)]
        return f"?{'&'.join(ticked[:50])}"
    if page == "input-merge" and plan.level != "orp":
        alike = inputs_of(Need, plan).order_by("pk")
        first = alike.first()
        same = ("kind", "form", "target_group", "unit", "year")
        if first:
            alike = alike.filter(
                **{name: getattr(first, f"{name}_id", first.year) for name in same}
            )
        return f"?{'&'.join(f'vyber=need-{row.pk}-0' for row in alike[:50])}"
    return ""


def _arguments(route, keys, plan):
    if "odebrat/(?P<what>" in route:
        return [{"what": what, "pk": keys[name]} for what, name in REMOVED.items() if keys[name]]
    names = re.findall(r"<(?:\w+:)?(\w+)>", route)
    stem = "drivejsi" if route.startswith("temata/drivejsi") else route.split("/")[0]
    others = Plan.objects.filter(level=plan.level, orp=plan.orp_id, district=plan.district_id)
    known = {
        "pk": keys.get(stem),
        "slug": Theme.objects.order_by("pk").values_list("slug", flat=True).first(),
        "code": "39a.1" if "kontrola" in route else plan.sections.get(order=1).code,
        "plan": plan.pk,
        "other": first(others.exclude(pk=plan.pk)),
        "step": None,
    }
    if "step" in names:
        steps = ["hand_in", "take_back", "return", "accept"]
        if stem == "plany":
            steps = list(Plan.Move.values)
        return [{"pk": known["pk"], "step": step} for step in steps if known["pk"]]
    given = {name: known[name] for name in names}
    return [] if None in given.values() else [given]


def asked(client, plan, user, seen):
    """Name and address of each page that answers and was not ``seen``, and its queries."""
    client.force_login(user)
    client.get("/prostor/")  # what is loaded once is loaded
    for name, url in addresses(plan, user):
        if url in seen:
            continue
        seen.add(url)
        cache.clear()
        with Queries() as queries:
            answer = client.get(url)
        if answer.status_code == 200:
            yield name, url.partition("?")[0], len(queries)


def pages_of(person):
    """The plans that a person of the role looks into, the own draft first."""
    newest = Cycle.objects.order_by("-period_from").first()
    orp = {"level": "orp", "orp": "6210"}
    okres = {"level": "district", "district": "CZ0645"}
    region = {"level": "region"}
    neighbour = {"level": "orp", "orp": "6301"}
    wanted = {
        "coordinator": [(orp, True), (orp, False), (region, False)],
        "district": [(okres, True), (neighbour, True), (okres, False)],
        "planner": [(region, True), (neighbour, True), (okres, True), (region, False)],
    }[person]
    for place, is_new in wanted:
        rows = Plan.objects.filter(**place).select_related("cycle")
        rows = rows.filter(cycle=newest) if is_new else rows.exclude(cycle=newest)
        yield rows.order_by("-cycle__period_from").first()


def walk(client, people):
    """(person, name, address) -> queries, over all pages of the three who plan."""
    found = {}
    for person in ("coordinator", "district", "planner"):
        seen: set[str] = set()
        for plan in pages_of(person):
            for name, url, count in asked(client, plan, people[person], seen):
                found[person, name, url] = count
        with Queries() as queries:
            assert client.get("/prostor/").status_code == 200
        found[person, "desk", "/prostor/"] = len(queries)
    return found


def unseen(found):
    """Pages that nobody of the three was shown: the walk did not reach them."""
    names = {pattern.name for pattern in urlpatterns} - NO_PAGES
    return names - {name for _person, name, _url in found}
