"""What customers ask of the apps above them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Model
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
class FileTab:
    """A tab of the file that another app keeps, under its address; `key` is what that app calls it."""

    key: str
    name: str | Promise
    url: str


@dataclass(frozen=True)
class Panel:
    """A block of the customer file's column: heading, rows of (label, value)."""

    title: str | Promise
    rows: list[tuple[str | Promise, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Along:
    """Records of an app above that go along when a file is merged, and back when it is taken apart: those whose `field` is the customer.

    `words` name them in the preview.
    """

    model: type[Model]
    words: str | Promise
    field: str = "customer"


@dataclass(frozen=True)
class FilePart:
    """A part of the file that another app keeps: the partial at `url(number)`, loaded after the page, for who holds `verb`."""

    name: str | Promise
    url: Callable[[int], str]
    verb: str


@dataclass(frozen=True)
class Fact:
    """Something that who says to be this customer should know: `ask` is how it is asked.

    `read` makes of what was typed, and of what the file holds, what is compared; "" when it can be no such thing.
    `model` and `field` say how private it is: a secret one is compared, never shown.
    """

    key: str
    name: str | Promise
    ask: str | Promise
    read: Callable[[str], str]
    model: type[Model]
    field: str


@dataclass(frozen=True)
class FactKeeper:
    """`known(customer's id)`: fact's key → what the file holds of it, any of which is right; in one query."""

    facts: tuple[Fact, ...]
    known: Callable[[int], dict[str, list[str]]]


type Timeline = Callable[[User, Customer, int], list[TimelineEntry]]
type OpenWorkOf = Callable[[User, Customer], list[OpenWork]]

TIMELINE: ExtensionPoint[Timeline] = ExtensionPoint("customers.timeline")
OPEN_WORK: ExtensionPoint[OpenWorkOf] = ExtensionPoint("customers.open_work")
PANELS: ExtensionPoint[Callable[[User, Customer], Panel | None]] = ExtensionPoint("customers.panels")
ALONG: ExtensionPoint[Along] = ExtensionPoint("customers.along")
FACTS: ExtensionPoint[FactKeeper] = ExtensionPoint("customers.facts")
# The address of a part that tells what the customer with this number is entitled to now, "" for who may not know: fetched after the page.
ENTITLED: ExtensionPoint[Callable[[User, int], str]] = ExtensionPoint("customers.entitled")
FILE_TABS: ExtensionPoint[Callable[[User, Customer], FileTab | None]] = ExtensionPoint("customers.file_tabs")
# As TIMELINE, asked only where the whole timeline is shown: the newest three stand beside every ticket.
LONG_TIMELINE: ExtensionPoint[Timeline] = ExtensionPoint("customers.long_timeline")
FILE_PARTS: ExtensionPoint[FilePart] = ExtensionPoint("customers.file_parts")
