"""What the desk shows, composed of what the apps below fill in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.urls import reverse
from django.utils.functional import Promise

from balie.access.accounts.models import User
from balie.foundation.search.narrowing import find_narrowed
from balie.foundation.search.queries import Hits, find
from balie.foundation.search.rules.filters import Filter, read_filters
from balie.foundation.ui.extensions import COMMANDS, OWN_COMMANDS, SETTINGS_PAGES, WAITING, Command, SettingsPage, WaitingGroup

SETTINGS = "desk:settings"


@dataclass(frozen=True)
class SettingsGroup:
    name: str | Promise
    pages: list[tuple[SettingsPage, str]]


def commands_for(held: Collection[str]) -> list[Command]:
    """The commands of who holds these verbs; settings only when a page of them is theirs."""
    allowed = [each for each in COMMANDS.fillings() if not each.verb or each.verb in held]
    return [each for each in allowed if each.url != SETTINGS or any(page.verb in held for page in SETTINGS_PAGES.fillings())]


def own_commands_for(viewer: User) -> list[tuple[str, str]]:
    """(name, address) of what only the viewer's palette lists."""
    return [command for fill in OWN_COMMANDS.fillings() for command in fill(viewer)]


def settings_for(viewer: User) -> list[SettingsGroup]:
    """The settings pages the viewer may open, under their headings, in the table's order."""
    order: dict[str, int] = {}
    pages = [page for page in SETTINGS_PAGES.fillings() if viewer.has(page.verb)]
    for page in pages:
        order.setdefault(str(page.group), len(order))
    pages.sort(key=lambda page: order[str(page.group)])
    return [
        SettingsGroup(group, [(page, reverse(page.url)) for page in members])
        for group, members in groupby(pages, key=lambda page: page.group)
    ]


def found_for(viewer: User, typed: str, *, but: Collection[str], today: date, most: int) -> tuple[list[Hits], Sequence[Filter]]:
    """What is found for what was typed, and the filters read in it: none where they leave nothing, for then they were words like others."""
    narrowed = read_filters(typed, but=but)
    if narrowed.is_narrowed and (found := find_narrowed(viewer, narrowed, today=today, most=most)):
        return found, narrowed.filters
    return find(viewer, typed, most=most) if typed else [], ()


def waiting_for(viewer: User, *, at: datetime) -> list[WaitingGroup]:
    """What waits for the viewer, what loses most if left first; empty groups are left out."""
    return in_order(fill(viewer, at) for fill in WAITING.fillings())


def in_order(groups: Iterable[WaitingGroup]) -> list[WaitingGroup]:
    return sorted((group for group in groups if group.rows), key=lambda group: group.weight)
