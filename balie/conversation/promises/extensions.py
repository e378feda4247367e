"""What promises ask of the apps above: of what a promise may be."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from balie.access.accounts.models import User
from balie.foundation.extensions import ExtensionPoint

CUSTOMER, CONTACT = "customer", "contact"


@dataclass(frozen=True)
class About:
    """What a promise is about, as its own app finds it for a viewer: who may know of it, knows of the promise."""

    id: int
    number: int
    customer_id: int | None = None
    contact_id: int | None = None
    team_id: int | None = None
    level: int = 0
    participant_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class SubjectKind:
    """`find(viewer, number)` raises `NotFound` for what the viewer may not see; `url(number)` is its page.

    `stand(ids)` says how these stand now, whoever asks: what is promised about them follows them.
    """

    kind: str
    find: Callable[[User, int], About]
    stand: Callable[[Collection[int]], list[About]]
    url: Callable[[int], str]


SUBJECTS: ExtensionPoint[SubjectKind] = ExtensionPoint("promises.subjects")
