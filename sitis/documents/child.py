"""The process that builds a batch: ``python -m sitis.documents.child FOLDER KEY…``.

It starts once for all its documents, says how far it is as lines of JSON on its standard output, writes
each into ``FOLDER/KEY.pdf`` and ends; its memory ends with it. It dies with its parent: then its
standard input closes.
"""

import gc
import json
import os
import sys
import threading
import traceback
from contextlib import redirect_stdout
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any


def main(folder: str, *keys: str) -> int:
    threading.Thread(target=die_with_the_parent, daemon=True).start()
    out = sys.stdout
    with redirect_stdout(sys.stderr):  # only our lines may stand there
        import django

        django.setup()
        gc.freeze()  # what was loaded stays to the end: no need to look through it again and again
        for key in keys:
            work(int(key), Path(folder, f"{key}.pdf"), lambda **said: tell(out, said))
    return 0


def work(key: int, file: Path, say: Any) -> None:
    """One document, or why there is none; an error of one stops no other."""
    from sitis.documents.build import ChangedMeanwhile, build
    from sitis.documents.models import Document

    def step(message: str, done: int = 0, total: int = 0) -> None:
        say(step=str(message), done=done, total=total)

    try:
        built = build(Document.objects.get(pk=key), step)
    except ChangedMeanwhile as error:
        say(key=key, error=str(error), is_changed=True)  # for a person to read
        return
    except Exception:
        traceback.print_exc()
        say(key=key, error="")
        return
    file.write_bytes(built.content)
    moment = built.moment.isoformat()
    say(key=key, moment=moment, pages=built.pages, standards=built.standards, peak_mb=peak_mb())


def tell(out: Any, said: dict[str, Any]) -> None:
    out.write(json.dumps(said) + "\n")
    out.flush()


def die_with_the_parent() -> None:
    os.read(0, 1)  # nothing is ever sent: it returns when the parent is gone. sys.stdin would lock
    os._exit(1)


def peak_mb() -> int:
    """The most memory this process held. ``getrusage`` would count its parent in."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return getrusage(RUSAGE_SELF).ru_maxrss // 1024
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) // 1024


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
