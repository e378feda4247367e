"""What every verb on a ticket does around its own work: lock, may, note, tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import BigIntegerField, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets.actions import checklists, promises
from balie.casework.tickets.models import Change, Merge, Notification, Ticket
from balie.foundation.errors import NotFound, Outdated, Refusal
from balie.foundation.live import nudge
from balie.foundation.statements.pipeline import pipelined
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.statements.rows import add_row, update_row
from balie.foundation.text.numbers import group

# What `undo` puts back, and the verbs it undoes.
RESTORABLE = (
    *("state", "state_reason_id", "wake_at", "owner_id", "team_id", "level"),
    *("solved_at", "closed_at", "answer_due_since", "reopened_count"),
)
# What only an answer that is taken back puts back.
ANSWERED = ("first_answer_at", "told_at")
UNDOABLE = frozenset({"state_set", "closed", "reopened", "taken", "assigned", "transferred"})
# What is taken back another way: what was written, with its mail; a mark of spam, with its own.
RETURNABLE = UNDOABLE | {"answered", "asked_aside", "marked_spam"}


class AlreadyClosed(Refusal):
    """The ticket was solved or closed before."""

    code = "already_closed"
    sentence = _("Ticket {number} is already closed. Open it again to change it.")


class MergedAway(Refusal):
    """The ticket went up in another one."""

    code = "merged_away"
    sentence = _("Ticket {number} was merged into {survivor}. Work there, or take them apart first.")


@dataclass(frozen=True)
class Changed:
    """One field of the history: from → to, as codes or short words; `reason` why a colleague did it."""

    field: str = ""
    old: object = ""
    new: object = ""
    reason: str = ""


def held(number: int, *, by: User | None, verb: str, version: int | None = None) -> Ticket:
    """The ticket, locked until the transaction ends.

    Raises `NotFound` when `by` may not know of it, `NotAllowed`, and `Outdated` when `version` is not the newest.
    """
    found: list[Ticket] = _HELD.records(by, number=number)
    if not found:
        raise NotFound()
    [ticket] = found
    ensure_may(by, verb, ticket)
    if version is not None and ticket.version != version:
        raise Outdated(version=ticket.version)
    note_found(ticket)
    return ticket


def _locked(viewer: User | None) -> QuerySet[Ticket]:
    # Nothing is joined: a row that waited for its lock comes back without what it pointed at before.
    rows = Ticket.objects.all() if viewer is None else Ticket.objects.visible_to(viewer)
    return rows.select_for_update(of=("self",)).filter(number=Given("number", BigIntegerField()))


_HELD = Prepared(_locked)


def note_found(ticket: Ticket) -> None:
    """Remember how the ticket stands, for who takes back what is done now."""
    ticket.found = columns(ticket, (*RESTORABLE, *ANSWERED))


def columns(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """As JSON keeps them: a moment as text, to the microsecond."""
    values = ((name, getattr(row, name)) for name in names)
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values}


def put_column(row: models.Model, name: str, value: Any) -> None:
    """The opposite of `columns`, for one of them."""
    setattr(row, name, parse_datetime(value) if isinstance(value, str) and name.endswith(("_at", "_since")) else value)


def _difference(ticket: Ticket) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the verb changed of what can be put back, as it found and as it left it."""
    found, left = ticket.found, columns(ticket, ticket.found)
    changed = [name for name, value in left.items() if value != found[name]]
    return {name: found[name] for name in changed}, {name: left[name] for name in changed}


def ensure_open(ticket: Ticket) -> None:
    if not ticket.is_open:
        raise AlreadyClosed(number=ticket.number)


def ensure_whole(ticket: Ticket) -> None:
    merge = Merge.objects.filter(merged=ticket, undone_at=None).select_related("survivor").first()
    if merge:
        raise MergedAway(number=group(ticket.number), survivor=group(merge.survivor.number))


def keep(
    ticket: Ticket, verb: str, *changes: Changed, by: User | None, at: datetime, fields: Iterable[str] = (), was: Ticket | None = None
) -> None:
    """Save `fields` as the next version, write history and audit, and nudge who looks at the ticket or its lists."""
    ticket.version += 1
    ticket.changed_at, ticket.quiet_since = at, None
    changed = {*fields, "version", "changed_at", "quiet_since"}
    with pipelined():
        update_row(ticket, *sorted({*changed, *promises.follow(ticket, verb, changed, by=by, at=at)}))
        promises.follow_promised(ticket, changed)
        before, after = _difference(ticket) if verb in RETURNABLE and by is not None else (None, None)
        for change in changes or (Changed(),):
            add_row(
                Change(
                    ticket=ticket,
                    at=at,
                    by=by,
                    verb=verb,
                    field=change.field,
                    old=str(change.old or "")[:300],
                    new=str(change.new or "")[:300],
                    reason=change.reason[:300],
                    before=before,
                    after=after,
                )
            )
        checklists.follow(ticket, verb, changed, at=at)
        record(f"tickets.{verb}", ticket, by=by, at=at, data={"fields": [change.field for change in changes if change.field]})
        tell(ticket)
        if was is not None:
            tell(was)


def stay_quiet(ticket: Ticket, since: datetime) -> None:
    """What Balie did to it by itself is no change by anybody: it is unchanged since before."""
    ticket.quiet_since = since
    ticket.save(update_fields=["quiet_since"])


def tell(ticket: Ticket) -> None:
    """Nudge the ticket's page and the lists it stands in."""
    whose = f"tickets:user:{ticket.owner_id}" if ticket.owner_id else "tickets:unassigned"
    teams = [f"tickets:team:{ticket.team_id}"] if ticket.team_id else []
    nudge(f"ticket:{ticket.number}", "tickets", whose, *teams)


def take_part(ticket: Ticket, *users: User | None) -> bool:
    """Make the users participants; True when somebody was new, and then `participant_ids` must be saved."""
    fresh = [user.pk for user in users if user is not None and user.pk not in ticket.participant_ids]
    ticket.participant_ids = [*ticket.participant_ids, *dict.fromkeys(fresh)]
    return bool(fresh)


def notify(ticket: Ticket, kind: Notification.Kind, users: Iterable[User], *, by: User | None, at: datetime) -> None:
    """Put the ticket under the colleagues' eyes, not under one's own; once while unread."""
    for user in {user.pk: user for user in users}.values():
        if by is not None and user.pk == by.pk:
            continue
        Notification.objects.get_or_create(user=user, ticket=ticket, kind=kind, read_at=None, defaults={"at": at, "by": by})
        nudge(f"user:{user.pk}")


def leads_of(ticket: Ticket) -> list[User]:
    """Who leads a team of the ticket."""
    teams = [each for each in (ticket.team_id, *ticket.also_team_ids) if each]
    return list(User.objects.filter(is_active=True, lead_team_ids__overlap=teams)) if teams else []
