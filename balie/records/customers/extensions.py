"""What customers ask of the apps above them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise

from balie.access.accounts.models import User
from balie.foundation.extensions import ExtensionPoint
from balie.records.customers.models import Customer


@dataclass(frozen=True)
class TimelineEntry:
    """One thing that happened with a customer, as the viewer may read it, masked."""

    at: datetime
    icon: str
    title: str
    detail: str = ""
    url: str = ""
    number: int | None = None
    state: str = ""


@dataclass(frozen=True)
class OpenWork:
    """One open ticket or order of a customer. `tone` is calm, amber or red."""

    number: int
    title: str
    url: str
    when: datetime | None = None
    state: str | Promise = ""
    tone: str = "calm"


@dataclass(frozen=True)
class Panel:
    """A block of the customer file's column: heading, rows of (label, value)."""

    title: str | Promise
    rows: list[tuple[str | Promise, str]] = field(default_factory=list)


type Timeline = Callable[[User, Customer, int], list[TimelineEntry]]
type OpenWorkOf = Callable[[User, Customer], list[OpenWork]]

TIMELINE: ExtensionPoint[Timeline] = ExtensionPoint("customers.timeline")
OPEN_WORK: ExtensionPoint[OpenWorkOf] = ExtensionPoint("customers.open_work")
PANELS: ExtensionPoint[Callable[[User, Customer], Panel | None]] = ExtensionPoint("customers.panels")
MOVED: ExtensionPoint[Callable[[Customer], list[tuple[str, int]]]] = ExtensionPoint("customers.merge_counts")
