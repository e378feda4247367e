"""For tests: a real server (granian on a free port of this machine, ended with the test), and somebody to sign in."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from django.contrib.auth import get_user_model
from django.db import connection

START_SECONDS = 30.0


def free_port() -> int:
    """A port nobody listens on now, below those the system gives to whoever asks for any: none takes it before its server is up."""
    while True:
        port = 10_000 + secrets.randbelow(20_000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port


@contextmanager
def granian_serving(target: str, *, env: Mapping[str, str] | None = None, port: int | None = None) -> Iterator[int]:
    """Serve the ASGI callable `target` (`module:name`); yields the port. Ends what it started, and nothing else."""
    port = port or free_port()
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "--interface", "asgi", "--http", "1", "--runtime-mode", "st", "--no-ws"),
            *("--workers", "1", "--workers-kill-timeout", "10", "--backpressure", "2000", "--backlog", "2048"),
            *("--log-level", "warning", "--host", "127.0.0.1", "--port", str(port), target),
        ],
        env={**os.environ, **(env or {})},
    )
    try:
        _wait_for(port, server)
        yield port
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with {server.returncode} before it answered")
        with socket.socket() as probe:
            probe.settimeout(0.5)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"the server did not answer on {port} within {START_SECONDS:.0f} s")


def a_viewer(username: str = "viewer") -> Any:
    """Somebody who may sign in, of whatever user model the installation has."""
    user = get_user_model()(username=username, name=username.title(), joined_at=datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
    user.set_unusable_password()
    user.save()
    return user


def database_url() -> str:
    """The address of the database this test runs in, for the processes it starts (`BALIE_DATABASE_URL`)."""
    known = connection.settings_dict
    query = urlencode({"host": known["HOST"], "port": known["PORT"] or "5432"})
    sign_in = quote(known["USER"]) + (f":{quote(known['PASSWORD'])}" if known["PASSWORD"] else "")
    return f"postgresql://{sign_in}@/{known['NAME']}?{query}"
