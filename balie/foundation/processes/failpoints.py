"""The worst moments to die, by name: a test may have a process die right there."""

from __future__ import annotations

import os
import random
import signal
from pathlib import Path
from typing import Final

# The file that says which one is on: `NAME SHARE`, beside it `….deaths` takes a line for each death. Only tests set it; while it is
# set, `balie run` starts what died again after half a second at most.
VARIABLE: Final = "FAILPOINTS"
_FILE = os.environ.get(VARIABLE, "")


def is_on() -> bool:
    """Whether this process belongs to a test that has processes die on purpose."""
    return bool(_FILE)


def failpoint(name: str) -> None:
    """Nothing; in a test that chose `name`, SIGKILL to this process with the chance it gave."""
    if _FILE:
        _perhaps_die(name, Path(_FILE))


def _perhaps_die(name: str, file: Path) -> None:
    try:
        wanted, share = file.read_text().split()
    except (OSError, ValueError):
        return
    if wanted == name and random.random() < float(share):  # noqa: S311  no secret
        with Path(f"{file}.deaths").open("a") as deaths:
            deaths.write(f"{name}\n")
        os.kill(os.getpid(), signal.SIGKILL)
