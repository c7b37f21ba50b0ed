"""What everybody may see of benchmarking: the report of a run and of each kind, as on paper."""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.template.loader import render_to_string

from evaluation.documents.benchmark import told_version, told_volume
from evaluation.models import BenchmarkRun, RunKind
from sitis import __version__, rooms
from sitis.paper import Volume

KEPT = 24 * 3600  # seconds; what was told never changes but for a text that an official edits


@dataclass(frozen=True, slots=True)
class Read:
    """A report as HTML, with the first level of its contents."""

    title: str
    contents: list[tuple[str, str, str]]  # anchor, code, title
    html: str


def years() -> list[int]:
    """Years of which something was shared, the newest first."""
    shared = RunKind.objects.shared().filter(run__state=BenchmarkRun.State.FROZEN)
    return list(shared.order_by("-year").values_list("year", flat=True).distinct())


def kinds_of(run: BenchmarkRun) -> Any:
    """Kinds of ``run`` that were shared."""
    return RunKind.objects.shared().filter(run=run)


def read(run: BenchmarkRun, kind: RunKind | None = None) -> Read:
    """The report of the whole run or of one kind of it; drawn once and kept."""
    about = f"{run.pk}.{kind.pk if kind else 0}.{told_version(run)}".replace(" ", "")
    key = f"evaluation.public.{__version__}.{about}"
    found: Read | None = cache.get(key)
    if found is None:
        found = _drawn(told_volume(run, kind, rooms.Imprint("", "")))
        cache.set(key, found, KEPT)
    return found


def _drawn(volume: Volume) -> Read:
    contents = [(one.anchor, one.code, one.title) for one in volume.contents]
    html = "".join(
        render_to_string("documents/_chapter.html", {"chapter": one, "on_page": True})
        for one in volume.chapters
    )
    return Read(volume.title, contents, html)
