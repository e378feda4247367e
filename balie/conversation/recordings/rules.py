"""Which calls are recorded, and for how long a recording is kept: pure decisions."""

from __future__ import annotations

import enum
import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

# What is kept to judge how we answer, a call centre keeps a month at most: Act of 13 June 2005 on electronic communications, art. 128 § 2.
LONGEST_FOR_QUALITY_DAYS = 31
PAUSED_TOO_LONG = timedelta(minutes=15)
REFUSAL_KEY = "9"


class Aim(enum.StrEnum):
    """What for: proof of what was agreed (art. 128 § 1), or to judge how we answer (§ 2)."""

    PROOF = "proof"
    QUALITY = "quality"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Calls of this queue (any without one) and purpose (likewise) are recorded, `percent` of them; 0 is never."""

    id: int
    aim: str
    queue: int | None = None
    purpose: int | None = None
    percent: int = 100
    may_refuse: bool = True
    keep_days: int = 31


def rule_for(rules: Iterable[Rule], *, queue: int | None, purposes: Collection[int]) -> Rule | None:
    """The rule that holds for a call: one for its purpose before one for its queue before one for all; of equals the oldest."""
    fitting = [each for each in rules if each.queue in {None, queue} and (each.purpose is None or each.purpose in purposes)]
    return max(fitting, key=lambda each: (each.purpose is not None, each.queue is not None, -each.id), default=None)


def is_drawn(rule: Rule, call_id: int) -> bool:
    """Whether the call is among the share that is recorded; asked again it is the same."""
    return zlib.crc32(str(call_id).encode()) % 100 < rule.percent


def keep_until(began_at: datetime, rule: Rule) -> datetime:
    return began_at + timedelta(days=rule.keep_days)


def is_paused_too_long(began_at: datetime, *, at: datetime) -> bool:
    return at - began_at >= PAUSED_TOO_LONG
