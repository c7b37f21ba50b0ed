"""One step of making a document, in a process of its own; prints what it cost as JSON.

``python -m tests.benchmarks.measure_document STEP …``: ``collect`` KIND KEY FILE writes the finished
HTML, ``draw`` FILE lays it out by WeasyPrint alone, ``preview`` KEY draws each section and each
ORP's part, ``double`` CYCLE gives every ORP of a cycle a twin, ``plans`` names the plans of the
region, ``order`` KIND KEY starts the job, ``build`` KIND KEY builds once more, ``pages`` KEY reads pages.
"""

import hashlib
import json
import os
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sitis.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone, translation  # noqa: E402

from planning.actions.copying import Copying, copy_rows  # noqa: E402
from planning.documents.preview import ORP, preview  # noqa: E402
from planning.models import Fate, HandIn, Need, Plan, Priority  # noqa: E402
from planning.tracing.inputs import handed_in  # noqa: E402
from sitis import rooms  # noqa: E402
from sitis.accounts.models import User  # noqa: E402
from sitis.documents.actions import enter, order  # noqa: E402
from sitis.documents.build import build  # noqa: E402
from sitis.documents.child import peak_mb  # noqa: E402
from sitis.documents.models import Document  # noqa: E402
from sitis.pdf import STATIC, VARIANT  # noqa: E402
from sitis.territory.models import Orp  # noqa: E402
from tests.paper.boxes import faults  # noqa: E402


def quiet(message: str, done: int = 0, total: int = 0) -> None:
    """Nobody watches."""


def plans() -> list[dict[str, Any]]:
    rows = Plan.objects.filter(level="region", kind="medium_term").order_by("pk")
    return [
        {"key": str(row.pk), "state": row.state, "number": row.number, "cycle": row.cycle_id,
         "measures": sum(goal.measures.count() for one in row.priorities.all() for goal in one.goals.all()),
         "title": row.title}
        for row in rows
    ]  # fmt: skip


def counted(work: Any) -> tuple[int, Any]:
    asked = 0

    def counting(execute, *arguments):  # type: ignore[no-untyped-def]
        nonlocal asked
        asked += 1
        return execute(*arguments)

    with connection.execute_wrapper(counting):
        found = work()
    return asked, found


def collect(kind: str, key: str, file: str) -> dict[str, Any]:
    known, imprint = (
        rooms.document_kind(kind),
        rooms.Imprint("2027-000001", "https://kraj.example/overeni/2027-000001/"),
    )
    began = time.process_time()
    queries, paper = counted(lambda: known.collect(key, imprint, quiet))
    spent = time.process_time() - began
    Path(file).write_text(paper.html, encoding="utf-8")
    return {"queries": queries, "cpu": spent, "letters": len(paper.html)}


def draw(file: str) -> dict[str, Any]:
    from weasyprint import HTML

    text = Path(file).read_text(encoding="utf-8")
    cpu, wall = time.process_time(), time.perf_counter()
    laid_out = HTML(string=text, base_url=STATIC.as_uri() + "/").render(pdf_variant=VARIANT)
    laid_out.write_pdf(pdf_variant=VARIANT)
    spent = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    return spent | {"peak_mb": peak_mb(), "faults": faults(laid_out)}


def previews(key: str) -> dict[str, Any]:
    """CPU seconds of the dearest one, after a first one that reads fonts and templates."""
    plan = Plan.objects.for_lists().get(pk=key)
    below = Plan.objects.filter(cycle=plan.cycle_id, level="orp", kind=plan.kind)
    codes = list(plan.sections.values_list("code", flat=True))
    codes += [f"{ORP}{code}" for code in below.values_list("orp__code", flat=True).distinct()]
    spent = {}
    for code in [codes[0], *codes]:
        began = time.process_time()
        preview(plan, code)
        spent[code] = time.process_time() - began
    dearest = max(spent, key=lambda code: spent[code])
    return {"count": len(codes), "dearest": dearest, "cpu": spent[dearest]}


def double(cycle: str) -> dict[str, Any]:
    """Each ORP with a plan of ``cycle`` gets a twin with the same rows and the same decisions.

    Returns how many ORPs there are then, and who of them sent needs.
    """
    by = User.objects.order_by("pk").first()
    of_orps = Plan.objects.filter(cycle=cycle, level="orp", kind="medium_term")
    for at, plan in enumerate(
        list(of_orps.select_related("orp").exclude(state=Plan.State.REPLACED))
    ):
        orp = Orp.objects.create(
            code=f"9{at:03}", ruian_code=f"8{at:03}", name=f"{plan.orp.name} druhé",
            district=plan.orp.district, seat_code=plan.orp.seat_code,
        )  # fmt: skip
        hands, decided = list(HandIn.objects.filter(plan=plan)), fates_of(plan)
        twin = Plan.objects.get(pk=plan.pk)
        twin.pk, twin.orp, twin.slug = None, orp, f"{plan.slug}-druhe"[:80]
        twin.save()
        keys = copy_rows(Plan.objects.get(pk=plan.pk), twin, by=by)
        for hand in hands:
            hand.pk, hand.plan = None, twin
        HandIn.objects.bulk_create(hands)
        copies = Copying(plan, twin, by, "")
        copies.rows(
            Fate,
            decided,
            lambda row, keys=keys: {
                "need_id": keys[Need].get(row.need_id),
                "priority_id": keys[Priority].get(row.priority_id),
            },
        )
    sent = Need.objects.filter(handed_in(Need.deliverable), plan__in=of_orps)
    names = sent.values_list("plan__orp__name", flat=True).distinct().order_by("plan__orp__name")
    return {"orps": Orp.objects.count(), "told": list(names)}


def fates_of(plan: Plan) -> Any:
    return Fate.objects.filter(need__plan=plan) | Fate.objects.filter(priority__plan=plan)


def ordered(kind: str, key: str) -> dict[str, Any]:
    found = order(kind, key, by=User.objects.order_by("pk").first(), now=timezone.now())
    return {"job": found.pk}


def built(kind: str, key: str) -> dict[str, Any]:
    """Built again in this process, beside the document that is kept."""
    subject = rooms.document_kind(kind).subject(key)
    document = enter(kind, key, subject, by=None, now=timezone.now())
    content = build(document, quiet).content
    kept = Document.objects.get(pk=document.pk)
    return {"sha256": hashlib.sha256(content).hexdigest(), "kept": kept.sha256, "pages": kept.pages}


def pages(key: str) -> dict[str, Any]:
    """Seconds that pages of a plan take by the clock, after a first round."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(email="urednice@kraj.example"))
    addresses = [f"/planovani/plany/{key}/", f"/planovani/plany/{key}/dokumenty/", "/prostor/"]
    spent = []
    for address in addresses * 6:
        began = time.perf_counter()
        status = client.get(address).status_code
        if status != 200:
            raise ValueError(f"{address}: {status}")
        spent.append(time.perf_counter() - began)
    spent = spent[len(addresses) :]
    return {"median": median(spent), "slowest": max(spent)}


STEPS = {"plans": plans, "collect": collect, "draw": draw, "preview": previews, "double": double}
STEPS |= {"order": ordered, "build": built, "pages": pages}

if __name__ == "__main__":
    translation.activate("cs")
    sys.stdout.write("\n" + json.dumps(STEPS[sys.argv[1]](*sys.argv[2:])) + "\n")
