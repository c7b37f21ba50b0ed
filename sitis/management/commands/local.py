"""The whole system on one machine, with no server to install: ``./run demo`` ends here."""

import errno
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from io import StringIO
from time import monotonic
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext as _
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from sitis.accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD
from sitis.accounts.models import Permission
from sitis.jobs.models import tend

#: Sources from which what the first start prepares is made; a change of them prepares it again.
STATIC = ["static", "requirements.txt"]
REFERENCE = ["fixtures"]


class Command(BaseCommand):
    help = "Připraví databázi s vymyšleným krajem a spustí web i s pracovníkem na pozadí."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        refuse_taken_port(port)
        try:
            self.prepare()
        except KeyboardInterrupt:
            raise CommandError(_("Přerušeno. Příští spuštění naváže."), returncode=130) from None
        connections.close_all()  # none may be shared with the processes that start now
        background = Background()
        try:
            Server(port, background, when_ready=lambda master: self.greet(port)).run()
        finally:
            background.end()

    def prepare(self) -> None:
        """Everything a start needs; on the second start almost nothing. Destroys nothing."""
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        self.stdout.write(_("Připravuji databázi …"))
        call_command("migrate", interactive=False, verbosity=0)
        with changed("static", STATIC) as is_changed:
            if is_changed:
                self.stdout.write(_("Skládám statické soubory …"))
                call_command("collectstatic", interactive=False, verbosity=0)
        with changed("reference", REFERENCE) as is_changed:
            if is_changed or is_empty("territory.Municipality", "providers.ServiceKind"):
                self.stdout.write(_("Načítám území a číselníky …"))
                call_command("load_territory", stdout=StringIO())
                call_command("load_codelists", stdout=StringIO())
        if is_empty("providers.Provider"):
            self.stdout.write(_("Vymýšlím ukázkový kraj (jen poprvé) …"))
            call_command("demo_region", stdout=StringIO())
        tend(timezone.now(), silence=timedelta())

    def greet(self, port: int) -> None:
        lines = [
            "",
            _("SITIS běží na http://127.0.0.1:%s/ (ukončíte ho klávesami Ctrl-C)") % port,
            "",
            _("Přihlášení: http://127.0.0.1:%(port)s/prihlaseni/ heslem %(password)s")
            % {"port": port, "password": DEMO_PASSWORD},
        ]
        width = max(len(account.email) for account in DEMO_ACCOUNTS)
        for account in DEMO_ACCOUNTS:
            rights = ", ".join(str(Permission(one).label) for one in account.permissions)
            role = f"{account.role.label} ({rights})" if rights else account.role.label
            lines.append(f"  {account.email:{width}}  {role}")
        self.stdout.write("\n".join(lines) + "\n")
        self.stdout.flush()


def refuse_taken_port(port: int) -> None:
    """Raises CommandError with what to do, before anything is prepared."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            if getattr(error, "errno", None) == errno.EADDRINUSE:
                text = _("Port %(port)s už používá jiný program. Zvolte jiný: ./run demo %(other)s")
                other = port + 1 if port < 65535 else 8000
                raise CommandError(text % {"port": port, "other": other}) from error
            text = _("Port %(port)s nelze použít: %(why)s")
            raise CommandError(text % {"port": port, "why": error}) from error


def is_empty(*models: str) -> bool:
    """Whether one of the tables, named "app.Model", holds nothing."""
    return not all(apps.get_model(model)._default_manager.exists() for model in models)


@contextmanager
def changed(name: str, sources: list[str]) -> Iterator[bool]:
    """Whether ``sources`` (under the project) differ from the last time the block was left well."""
    stamp = settings.DATA_DIR / f"{name}.stamp"
    sums = checksum(sources)
    yield not stamp.exists() or stamp.read_text(encoding="utf-8") != sums
    stamp.write_text(sums, encoding="utf-8")


def checksum(sources: list[str]) -> str:
    """One sum over names, sizes and times of all files: reading 10,000 would take too long."""
    found = hashlib.sha256()
    for source in sources:
        place = settings.BASE_DIR / source
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        for file in files:
            state = file.stat()
            found.update(f"{file} {state.st_size} {state.st_mtime_ns}\n".encode())
    return found.hexdigest()


class Background:
    """A Celery worker with the schedule: started again when it dies, ended with its owner."""

    LONGEST_PAUSE = 60  # seconds; the first is one second, each further early death doubles it

    def __init__(self) -> None:
        self.owner, self.pause = os.getpid(), 0
        self.start()

    def start(self) -> None:
        command = [
            *(["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []),
            *[sys.executable, "-W", "ignore::UserWarning", "-m", "celery", "-A", "sitis"],
            *["--quiet", "worker", "-B", "--pool", "solo", "--loglevel", "WARNING"],
            *["--without-gossip", "--without-mingle", "--without-heartbeat"],
        ]
        # a session of its own: Ctrl-C reaches only this process, which ends the worker in order
        self.child = subprocess.Popen(command, cwd=settings.BASE_DIR, start_new_session=True)
        self.started, self.next_start = monotonic(), 0.0

    def keep(self) -> None:
        """Called about every second: a worker that died is replaced after the pause."""
        if self.child.poll() is None:
            return
        now = monotonic()
        if not self.next_start:
            if now - self.started > self.LONGEST_PAUSE:
                self.pause = 0
            self.pause = min(self.pause * 2 or 1, self.LONGEST_PAUSE)
            self.next_start = now + self.pause
            self.kill_all()  # its schedule is a process too
            sys.stderr.write(_("Pracovník na pozadí skončil, spouštím nového.") + "\n")
        elif now >= self.next_start:
            self.start()

    def end(self) -> None:
        if os.getpid() != self.owner:  # gunicorn's own children leave through here too
            return
        self.child.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.child.wait(timeout=20)
        self.kill_all()

    def kill_all(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.child.pid, signal.SIGKILL)


class Master(Arbiter):
    """Gunicorn's master, which keeps the worker on the background as well."""

    handle_int = Arbiter.handle_term  # Ctrl-C lets requests end

    def __init__(self, app: BaseApplication, background: Background) -> None:
        super().__init__(app)
        self.background = background

    def manage_workers(self) -> None:
        super().manage_workers()
        self.background.keep()


class Server(BaseApplication):
    """Gunicorn inside this process: one worker, eight threads."""

    def __init__(self, port: int, background: Background, when_ready: Any) -> None:
        self.background = background
        self.settings = {
            "bind": f"127.0.0.1:{port}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": 8,
            "timeout": 120,
            "graceful_timeout": 5,
            "loglevel": "warning",
            "proc_name": "sitis",
            "when_ready": when_ready,
            "post_worker_init": leave_ctrl_c_to_the_master,
            "control_socket_disable": True,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def run(self) -> None:
        Master(self, self.background).run()

    def load(self) -> Any:
        from sitis.wsgi import application

        return application


def leave_ctrl_c_to_the_master(web: Any) -> None:
    """A terminal sends Ctrl-C to all its processes at once."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
