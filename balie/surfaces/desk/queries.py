"""What the desk shows, composed of what the apps below fill in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.urls import reverse
from django.utils.functional import Promise

from balie.access.accounts.models import User
from balie.foundation.ui.extensions import COMMANDS, SETTINGS_PAGES, WAITING, Command, SettingsPage, WaitingGroup

SETTINGS = "desk:settings"


@dataclass(frozen=True)
class SettingsGroup:
    name: str | Promise
    pages: list[tuple[SettingsPage, str]]


def commands_for(viewer: User) -> list[Command]:
    """The commands the viewer holds the verb of; settings only when a page of them is theirs."""
    allowed = [each for each in COMMANDS.fillings() if not each.verb or viewer.has(each.verb)]
    return [each for each in allowed if each.url != SETTINGS or _settings_of(viewer)]


def settings_for(viewer: User) -> list[SettingsGroup]:
    """The settings pages the viewer may open, under their headings, in the table's order."""
    order: dict[str, int] = {}
    pages = _settings_of(viewer)
    for page in pages:
        order.setdefault(str(page.group), len(order))
    pages.sort(key=lambda page: order[str(page.group)])
    return [
        SettingsGroup(group, [(page, reverse(page.url)) for page in members])
        for group, members in groupby(pages, key=lambda page: page.group)
    ]


def waiting_for(viewer: User, *, at: datetime) -> list[WaitingGroup]:
    """What waits for the viewer, what loses most if left first; empty groups are left out."""
    return in_order(fill(viewer, at) for fill in WAITING.fillings())


def in_order(groups: Iterable[WaitingGroup]) -> list[WaitingGroup]:
    return sorted((group for group in groups if group.rows), key=lambda group: group.weight)


def _settings_of(viewer: User) -> list[SettingsPage]:
    return [page for page in SETTINGS_PAGES.fillings() if viewer.has(page.verb)]
