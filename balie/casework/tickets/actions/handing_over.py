"""All the work and the promises of a colleague who is away, to others in one go; and back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import Code, record
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets.actions.holding import Changed, keep, note_found, notify, take_part, tell
from balie.casework.tickets.models import Handover, Notification, Ticket
from balie.casework.tickets.queries.handovers import open_tickets_of
from balie.casework.tickets.rules import LEAST_REASON, shares
from balie.conversation.promises import actions as promises
from balie.conversation.promises.queries import ids_of, owners_of
from balie.conversation.routing.queries import may_manage
from balie.foundation.errors import Invalid, NotFound, Refusal
from balie.foundation.live import nudge
from balie.foundation.text.normalise import one_line

VERB = "tickets.hand_over"


class AlreadyUndone(Refusal):
    """The handover was taken back before."""

    code = "already_undone"
    sentence = _("This handover was taken back already.")


@transaction.atomic
def hand_over(away: User, *, to: Sequence[User], to_team: bool = False, reason: str, by: User, at: datetime) -> Handover:
    """Pass every open ticket and promise of `away` that `by` may see on: spread evenly over `to` in the order they should be begun,

    or, with `to_team`, tickets to nobody in their team, and promises to the first of `to`, since a promise has an owner. Drafts stay whose they are.
    Raises `Invalid` for who cannot take it, `NotFound` for a colleague one does not lead.
    """
    ensure_may(by, VERB)
    if not may_manage(by, away):
        raise NotFound()
    why = one_line(reason)[:300]
    _ensure_sound(away, to, why)
    tickets = _locked(away, viewer=by)
    given = _give_tickets(tickets, to, to_team=to_team, reason=why, by=by, at=at)
    owed = list(ids_of(away, viewer=by))
    moved = promises.give_promises({pk: to[at_place] for pk, at_place in zip(owed, shares(len(owed), len(to)), strict=True)}, by=by, at=at)
    promised = [[pk, to[place].pk] for pk, place in zip(owed, shares(len(owed), len(to)), strict=True) if pk in moved]
    done = Handover.objects.create(from_user=away, at=at, by=by, reason=why, given=given, promised=promised)
    data: dict[str, Code] = {
        "from": away.pk,
        "to": [each.pk for each in to],
        "to_team": to_team,
        "tickets": len(given),
        "promises": len(promised),
    }
    record("tickets.work_handed_over", done, by=by, at=at, data=data)
    nudge(f"user:{away.pk}", *(f"user:{each.pk}" for each in to))
    return done


@transaction.atomic
def undo_handover(pk: int, *, by: User, at: datetime) -> tuple[Handover, int]:
    """Give back what nobody passed on since; how many tickets and promises stayed where they are. Raises `AlreadyUndone` and `NotFound`."""
    ensure_may(by, VERB)
    done = Handover.objects.select_for_update(of=("self",)).select_related("from_user").filter(pk=pk).first()
    if done is None or not may_manage(by, done.from_user):
        raise NotFound()
    if done.undone_at is not None:
        raise AlreadyUndone()
    stayed = _take_tickets_back(done, by=by, at=at)
    owed = owners_of((promise for promise, _to in done.promised), viewer=by)
    there = [promise for promise, to in done.promised if owed.get(promise) == to]
    back = promises.give_promises(dict.fromkeys(there, done.from_user), by=by, at=at)
    stayed += len(done.promised) - len(back)
    done.undone_at, done.undone_by = at, by
    done.save(update_fields=["undone_at", "undone_by"])
    record("tickets.handover_undone", done, by=by, at=at, data={"stayed": stayed})
    nudge(f"user:{done.from_user_id}")
    return done, stayed


def _locked(away: User, *, viewer: User) -> list[Ticket]:
    """In the order they should be begun, those that wait at the end; locked in the order everybody locks several in."""
    rows = open_tickets_of(away, viewer=viewer).order_by("pk").select_for_update(of=("self",)).select_related("team", "owner")
    return sorted(rows, key=lambda each: (each.work_order is None, each.work_order, each.pk))


def _ensure_sound(away: User, to: Sequence[User], why: str) -> None:
    if not to:
        raise Invalid(field="to", reason=_("Choose who takes it over."))
    if away in to:
        raise Invalid(field="to", reason=_("{name} cannot take over from themselves.").format(name=away.name))
    if idle := next((each for each in to if not each.has("tickets.take")), None):
        raise Invalid(field="to", reason=_("{name} does not work on tickets.").format(name=idle.name))
    if len(why) < LEAST_REASON:
        raise Invalid(field="reason", reason=_("Say in a few words why: the next one starts from it."))


def _give_tickets(
    tickets: Sequence[Ticket], to: Sequence[User], *, to_team: bool, reason: str, by: User, at: datetime
) -> list[list[int | None]]:
    """(ticket, its new owner or none), written with history and audit."""
    given: list[list[int | None]] = []
    told: set[int] = set()
    places = shares(len(tickets), len(to))
    for place, ticket in enumerate(tickets):
        owner = None if to_team and ticket.team_id else to[places[place]]  # of no team, nobody would see it
        note_found(ticket)
        was, ticket.owner = ticket.owner, owner
        take_part(ticket, owner)
        keep(
            ticket,
            "handed_over",
            Changed("owner", was and was.name, owner and owner.name, reason),
            by=by,
            at=at,
            fields=["owner", "participant_ids"],
        )
        if owner is not None and owner.pk not in told:  # once: the rest stands in the list
            notify(ticket, Notification.Kind.HANDED, [owner], by=by, at=at)
            told.add(owner.pk)
        given.append([ticket.pk, owner.pk if owner else None])
    if tickets and tickets[0].found["owner_id"]:
        nudge(f"tickets:user:{tickets[0].found['owner_id']}")
    return given


def _take_tickets_back(done: Handover, *, by: User, at: datetime) -> int:
    """How many stayed: closed, or passed on since."""
    owners = dict(done.given)
    stayed = 0
    for ticket in Ticket.objects.select_for_update(of=("self",)).select_related("team", "owner").filter(pk__in=list(owners)).order_by("pk"):
        if not ticket.is_open or ticket.owner_id != owners[ticket.pk]:
            stayed += 1
            continue
        note_found(ticket)
        was, ticket.owner = ticket.owner, done.from_user
        changed = Changed("owner", was and was.name, done.from_user.name)
        keep(ticket, "handover_undone", changed, by=by, at=at, fields=["owner"])
        if was is not None:
            nudge(f"tickets:user:{was.pk}")
        tell(ticket)
    return stayed
