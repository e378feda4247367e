"""Third-party inputs beside the project: read where they are, never copied. Absent: a skip with a word, a failure under CI."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3] / "shared" / "corpora"
# What lies beside the mails to say what is in them.
_NOT_MAIL = {".json", ".xml", ".out"}


def corpus(name: str) -> Path:
    """The folder `name` of the corpora; skips the test where there is none."""
    folder = ROOT / name
    if not folder.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{folder} is missing: CI must have the third-party inputs")
        pytest.skip(f"third-party inputs are not here: {folder}")
    return folder


def mails(name: str = "mail") -> Iterator[Path]:
    """Every mail below the folder `name`, in order."""
    for path in sorted(corpus(name).rglob("*")):
        if path.is_file() and path.suffix not in _NOT_MAIL and path.name != "COPYING" and "_decoded" not in path.name:
            yield path
