"""Where the apps above put themselves on screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from balie.foundation.extensions import ExtensionPoint


@dataclass(frozen=True)
class SettingsPage:
    """A page under /settings/, shown to who holds `verb`. `url` is a URL name; `group` its heading there."""

    name: str | Promise
    url: str
    icon: str
    verb: str
    group: str | Promise


@dataclass(frozen=True)
class Command:
    """An entry of the palette (Ctrl+K) and the rail: `key` is the second key after `g`; `verb` who sees it."""

    name: str | Promise
    url: str
    icon: str
    key: str = ""
    verb: str = ""
    in_rail: bool = False


SETTINGS_PAGES: ExtensionPoint[SettingsPage] = ExtensionPoint("ui.settings_pages")
COMMANDS: ExtensionPoint[Command] = ExtensionPoint("ui.commands")
# What only one user's palette lists: (name, address); asked when it opens.
OWN_COMMANDS: ExtensionPoint[Callable[[Any], Sequence[tuple[str, str]]]] = ExtensionPoint("ui.own_commands")


@dataclass(frozen=True)
class WaitingRow:
    """One line of the list "Waits for me": who, what, and how long.

    `due` is shown as what is left of the promise, `since` as its age; `share` is how much of the promise is used
    (0 to 1 and beyond), None without one. `icon` is a name of the sprite.
    """

    strong: str
    words: str
    url: str
    due: datetime | None = None
    since: datetime | None = None
    share: float | None = None
    icon: str = ""


@dataclass(frozen=True)
class WaitingGroup:
    """Rows under one heading. `weight` orders the groups: the more is lost by leaving it, the lower; `count` of all there are."""

    name: str | Promise
    rows: Sequence[WaitingRow]
    weight: int
    count: int | None = None


@dataclass(frozen=True)
class Region:
    """A part of the screen another app keeps: the partial at `url` refetches itself on its nudge `topic`. `place` is its id, where there may be several."""

    url: str
    topic: str = ""
    place: str = ""


# Each filling answers for a signed-in user; None (or no rows) leaves the place empty.
WAITING: ExtensionPoint[Callable[[Any, datetime], WaitingGroup]] = ExtensionPoint("ui.waiting")
# Whether one can be given work, in the top bar: a part of its own, so that no page waits for it.
OPERATOR_STATE: ExtensionPoint[Callable[[Any], Region | None]] = ExtensionPoint("ui.operator_state")
# At the foot of the screen, each beside the one before.
PHONE_BAR: ExtensionPoint[Callable[[Any], Region | None]] = ExtensionPoint("ui.phone_bar")
# The telephone in the browser: beside the bar, since the call outlives whatever the bar shows.
SOFTPHONE: ExtensionPoint[Callable[[Any], Region | None]] = ExtensionPoint("ui.softphone")
SUGGESTIONS: ExtensionPoint[Callable[[Any], Region | None]] = ExtensionPoint("ui.suggestions")
