"""The embedded PostgreSQL: made once, started as our child, adopted when it runs, stopped by the last who uses it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from balie.foundation.postgres import places as folders
from balie.foundation.postgres import programs
from balie.foundation.postgres.account import server_identity, user_name
from balie.foundation.postgres.configuration import (
    DATABASE,
    SERVING,
    SUPERUSER,
    access_file,
    identities_file,
    initdb_arguments,
    settings_file,
)
from balie.foundation.postgres.places import Places, places_in
from balie.foundation.processes import children
from balie.foundation.processes.locks import FileLock, Taken, locked

READY_WITHIN = 60.0  # crash recovery of a busy database takes its time
ZOMBIE_WITHIN = 10.0  # a killed server blocks a start until its parent has reaped it
LOG_KEPT = 10_000_000


class ClusterRefused(Exception):
    """The embedded database cannot start; the message says why and what to do."""


@dataclass
class Cluster:
    """One cluster under `home`; `programs` overrides the wheel's, as the tests against an older server do."""

    home: Path
    settings: Mapping[str, str] = field(default_factory=lambda: SERVING)
    programs: Path | None = None
    child: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _use: FileLock | None = field(default=None, init=False)
    _dies_with_us: bool = field(default=False, init=False)

    @property
    def places(self) -> Places:
        return places_in(self.home).resolved()

    @property
    def url(self) -> str:
        return f"postgresql:///{DATABASE}?host={self.places.socket}&user={SUPERUSER}"

    def start(self, *, die_with_parent: bool = True) -> None:
        """Make sure it runs: adopt a running server, else make the data and start one. Raises `ClusterRefused`."""
        folders.prepare(places_in(self.home), server_identity())
        try:
            with locked(self.places.start_lock, seconds=READY_WITHIN):
                if self._use is None:
                    self._use = FileLock(self.places.use_lock).take(shared=True, seconds=READY_WITHIN)
                if not self.is_ready():
                    self._start(die_with_parent=die_with_parent)
        except Taken as error:
            raise ClusterRefused("Another process has been starting the database for a minute; look at it first.") from error

    def is_ready(self) -> bool:
        """Whether it takes connections."""
        if not (self.places.socket / ".s.PGSQL.5432").exists():
            return False
        probe: list[str | Path] = [self._running_programs() / "pg_isready", "-q", "-t", "1", "-h", self.places.socket, "-U", SUPERUSER]
        return subprocess.run(probe, check=False).returncode == 0

    def ask(self, sql: str) -> str | None:
        """The answer of one query as text, tabs between columns; None when it fails (no such table yet)."""
        command: list[str | Path] = [self._running_programs() / "psql", "-XAtq", "-F", "\t", "-d", self.url, "-c", sql]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        return answer.stdout.strip() if answer.returncode == 0 else None

    def tend(self) -> None:
        """Start the server again when it is gone: killed, or stopped by who had started it."""
        if self.child is not None and self.child.poll() is None:
            return
        if self.child is not None or self._pid() is None:
            self.start()

    def release(self, *, patience: float = 0.0) -> None:
        """Use it no longer; the last who does stops it. A server that dies with us waits `patience` seconds for the others."""
        if self._use is None:
            return
        self._use.release()
        self._use = None
        with suppress(Taken), locked(self.places.start_lock, seconds=READY_WITHIN):
            if self._is_unused(patience) or self._dies_with_us:
                self.stop()

    def _is_unused(self, patience: float) -> bool:
        try:
            FileLock(self.places.use_lock).take(seconds=patience).release()
        except Taken:
            return False
        return True

    def stop(self) -> None:
        """Fast shutdown: open transactions are rolled back, everything committed is kept."""
        self._dies_with_us = False
        if self.child is not None:
            children.stop(self.child, by=signal.SIGINT, seconds=30)
            self.child = None
            return
        pid = self._pid()
        if pid is not None:
            os.kill(pid, signal.SIGINT)
            _wait_until_gone(pid, seconds=30)

    def _start(self, *, die_with_parent: bool) -> None:
        if not (self.places.data / "PG_VERSION").exists():
            self._make_data()
        self._write_configuration()
        end = time.monotonic() + ZOMBIE_WITHIN
        while not self._spawn(die_with_parent=die_with_parent):
            if time.monotonic() > end:
                raise ClusterRefused(f"The database does not start. Its last words:\n{self._last_words()}")
            time.sleep(0.25)
        if self.programs is None:  # started by us, so no server runs on older ones; an adopted server may
            programs.forget_older(self.places.programs)

    def _spawn(self, *, die_with_parent: bool) -> bool:
        """Start the server; false when it ended before it was ready."""
        self._dies_with_us = die_with_parent
        command: list[str | Path] = [self._running_programs() / "postgres", "-D", self.places.data, "-k", self.places.socket]
        with self._opened_log() as log:
            self.child = children.spawn(
                command,
                on_parent_death=signal.SIGINT if die_with_parent else None,
                identity=server_identity(),
                cwd=Path("/"),
                env=_plain_environment(),
                output=log,
            )
        end = time.monotonic() + READY_WITHIN
        while time.monotonic() < end:
            if self.child.poll() is not None:
                return False
            if self.is_ready():
                return True
            time.sleep(0.02)
        raise ClusterRefused(f"The database is not ready after {READY_WITHIN:.0f} seconds. Its last words:\n{self._last_words()}")

    def _make_data(self) -> None:
        """Make the data beside their place, database included, then move them there: all or nothing."""
        fresh = self.places.root / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        identity = server_identity()
        if identity is not None:
            os.chown(fresh, identity.uid, identity.gid)
        bin_folder = self._newest_programs()
        self._run_as_server([bin_folder / "initdb", "-D", fresh, *initdb_arguments(programs.major_version(bin_folder))])
        single: list[str | Path] = [bin_folder / "postgres", "--single", "-D", fresh, "postgres"]
        self._run_as_server(single, statement=f"CREATE DATABASE {DATABASE};\n")
        fresh.rename(self.places.data)

    def _run_as_server(self, command: list[str | Path], *, statement: str = "") -> None:
        identity = server_identity()
        done = subprocess.run(
            [str(part) for part in command],
            preexec_fn=(lambda: children.become(identity)) if identity else None,
            cwd="/",
            env=_plain_environment(),
            input=statement,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise ClusterRefused(f"The database cannot be made in {self.places.data}: {done.stderr.strip()}")

    def _write_configuration(self) -> None:
        identity = server_identity()
        users = {"root", user_name(), *([identity.name] if identity else [])}
        files = {
            "postgresql.auto.conf": settings_file(self.settings),
            "pg_hba.conf": access_file(),
            "pg_ident.conf": identities_file(users),
        }
        for name, text in files.items():
            path = self.places.data / name
            path.write_text(text)
            path.chmod(0o600)
            if identity is not None:
                os.chown(path, identity.uid, identity.gid)

    def _newest_programs(self) -> Path:
        if self.programs is not None:
            return self.programs
        try:
            return programs.copy_programs(self.places.programs)
        except programs.NoPrograms as error:
            raise ClusterRefused(str(error)) from error

    def _running_programs(self) -> Path:
        """The programs that fit the data: never a newer major version on older data."""
        newest = self._newest_programs()
        written_by = self.places.data / "PG_VERSION"
        if self.programs is not None or not written_by.exists():
            return newest
        data_version = int(written_by.read_text())
        if int(programs.version_in_wheel().split(".")[0]) == data_version:
            return newest
        try:
            return programs.programs_for(data_version, self.places.programs)
        except programs.NoPrograms as error:
            raise ClusterRefused(str(error)) from error

    def _opened_log(self) -> IO[bytes]:
        if self.places.log.exists() and self.places.log.stat().st_size > LOG_KEPT:
            self.places.log.replace(self.places.log.with_suffix(".log.1"))
        return self.places.log.open("ab")

    def _last_words(self) -> str:
        return "\n".join(self.places.log.read_text(errors="replace").splitlines()[-5:])

    def _pid(self) -> int | None:
        """The running server's process, by its own pid file."""
        try:
            pid = int((self.places.data / "postmaster.pid").read_text().split("\n", 1)[0])
            name = Path(f"/proc/{pid}/comm").read_text().strip()
        except (OSError, ValueError):
            return None
        return pid if name == "postgres" else None


def _plain_environment() -> dict[str, str]:
    """No PG* variable of the caller reaches the server."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"}


def _wait_until_gone(pid: int, *, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and Path(f"/proc/{pid}").exists():
        time.sleep(0.02)
