"""What every verb on a ticket does around its own work: lock, may, note, tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets.models import Change, Notification, Ticket
from balie.foundation.errors import NotFound, Outdated, Refusal
from balie.foundation.live import nudge

# What `undo` puts back, and the verbs it undoes.
RESTORABLE = (
    *("state", "state_reason_id", "wake_at", "owner_id", "team_id", "level"),
    *("solved_at", "closed_at", "answer_due_since", "reopened_count"),
)
UNDOABLE = frozenset({"state_set", "closed", "reopened", "taken", "assigned", "transferred"})
# What is taken back another way: an answer, with its mail.
RETURNABLE = UNDOABLE | {"answered"}


class AlreadyClosed(Refusal):
    """The ticket was solved or closed before."""

    code = "already_closed"
    sentence = _("Ticket {number} is already closed. Open it again to change it.")


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
    rows = Ticket.objects.all() if by is None else Ticket.objects.visible_to(by)
    ticket = rows.select_for_update(of=("self",)).filter(number=number).first()
    if ticket is None:
        raise NotFound()
    ensure_may(by, verb, ticket)
    if version is not None and ticket.version != version:
        raise Outdated(version=ticket.version)
    ticket.found = {name: getattr(ticket, name) for name in RESTORABLE}
    return ticket


def ensure_open(ticket: Ticket) -> None:
    if not ticket.is_open:
        raise AlreadyClosed(number=ticket.number)


def keep(
    ticket: Ticket, verb: str, *changes: Changed, by: User | None, at: datetime, fields: Iterable[str] = (), was: Ticket | None = None
) -> None:
    """Save `fields` as the next version, write history and audit, and nudge who looks at the ticket or its lists."""
    ticket.version += 1
    ticket.changed_at = at
    ticket.save(update_fields=sorted({*fields, "version", "changed_at"}))
    before = ticket.found if verb in RETURNABLE and by is not None else None
    Change.objects.bulk_create(
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
        )
        for change in changes or (Changed(),)
    )
    record(f"tickets.{verb}", ticket, by=by, at=at, data={"fields": [change.field for change in changes if change.field]})
    tell(ticket)
    if was is not None:
        tell(was)


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
