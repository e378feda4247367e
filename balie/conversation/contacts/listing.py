"""The list of contacts, paged by key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from balie.access.accounts.models import User
from balie.conversation.contacts import queries
from balie.conversation.contacts.pages import address_of, titled
from balie.foundation.statements.page_keys import moment_in, number_in


@dataclass(frozen=True)
class Row:
    line: queries.ContactLine
    title: str
    url: str


@dataclass(frozen=True)
class Page:
    """`older` is the mark of the next page, "" on the last; `is_first`: nothing newer was left out."""

    rows: list[Row]
    older: str
    is_first: bool


def page_for(viewer: User, *, whose: str, state: str, channel: str, before: str) -> Page:
    """A page of what the viewer may see; an unreadable `before` is the first page."""
    lines = queries.list_contacts(viewer, whose=whose, state=state, channel=channel, before=read_mark(before))
    shown = lines[: queries.PAGE]
    older = mark_of(shown[-1]) if len(lines) > queries.PAGE else ""
    return Page([Row(line, titled(line), address_of(line)) for line in shown], older, is_first=not before)


def mark_of(line: queries.ContactLine) -> str:
    """A line's place in the order, as it stands in an address."""
    return f"{line.started_at.isoformat()}~{line.id}"


def read_mark(text: str) -> tuple[datetime, int] | None:
    """What `mark_of` wrote; None for anything else."""
    moment, _, key = text.partition("~")
    try:
        return moment_in(moment), number_in(key)
    except ValueError:
        return None
