"""An installation for measuring: its own home and ports, the product's own processes, and a second web server with the yardstick."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from balie.config.env import read_env
from balie.config.start import child_environment, web_command
from balie.foundation.processes.ports import answers_http

ROOT = Path(__file__).resolve().parent.parent.parent
PORT, LEAN_PORT, SMTP_PORT = 8610, 8611, 8612
TOKEN = "a" * 32


def environment(home: Path) -> dict[str, str]:
    """What every process of the installation gets; this process takes it too, before Django is set up."""
    return {
        "BALIE_HOME": str(home),
        "PORT": str(PORT),
        "BALIE_DEMO_SMTP": f"127.0.0.1:{SMTP_PORT}",
        "BALIE_SIP_PORT": "0",
        "DJANGO_SETTINGS_MODULE": "balie.config.settings",
    }


def cookie_of(user: Any) -> str:
    """What a browser of the user sends, signed in; the token of its forms is `TOKEN`."""
    from django.test import Client as Inside

    inside = Inside()
    inside.force_login(user)
    return f"balie={inside.cookies['balie'].value}; csrftoken={TOKEN}"


class Installation:
    def __init__(self) -> None:
        self.log = (Path(os.environ["BALIE_HOME"]) / "bench.log").open("ab")
        self.run: subprocess.Popen[bytes] | None = None
        self.lean: subprocess.Popen[bytes] | None = None

    def balie(self, *words: str) -> float:
        """Seconds the command took."""
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "balie.config.cli", *words], cwd=ROOT, check=True, stdout=self.log, stderr=self.log)
        return time.perf_counter() - began

    def start(self) -> float:
        """Seconds until /healthz says that every part is well."""
        began = time.perf_counter()
        self.run = subprocess.Popen([sys.executable, "-m", "balie.config.cli", "run"], cwd=ROOT, stdout=self.log, stderr=self.log)
        _await(PORT, "/healthz", self.run)
        return time.perf_counter() - began

    def start_lean(self) -> None:
        command = web_command(read_env(os.environ | {"PORT": str(LEAN_PORT)}))
        own = {"DJANGO_SETTINGS_MODULE": "tests.performance.lean", "PORT": str(LEAN_PORT), "BALIE_URL": f"http://localhost:{LEAN_PORT}"}
        self.lean = subprocess.Popen(command, cwd=ROOT, env={**child_environment(), **own}, stdout=self.log, stderr=self.log)
        _await(LEAN_PORT, "/account/login/", self.lean)

    def pss(self) -> dict[str, float]:
        """MiB of the idle tree, shared pages divided among those who share them: database, and all together."""
        assert self.run
        every = [psutil.Process(self.run.pid), *psutil.Process(self.run.pid).children(recursive=True)]
        sizes = {"database": 0.0, "all": 0.0}
        for each in every:
            with suppress(psutil.NoSuchProcess):
                size = each.memory_full_info().pss / 2**20
                sizes["all"] += size
                sizes["database"] += size if each.name() == "postgres" else 0
        return sizes

    def stop(self) -> None:
        for child in (self.lean, self.run):
            if child is not None:
                child.terminate()
                child.wait(60)
        self.lean = self.run = None


def _await(port: int, path: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 300
    while answers_http("127.0.0.1", port, path) != 200:
        if process.poll() is not None or time.monotonic() > end:
            raise SystemExit(f"nothing answers on port {port}; see bench.log")
        time.sleep(0.03)
