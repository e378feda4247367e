"""What every part asks first: is it here, and where may it listen."""

from __future__ import annotations

import os
import socket
from typing import NoReturn

import pytest


def missing(what: str, packages: str) -> NoReturn:
    """`what` is not installed: skips the test, fails it under CI."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing: apt-get install {packages}")
    pytest.skip(f"{what} is not installed: apt-get install {packages}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
