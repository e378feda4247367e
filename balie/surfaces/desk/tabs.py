"""The tabs above the work: the user's open contacts, and the tickets they have open beside them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.urls import Resolver404, resolve

from balie.access.accounts.actions import set_preferences
from balie.access.accounts.models import User
from balie.conversation.contacts import queries as contacts
from balie.conversation.contacts.pages import address_of, titled
from balie.foundation.ui.addresses import url
from balie.foundation.ui.filters import number as grouped

MOST_TICKETS = 8
TICKET = "tickets:ticket"
CONTACT = "contacts:contact"


@dataclass(frozen=True)
class Tab:
    """One tab; `since` of a running contact ticks; `is_new` is a page of which the tab is not kept yet."""

    label: str
    url: str
    icon: str
    kind: str
    number: int
    is_active: bool = False
    is_new: bool = False
    since: object = None


def tabs_for(viewer: User, *, path: str) -> list[Tab]:
    """The open contacts in the order they began, then the tickets in the order they were opened; one query."""
    running = [
        Tab(titled(line), address_of(line), line.icon, "contact", line.number, address_of(line) == path, since=line.started_at)
        for line in contacts.open_contacts_for(viewer)
    ]
    return [*running, *_other_tabs(viewer, path=path, but={tab.url for tab in running})]


def keep_tab(user: User, number: int) -> None:
    """Keep a ticket as a tab until it is closed; beyond the most, the oldest goes."""
    kept = [each for each in _kept(user) if each != number]
    set_preferences(user, tabs=[*kept, number][-MOST_TICKETS:])


def close_tab(user: User, number: int) -> None:
    """Let the tab go; the ticket stays as it is."""
    set_preferences(user, tabs=[each for each in _kept(user) if each != number])


def _other_tabs(viewer: User, *, path: str, but: set[str]) -> list[Tab]:
    """The kept tickets, and the page at `path` when it is a ticket or contact without a tab yet."""
    tabs = [_ticket_tab(each, path=path) for each in _kept(viewer)]
    here, at = _place(path)
    if here == CONTACT and path not in but:
        return [*tabs, Tab(grouped(at), path, "chat", "seen", at, is_active=True)]
    if here == TICKET and not any(tab.is_active for tab in tabs):
        return [*tabs, Tab(grouped(at), path, "ticket", "ticket", at, is_active=True, is_new=True)]
    return tabs


def _ticket_tab(number: int, *, path: str) -> Tab:
    address = url(TICKET, number)
    return Tab(grouped(number), address, "ticket", "ticket", number, is_active=path.startswith(address))


# Remembered: the map of addresses is fixed.
@lru_cache(maxsize=1024)
def _place(path: str) -> tuple[str, int]:
    try:
        match = resolve(path)
    except Resolver404:
        return "", 0
    return match.view_name, int(match.kwargs.get("number", 0))


def _kept(user: User) -> list[int]:
    kept = user.preferences.get("tabs", [])
    return [each for each in kept if isinstance(each, int)] if isinstance(kept, list) else []
