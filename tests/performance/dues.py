"""All running clocks of an agreement under other terms, while an operator asks for the work list."""

from __future__ import annotations

import time

from tests.performance.figures import Client, Times, quantile

EVERY_SECONDS, LONGEST_SECONDS = 0.25, 900.0


def rebased(client: Client, path: str) -> tuple[int, float, Times]:
    """Change what the agreement by default promises and wait until its clocks have followed: how many, how many a minute, and the times of `path`."""
    first, wanted = _noted(), _change()
    took, began = [], time.perf_counter()
    while _noted() - first < wanted:
        asked = time.perf_counter()
        if asked - began > LONGEST_SECONDS:
            raise RuntimeError(f"{_noted() - first} of {wanted} clocks followed in {LONGEST_SECONDS:.0f} s")
        client.get(path)
        took.append((time.perf_counter() - asked) * 1000)
        time.sleep(max(0.0, EVERY_SECONDS - (time.perf_counter() - asked)))
    times = sorted(took)
    return wanted, wanted / (time.perf_counter() - began) * 60, Times(quantile(times, 0.5), quantile(times, 0.95))


def _change() -> int:
    """Half as much time again for everything the agreement promises; how many clocks run under it."""
    from datetime import timedelta

    from django.utils import timezone

    from balie.records.sla.actions import save_targets
    from balie.records.sla.models import Agreement, Clock

    agreement = Agreement.objects.get(is_default=True, kind=Agreement.Kind.CUSTOMER)
    targets = list(agreement.targets.filter(purpose=None).select_related("calendar"))
    cells = {(each.priority, each.metric): timedelta(seconds=each.seconds * 1.5) for each in targets}
    running = Clock.objects.filter(agreement=agreement, stopped_at=None).count()
    save_targets(agreement, cells=cells, calendars={each.priority: each.calendar for each in targets}, by=None, at=timezone.now())
    return running


def _noted() -> int:
    from balie.records.sla.models import ClockEvent

    return ClockEvent.objects.filter(kind=ClockEvent.Kind.REBASED).count()
