"""Builds in a process of their own, watched: their steps go to the job, they end when they should."""

import json
import logging
import os
import queue
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _

from sitis.documents.build import Built, ChangedMeanwhile, build
from sitis.documents.models import Document
from sitis.jobs.models import Cancelled, Job

log = logging.getLogger(__name__)

LOOK = 0.5  # seconds between two looks whether the job was cancelled


class BuildError(Exception):
    """Why there is no document, as a sentence for who ordered it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document of a batch: its bytes, or why there are none."""

    document: Document
    built: Built | None
    error: str = ""
    is_changed: bool = False  # its record changed while it was read; to be tried again
    peak_mb: int = 0


def build_in_child(document: Document, job: Job) -> Built:
    """Raises BuildError, or Cancelled; in both cases nothing is left behind."""
    (found,) = batch_in_child([document], job, step=job.step)
    if found.built is None:
        raise BuildError(found.error)
    job.step(_("Ukládání (paměť nejvýše %s MB)") % found.peak_mb)
    return found.built


def build_batch(
    documents: Sequence[Document], job: Job, *, beat: Callable[[], None] | None = None
) -> Iterator[Outcome]:
    """What became of each document, as soon as it is known."""
    if settings.DOCUMENTS_IN_CHILD:
        yield from batch_in_child(documents, job, beat=beat)
        return
    for document in documents:
        try:
            yield Outcome(document, build(document, lambda *_said: None))
        except ChangedMeanwhile as error:
            yield Outcome(document, None, str(error), is_changed=True)


def batch_in_child(
    documents: Sequence[Document],
    job: Job,
    *,
    step: Callable[..., None] | None = None,
    beat: Callable[[], None] | None = None,
) -> Iterator[Outcome]:
    """One process for all of them; ``beat`` is called while one waits.

    Raises Cancelled, or BuildError if the process died: of those not yet told nothing is known.
    """
    waiting = {document.pk: document for document in documents}
    with tempfile.TemporaryDirectory(prefix="sitis-") as folder:
        errors = Path(folder, "errors")
        with errors.open("wb") as stderr:
            child = Child(list(waiting), Path(folder), stderr, step)
        log.info("Process %s builds %s documents", child.process.pid, len(waiting))
        try:
            for said in child.wait(job, beat):
                document = waiting.pop(said["key"])
                yield _outcome(document, said, Path(folder), errors)
        finally:
            child.end()
        if waiting:
            names = ", ".join(document.number for document in waiting.values())
            log.error("Documents %s were not built: %s", names, _tail(errors))
            raise BuildError(_broken(child.process.returncode))


def _outcome(document: Document, said: dict[str, Any], folder: Path, errors: Path) -> Outcome:
    if "error" in said:
        log.error("Document %s was not built: %s", document.number, said["error"] or _tail(errors))
        changed = said.get("is_changed", False)
        return Outcome(document, None, said["error"] or _broken(1), is_changed=changed)
    log.info("Document %s: peak memory %s MB", document.number, said["peak_mb"])
    file = folder / f"{document.pk}.pdf"
    moment = datetime.fromisoformat(said["moment"])
    built = Built(file.read_bytes(), moment, said["pages"], said["standards"])
    file.unlink()
    return Outcome(document, built, peak_mb=said["peak_mb"])


def _tail(errors: Path) -> str:
    return errors.read_text(encoding="utf-8", errors="replace")[-4000:]


class Child:
    def __init__(
        self, keys: Sequence[int], folder: Path, stderr: IO[bytes], step: Callable[..., None] | None
    ) -> None:
        self.step, self.heard = step, queue.SimpleQueue[dict[str, Any]]()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sitis.documents.child", str(folder), *map(str, keys)],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,  # it closes with this process, and the child ends
            stdout=subprocess.PIPE,
            stderr=stderr,
            start_new_session=True,
        )
        self.listener = Thread(target=self.listen, daemon=True)
        self.listener.start()

    def listen(self) -> None:
        assert self.process.stdout is not None  # noqa: S101 - it was asked for
        for line in self.process.stdout:
            said = json.loads(line)
            if "key" in said:
                self.heard.put(said)
            elif self.step:
                self.step(said["step"], said["done"], said["total"])

    def wait(self, job: Job, beat: Callable[[], None] | None) -> Iterator[dict[str, Any]]:
        """Outcomes until the child ends; each document has its own time."""
        latest = monotonic() + settings.DOCUMENT_MINUTES * 60
        while self.listener.is_alive() or not self.heard.empty():
            with suppress(queue.Empty):
                yield self.heard.get(timeout=LOOK)
                latest = monotonic() + settings.DOCUMENT_MINUTES * 60
            if not job.is_mine().exists():
                raise Cancelled
            if beat:
                beat()
            if monotonic() > latest:
                text = _("Sestavení trvalo déle než %s min, a proto bylo ukončeno.")
                raise BuildError(text % settings.DOCUMENT_MINUTES)
        self.process.wait()

    def end(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.listener.join()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()


def _broken(code: int) -> str:
    if code == -signal.SIGKILL:
        return _("Sestavení ukončil systém, nejspíš pro nedostatek paměti. Napište správci.")
    return _("Dokument se nepodařilo sestavit. Podrobnosti jsou v záznamu serveru.")
