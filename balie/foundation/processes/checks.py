"""What `balie doctor` looks at; every app may add to it."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from balie.foundation.extensions import ExtensionPoint


class State(enum.Enum):
    """How serious a finding is; a failure makes `balie doctor` end with 1."""

    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One line: what was looked at, what was seen, and, unless all is well, what to do."""

    subject: str
    state: State = State.OK
    seen: str | Promise = ""
    remedy: str | Promise = ""


type Check = Callable[[], Iterable[Finding]]

CHECKS: ExtensionPoint[Check] = ExtensionPoint("checks")


def findings() -> Iterable[Finding]:
    """Every finding, in the table's order."""
    for check in CHECKS.fillings():
        yield from check()
