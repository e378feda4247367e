"""Whoever gives ten wrong secrets is not answered for an hour."""

from __future__ import annotations

import time
from collections.abc import Callable

FAILURES = 10
_COUNTED_S = 600.0
_LASTS_S = 3600.0
_KEPT = 10_000


class Bans:
    """Failures by address: ten within ten minutes ban it."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._failed: dict[str, list[float]] = {}
        self._until: dict[str, float] = {}

    def is_banned(self, host: str) -> bool:
        until = self._until.get(host)
        if until is None:
            return False
        if until > self._now():
            return True
        del self._until[host]
        return False

    def note_failure(self, host: str) -> bool:
        """Whether this failure bans the address."""
        now = self._now()
        recent = [at for at in self._failed.pop(host, []) if now - at < _COUNTED_S]
        if len(recent) + 1 >= FAILURES:
            self._keep(self._until, host, now + _LASTS_S)
            return True
        self._keep(self._failed, host, [*recent, now])
        return False

    def note_success(self, host: str) -> None:
        self._failed.pop(host, None)

    @staticmethod
    def _keep[T](kept: dict[str, T], host: str, value: T) -> None:
        if len(kept) >= _KEPT:
            kept.pop(next(iter(kept)))
        kept[host] = value
