"""What service levels ask of who holds the clocks."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from balie.foundation.extensions import ExtensionPoint
from balie.records.customers.models import Customer


@dataclass(frozen=True)
class Batch:
    """What a job has brought in line: to the key `last`, None when that was the end, and how many."""

    last: int | None
    size: int


@dataclass(frozen=True)
class Follower:
    """Who holds clocks and brings them in line with the agreements that hold for these customers now; None is everybody. Filled once: by tickets.

    `count(customers)`: of how much they asked clocks run. `follow(customers, after, at)`: a batch of it, from the key `after` on, its subjects
    locked before their clocks. `lock(kind, ids)` locks subjects, in the order in which everybody does.
    """

    count: Callable[[QuerySet[Customer] | None], int]
    follow: Callable[[QuerySet[Customer] | None, int, datetime], Batch]
    lock: Callable[[str, Collection[int]], None]


FOLLOWERS: ExtensionPoint[Follower] = ExtensionPoint("sla.followers")
