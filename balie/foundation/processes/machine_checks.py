"""The machine under Balie: Python, disk, folders, the port."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from balie.foundation.processes.checks import Finding, State
from balie.foundation.processes.ports import PortTaken, answers_http, ensure_free

LEAST_PYTHON = (3, 12)
SCARCE, TOO_LITTLE = 2_000_000_000, 200_000_000  # bytes free


def machine() -> Iterator[Finding]:
    """Python, disk, folders, secrets, the port."""
    yield _python()
    yield _disk()
    yield _writable("data folder", Path(settings.BALIE_HOME))
    yield _writable("stored files", Path(settings.BALIE_FILES_ROOT))
    yield _secrets()
    yield _port(settings.ENV.bind, settings.ENV.port)


def built() -> Iterator[Finding]:
    """What `make run` builds: static files and translations."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    yield _present("static files", is_there=manifest.exists())
    for code, _name in settings.LANGUAGES:
        if code != "en":
            folder = Path(settings.LOCALE_PATHS[0]) / code / "LC_MESSAGES"
            yield _present(f"translation {code}", is_there=(folder / "django.mo").exists())


def _python() -> Finding:
    seen = sys.version.split()[0]
    if sys.version_info < LEAST_PYTHON:
        return Finding(subject="Python", state=State.FAILURE, seen=seen, remedy="Install Python 3.12 or newer, then `make run`.")
    return Finding(subject="Python", seen=seen)


def _disk() -> Finding:
    free = shutil.disk_usage(settings.BALIE_HOME).free
    state = State.FAILURE if free < TOO_LITTLE else State.WARNING if free < SCARCE else State.OK
    remedy = f"Make room on the disk of {settings.BALIE_HOME}." if state is not State.OK else ""
    return Finding(subject="disk", state=state, seen=f"{free / 1e9:.1f} GB free", remedy=remedy)


def _writable(subject: str, folder: Path) -> Finding:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder):
            pass
    except OSError as error:
        remedy = f"Give the user of Balie the right to write in {folder}."
        return Finding(subject=subject, state=State.FAILURE, seen=str(error.strerror), remedy=remedy)
    return Finding(subject=subject, seen=str(folder))


def _secrets() -> Finding:
    folder = Path(settings.BALIE_HOME) / "secrets"
    loose = [path.name for path in folder.glob("*.key") if path.stat().st_mode & 0o077]
    if loose:
        remedy = f"chmod 600 {folder}/*.key"
        return Finding(subject="secrets", state=State.FAILURE, seen=f"others may read {', '.join(loose)}", remedy=remedy)
    return Finding(subject="secrets", seen="readable by this user alone")


def _port(host: str, port: int) -> Finding:
    try:
        ensure_free(host, port)
    except PortTaken:
        status = answers_http(host, port, "/healthz")
        if status == 200:
            return Finding(subject=f"port {port}", seen="Balie answers there")
        seen = f"in use; /healthz there answers {status or 'nothing'}"
        return Finding(subject=f"port {port}", state=State.WARNING, seen=seen, remedy=f"Stop the other program or set PORT={port + 1}.")
    return Finding(subject=f"port {port}", seen="free; Balie is not running")


def _present(subject: str, *, is_there: bool) -> Finding:
    if is_there:
        return Finding(subject=subject, seen="built")
    return Finding(subject=subject, state=State.FAILURE, seen="missing", remedy="Run `make setup` in the checkout.")


def runs_as_root() -> Iterator[Finding]:
    """Balie needs no root; a service should have a user of its own."""
    if os.geteuid() == 0:
        yield Finding(subject="user", state=State.WARNING, seen="root", remedy="Run Balie as a user of its own where you can.")
