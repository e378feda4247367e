"""What routing asks of the apps above: where the next piece of work is asked for, and what it is that waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from balie.access.accounts.models import User
from balie.foundation.extensions import ExtensionPoint
from balie.records.customers.models import Customer

# The address that takes a POST of "give me the next"; None for who is not given work.
NEXT: ExtensionPoint[Callable[[User], str | None]] = ExtensionPoint("routing.next")


@dataclass(frozen=True)
class Told:
    """What waits, as somebody may read it: who it is, a line about it, its page, and whose file it is of."""

    name: str
    words: str = ""
    url: str = ""
    customer: Customer | None = None


@dataclass(frozen=True)
class Talk:
    """What an operator is in: in words, since when, and the ways in which the viewer may take part (`how`, words, icon): a POST to `url`."""

    words: str
    since: datetime | None
    url: str
    ways: Sequence[tuple[str, str | Promise, str]]


# Operator → what they are in now, of those whose ids are given, as far as the viewer may know.
TALKS: ExtensionPoint[Callable[[User, Sequence[int]], Mapping[int, Talk]]] = ExtensionPoint("routing.talks")
# By the kind of a subject: ids of that kind → what the viewer may read of them. Whoever lets something wait fills it.
SUBJECTS: ExtensionPoint[tuple[str, Callable[[User, Sequence[int]], Mapping[int, Told]]]] = ExtensionPoint("routing.subjects")
