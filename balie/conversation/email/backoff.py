"""When to try again; pure."""

from __future__ import annotations

from datetime import timedelta

LONGEST = timedelta(minutes=15)
GIVE_UP = timedelta(days=3)


def filing_delay(tries: int) -> timedelta:
    """After the `tries`th failure (from 1) to file a mail: 5 s, 20 s, 80 s … at most 15 minutes."""
    return min(timedelta(seconds=5 * 4 ** (min(tries, 10) - 1)), LONGEST)


def sending_delay(attempts: int, *, spread: float) -> timedelta:
    """After the `attempts`th failure (from 1) to send: 5 s doubling to 15 minutes, shortened by up to a third by `spread` (0–1)."""
    whole = min(timedelta(seconds=5 * 2 ** (min(attempts, 20) - 1)), LONGEST)
    return whole - whole * (min(max(spread, 0.0), 1.0) / 3)


def connecting_delay(failures: int, *, spread: float) -> timedelta:
    """After the `failures`th time in a row that a mailbox could not be reached; as `sending_delay`."""
    return sending_delay(failures, spread=spread)
