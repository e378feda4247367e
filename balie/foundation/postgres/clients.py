"""pg_dump and pg_restore for the configured database, of a version that can read it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext_lazy as _

from balie.foundation.errors import Refusal
from balie.foundation.postgres import programs


class NoClient(Refusal):
    """No pg_dump here is as new as the server."""

    code = "no_client"
    sentence = _("The database is PostgreSQL {major}; install its client programs ({program} {major} or newer) and try again.")


def client_command(name: str) -> tuple[list[str], dict[str, str]]:
    """The program `name` with its connection arguments, and its environment, which alone carries the password."""
    values = connection.settings_dict
    major = connection.cursor().connection.info.server_version // 10000
    pairs = {"PGHOST": values["HOST"], "PGPORT": values["PORT"], "PGUSER": values["USER"], "PGPASSWORD": values["PASSWORD"]}
    options = {key: value for key, value in values["OPTIONS"].items() if key.startswith("ssl")}
    tls = {f"PG{key.upper()}": str(value) for key, value in options.items()}
    env = os.environ | {key: str(value) for key, value in pairs.items() if value} | tls
    return [str(_find(name, major, needs_tls=bool(tls))), "--dbname", values["NAME"]], env


def _find(name: str, major: int, *, needs_tls: bool) -> Path:
    """The wheel's program first, unless TLS is asked for: it is built without."""
    installed = shutil.which(name)
    candidates = [programs.wheel_programs() / name, *([Path(installed)] if installed else [])]
    for candidate in reversed(candidates) if needs_tls else candidates:
        if candidate.exists() and _major_of(candidate) >= major:
            return candidate
    raise NoClient(major=major, program=name)


def _major_of(program: Path) -> int:
    """The major version from e.g. "pg_dump (PostgreSQL) 18.6"."""
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    digits = answer.rpartition("PostgreSQL) ")[2].split(".")[0].split(" ")[0].strip()
    return int(digits) if digits.isdigit() else 0
