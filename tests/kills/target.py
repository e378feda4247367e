"""An installation of its own that is killed, part by part, and comes back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
from django.db import connection as django_connection
from django.db.models import Model

from balie.foundation.processes.failpoints import VARIABLE
from balie.foundation.processes.ports import answers_http

ROOT = Path(__file__).resolve().parent.parent.parent
PARTS = ("web", "worker", "database", "all")
BACK_WITHIN = 90.0


class Target:
    """`balie run` on `home`; `kill` ends one part by SIGKILL, `back` waits until pages and worker answer again."""

    def __init__(self, home: Path, *, port: int, smtp_port: int) -> None:
        self.home, self.port, self.smtp_port = home, port, smtp_port
        self.url = f"http://localhost:{port}"
        self.log = (home / "run.log").open("ab")
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def failpoints(self) -> Path:
        """Says at which moment a process dies; see `foundation/processes/failpoints`."""
        return self.home / "failpoints"

    def deaths(self) -> Counter[str]:
        """How often processes died at each failpoint."""
        with suppress(FileNotFoundError):
            return Counter(Path(f"{self.failpoints}.deaths").read_text().split())
        return Counter()

    def start(self) -> None:
        self.process = subprocess.Popen(self._command("run"), cwd=ROOT, env=self._environment(), stdout=self.log, stderr=self.log)

    def balie(self, *words: str) -> str:
        done = subprocess.run(self._command(*words), cwd=ROOT, env=self._environment(), capture_output=True, text=True, check=True)
        return done.stdout.strip().splitlines()[-1]

    def kill(self, part: str) -> bool:
        """False when that part was not running just now. `all` is the supervisor: its children end with it."""
        found = [self.process.pid] if part == "all" and self.process else self._pids(part)
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if part == "all" and self.process:
            self.process.wait()
            self.start()
        return bool(found)

    def back(self) -> None:
        wait_until(self._works, within=BACK_WITHIN, what="web, worker and database")

    def rows(self, sql: str, values: Sequence[object] | None = None) -> list[tuple[object, ...]]:
        with psycopg.connect(f"postgresql:///balie?host={self.home}/postgres/run&user=postgres", autocommit=True) as connection:
            cursor = connection.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    def add(self, row: Model) -> None:
        """A row of one of our models, which knows nothing secret, with its defaults."""
        fields = [field for field in row._meta.local_concrete_fields if not field.primary_key]
        columns, places = ", ".join(f'"{field.column}"' for field in fields), ", ".join(["%s"] * len(fields))
        values = [field.get_db_prep_save(field.pre_save(row, add=True), django_connection) for field in fields]
        self.rows(f'INSERT INTO "{row._meta.db_table}" ({columns}) VALUES ({places})', values)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                for each in psutil.Process(self.process.pid).children(recursive=True):
                    each.kill()
                self.process.kill()
                self.process.wait()
        self.log.close()

    def _works(self) -> bool:
        """Whether all parts of this start run; started again, as somebody would, when port or lock were not free yet."""
        if self.process and self.process.poll() is not None:
            time.sleep(0.3)
            self.start()
        if not (self._pids("web") and self._pids("worker") and self._pids("database")):
            return False
        return answers_http("127.0.0.1", self.port, "/account/login/") == 200

    def _pids(self, part: str) -> list[int]:
        if part == "database":
            with suppress(OSError, ValueError):
                return [int((self.home / "postgres" / "data" / "postmaster.pid").read_text().split("\n", 1)[0])]
            return []
        wanted = {"web": "granian", "worker": "worker"}[part]
        with suppress(psutil.Error):
            children = psutil.Process(self.process.pid).children(recursive=True) if self.process else []
            return [each.pid for each in children if wanted in " ".join(each.cmdline()) and "postgres" not in each.name()]
        return []

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "balie.config.cli", *words]

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("BALIE_", "PYTEST_", "DJANGO_"))}
        own = {
            "BALIE_HOME": str(self.home),
            "PORT": str(self.port),
            "BALIE_DEMO_SMTP": f"127.0.0.1:{self.smtp_port}",
            "BALIE_SIP_PORT": "0",
        }
        own[VARIABLE] = str(self.failpoints)
        return kept | own


def wait_until(condition: Callable[[], bool], *, within: float, what: str) -> None:
    end = time.monotonic() + within
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"{what} not there after {within:.0f} seconds")
        time.sleep(0.1)
