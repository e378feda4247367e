"""Supervisors with an operator's talk: they listen, whisper to the operator, or take part; each time recorded."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.conversation.routing.queries import operator_named
from balie.conversation.telephony.actions.keeping import locked, note, open_legs
from balie.conversation.telephony.actions.ordering import order
from balie.conversation.telephony.actions.talking import NotTalking, phone_of, ring
from balie.conversation.telephony.media.protocol import commands
from balie.conversation.telephony.models import Call, Leg
from balie.conversation.telephony.policies import WATCH
from balie.foundation.errors import NotFound

_SAYS = {Leg.Watch.LISTEN: commands.Listen, Leg.Watch.WHISPER: commands.Whisper, Leg.Watch.JOIN: commands.Join}


@transaction.atomic
def watch(operator_id: int, how: str, *, by: User, at: datetime) -> Leg:
    """Hear an operator one leads: one's own telephone rings for it, once; another way of it needs no second call.

    Raises `NotFound` for whom one does not lead, `NotTalking` and `NoPhone`.
    """
    ensure_may(by, WATCH)
    if operator_named(by, operator_id) is None or operator_id == by.pk:
        raise NotFound()
    found = Leg.objects.filter(user_id=operator_id, party=Leg.Party.OPERATOR, ended_at=None, answered_at__isnull=False).first()
    if found is None:
        raise NotTalking()
    call = locked(found.call_id)
    leg = _own_leg(call, found, by=by) or ring(
        call, phone_of(by), party=Leg.Party.SUPERVISOR, watched=found, watch=how, answers=True, at=at
    )
    _set_way(leg, how)
    record("telephony.watched", call, by=by, at=at, data={"operator": operator_id, "how": how})
    note(call, how, at=at, user=by)
    return leg


def begin_watch(leg: Leg, *, at: datetime) -> None:
    """The supervisor picked up."""
    leg.answered_at = at
    leg.save(update_fields=["answered_at"])
    _say(leg)
    note(leg.call, "watches", at=at, user=leg.user, detail=leg.watch)


def end_watches(leg: Leg) -> None:
    """Who heard this operator hears nobody any more."""
    watchers = [each for each in open_legs(leg.call, Leg.Party.SUPERVISOR) if each.watched_id == leg.pk]
    order(leg.instance, *(commands.HangUp(each.name) for each in watchers))


def _own_leg(call: Call, watched: Leg, *, by: User) -> Leg | None:
    legs = open_legs(call, Leg.Party.SUPERVISOR)
    return next((each for each in legs if each.user_id == by.pk and each.watched_id == watched.pk), None)


def _set_way(leg: Leg, how: str) -> None:
    if leg.watch != how:
        leg.watch = how
        leg.save(update_fields=["watch"])
    if leg.answered_at is not None:
        _say(leg)


def _say(leg: Leg) -> None:
    assert leg.watched is not None
    order(leg.instance, _SAYS[Leg.Watch(leg.watch)](leg.name, leg.watched.name))
