"""What waits, ringing at an operator: taken up, missed, declined or withdrawn, exactly once; then the conversation and its wrap-up.

Whoever changes an offer holds what waits first, the offer next and the operator last.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.events import SignedOut
from balie.access.accounts.models import User
from balie.access.permissions.actions import ensure_may
from balie.conversation.routing import rules
from balie.conversation.routing.actions.log import note
from balie.conversation.routing.actions.states import leave, locked, note_missed, note_state
from balie.conversation.routing.board.facts import Kind
from balie.conversation.routing.events import OfferAccepted, OfferEnded
from balie.conversation.routing.models import Offer, Waiting
from balie.conversation.routing.policies import BE_READY
from balie.conversation.routing.queries import has_room, may_pick_up
from balie.foundation.errors import NotFound, Refusal
from balie.foundation.events import announce
from balie.foundation.live import nudge

QUEUES = "queues"
MISSES_COUNT = timedelta(hours=8)


class OfferGone(Refusal):
    """It rings no longer: the time was over, it was taken back, or somebody was first."""

    code = "offer_gone"
    sentence = _("This does not ring any more: it was taken up elsewhere, or the time was over.")


class NoRoom(Refusal):
    """Who would pick up is not free for it."""

    code = "no_room"
    sentence = _("You have your hands full, or are not available: end what you are in first.")


@transaction.atomic
def accept_offer(offer_id: int, *, by: User, at: datetime) -> Offer:
    """The operator takes up what rings: theirs from now on, by the database's time. Raises `OfferGone`."""
    ensure_may(by, BE_READY)
    offer = _ringing(offer_id, by)
    won = _rings(offer).filter(expires_at__gt=Now()).update(state=Offer.State.ACCEPTED, answered_at=at)
    if not won:
        raise OfferGone()
    _taken_up(offer, at=at)
    return offer


@transaction.atomic
def decline_offer(offer_id: int, *, by: User, at: datetime) -> Offer:
    """Not now: it goes to somebody else, and nothing rings here for a moment. Raises `OfferGone`."""
    ensure_may(by, BE_READY)
    offer = _ringing(offer_id, by)
    pause = rules.ring_pause(1)
    if not _rings(offer).update(state=Offer.State.DECLINED, ended_at=at, again_at=Now() + pause):
        raise OfferGone()
    _left(offer, rules.OfferState.DECLINED, pause=pause, at=at)
    back_to_work(offer.operator, at=at)
    return offer


@transaction.atomic
def pick_up(waiting_id: int, *, by: User, at: datetime) -> Offer:
    """Take what waits, or rings at a colleague, oneself; what rings at `by` goes on to another. Raises `NotFound`, `OfferGone`, and `NoRoom`."""
    ensure_may(by, BE_READY)
    own = Offer.objects.filter(operator=by, state=Offer.State.OFFERED).values_list("waiting_id", flat=True).first()
    rows = Waiting.objects.select_for_update(of=("self",)).select_related("queue").filter(pk__in=[waiting_id, own or 0])
    held = {row.pk: row for row in rows.order_by("pk")}
    row = held.get(waiting_id)
    if row is None or not may_pick_up(by, row.queue):
        raise NotFound()
    if row.ended_at is not None:
        raise OfferGone()
    for each in held.values():
        withdraw_offer(each, at=at)
    if not has_room(by, locked(by), row.channel):
        raise NoRoom()
    offer = Offer.objects.create(waiting=row, operator=by, state=Offer.State.ACCEPTED, offered_at=at, expires_at=at, answered_at=at)
    _taken_up(offer, at=at)
    return offer


@transaction.atomic
def leave_desk(event: SignedOut) -> None:
    """Reaction: who has signed out is not at the desk, whatever they were doing; what rings there goes on to another."""
    user = User.objects.get(pk=event.user_id)
    withdraw_from(user, at=event.at)
    leave(user, at=event.at)


def withdraw_offer(row: Waiting, *, at: datetime) -> None:
    """What waits, held by the caller, rings at nobody any more."""
    rings = Offer.objects.select_for_update(of=("self",)).select_related("operator").filter(waiting=row, state=Offer.State.OFFERED)
    offer = rings.first()
    if offer is not None:
        offer.waiting = row
        _withdraw(offer, at=at)


def withdraw_from(user: User, *, at: datetime) -> None:
    """What rings at somebody who leaves rings there no more."""
    found = Offer.objects.filter(operator=user, state=Offer.State.OFFERED).values_list("waiting_id", flat=True).first()
    if found is not None:
        withdraw_offer(Waiting.objects.select_for_update(of=("self",)).get(pk=found), at=at)


@transaction.atomic
def miss_offer(offer_id: int, *, at: datetime) -> bool:
    """Nobody took it up in time, by the database's clock; whether this was who found it so. A second time in a row the operator is not ready."""
    offer = _held(offer_id)
    in_a_row, lately = _misses(offer.operator, at)
    pause = rules.ring_pause(lately + 1)
    over = _rings(offer).filter(expires_at__lte=Now())
    if not over.update(state=Offer.State.MISSED, ended_at=at, again_at=Now() + pause):
        return False
    _left(offer, rules.OfferState.MISSED, pause=pause, at=at)
    if _talks(offer.operator):
        back_to_work(offer.operator, at=at)
    else:
        note_missed(offer.operator, is_again=in_a_row + 1 >= rules.MISSES_IN_A_ROW, at=at)
    return True


@transaction.atomic
def end_conversation(offer_id: int, *, at: datetime) -> Offer:
    """The conversation is over: the operator wraps up, at most as long as the queue gives. A second time it does nothing new."""
    offer = _held(offer_id)
    if offer.state != Offer.State.ACCEPTED:
        raise OfferGone()
    if offer.ended_at is not None:
        return offer
    wrap_up = timedelta(seconds=offer.waiting.queue.wrap_up_s)
    offer.ended_at, offer.wrap_up_until = at, at + wrap_up
    others = _talks(offer.operator, but=offer)
    if others or not wrap_up:
        offer.wrapped_up_at = at
    offer.save(update_fields=["ended_at", "wrap_up_until", "wrapped_up_at"])
    note(Kind.FINISHED, at=at, waiting=offer.waiting_id, operator=offer.operator_id, channel=offer.waiting.channel)
    if not others:
        note_state(offer.operator, rules.State.WRAP_UP if wrap_up else rules.State.AVAILABLE, at=at)
    nudge(QUEUES)
    return offer


@transaction.atomic
def enter_conversation(user: User, *, at: datetime) -> None:
    """Somebody talks in a conversation that no queue gave them: nothing rings there meanwhile. Who is not ready, or not at the desk, stays so."""
    state = locked(user)
    if state is not None and state.state in {rules.State.AVAILABLE, rules.State.MISSED, rules.State.WRAP_UP}:
        note_state(user, rules.State.TALKING, at=at)


@transaction.atomic
def leave_conversation(user: User, *, at: datetime) -> None:
    """That conversation is over: available again, unless another goes on or they chose otherwise meanwhile."""
    state = locked(user)
    if state is not None and state.state == rules.State.TALKING and not _talks(user):
        note_state(user, rules.State.AVAILABLE, at=at)


@transaction.atomic
def end_own_wrap_up(user: User, *, at: datetime) -> None:
    """The operator has written it down: available again before the longest wrap-up is over. Elsewhere it changes nothing."""
    ensure_may(user, BE_READY)
    state = locked(user)
    if state is not None and state.state == rules.State.WRAP_UP:
        note_state(user, rules.State.AVAILABLE, at=at)


@transaction.atomic
def end_wrap_up(offer_id: int, *, at: datetime) -> bool:
    """The longest wrap-up is over, by the database's clock: the operator is available again, unless they chose otherwise meanwhile."""
    offer = _held(offer_id)
    over = Offer.objects.filter(pk=offer.pk, wrapped_up_at=None, wrap_up_until__lte=Now())
    if not over.update(wrapped_up_at=at):
        return False
    state = locked(offer.operator)
    if state is not None and state.state == rules.State.WRAP_UP:
        note_state(offer.operator, rules.State.AVAILABLE, at=at)
    return True


@transaction.atomic
def end_pause(state_id: int, *, at: datetime) -> bool:
    """The pause after a missed offer is over: the operator is available again, unless they chose otherwise meanwhile."""
    user = User.objects.get(states__pk=state_id)
    state = locked(user)
    if state is None or state.pk != state_id or state.state != rules.State.MISSED:
        return False
    note_state(user, rules.State.AVAILABLE, at=at)
    return True


def back_to_work(user: User, *, at: datetime) -> None:
    """After an offer that led to nothing: in conversation for who still has one, else available."""
    note_state(user, rules.State.TALKING if _talks(user) else rules.State.AVAILABLE, at=at)


def end_waiting(row: Waiting, end: Waiting.End, *, at: datetime) -> None:
    """Close the record of what waits, which the caller holds."""
    row.ended_at, row.end = max(at, row.entered_at), end
    row.save(update_fields=["ended_at", "end"])
    nudge(QUEUES)


def _held(offer_id: int) -> Offer:
    """The offer with what waits, both held, in that order."""
    found = Offer.objects.filter(pk=offer_id).values_list("waiting_id", flat=True).first()
    if found is None:
        raise NotFound()
    row = Waiting.objects.select_for_update(of=("self",)).select_related("queue").get(pk=found)
    offer = Offer.objects.select_for_update(of=("self",)).select_related("operator").get(pk=offer_id)
    offer.waiting = row
    return offer


def _ringing(offer_id: int, by: User) -> Offer:
    offer = _held(offer_id)
    if offer.operator_id != by.pk:
        raise NotFound()
    return offer


def _rings(offer: Offer) -> QuerySet[Offer]:
    return Offer.objects.filter(pk=offer.pk, state=Offer.State.OFFERED)


def _taken_up(offer: Offer, *, at: datetime) -> None:
    row = offer.waiting
    offer.state, offer.answered_at = Offer.State.ACCEPTED, at
    end_waiting(row, Waiting.End.ANSWERED, at=at)
    note(Kind.ACCEPTED, at=at, waiting=row.pk, operator=offer.operator_id, channel=row.channel)
    note_state(offer.operator, rules.State.TALKING, at=at)
    announce(OfferAccepted(**_ids(offer), at=at))


def _withdraw(offer: Offer, *, at: datetime) -> None:
    if not _rings(offer).update(state=Offer.State.WITHDRAWN, ended_at=at):
        return
    _left(offer, rules.OfferState.WITHDRAWN, pause=timedelta(), at=at)
    back_to_work(offer.operator, at=at)


def _left(offer: Offer, how: rules.OfferState, *, pause: timedelta, at: datetime) -> None:
    pause_ms = round(pause.total_seconds() * 1000)
    note(Kind.OFFER_ENDED, at=at, waiting=offer.waiting_id, operator=offer.operator_id, how=how.value, pause_ms=pause_ms)
    announce(OfferEnded(**_ids(offer), how=how.value, at=at))
    nudge(QUEUES)


def _ids(offer: Offer) -> dict[str, Any]:
    row = offer.waiting
    return {
        "offer_id": offer.pk,
        "waiting_id": row.pk,
        "subject_kind": row.subject_kind,
        "subject_id": row.subject_id,
        "operator_id": offer.operator_id,
    }


def _talks(user: User, *, but: Offer | None = None) -> bool:
    """Whether a conversation that was taken up goes on."""
    going = Offer.objects.filter(operator=user, state=Offer.State.ACCEPTED, ended_at=None)
    return (going.exclude(pk=but.pk) if but else going).exists()


def _misses(user: User, at: datetime) -> tuple[int, int]:
    """How many offers were missed since the last one taken up, and how many lately."""
    recent = Offer.objects.filter(operator=user, ended_at__gte=at - MISSES_COUNT)
    taken = Offer.objects.filter(operator=user, answered_at__isnull=False).order_by("-id").values_list("id", flat=True).first()
    missed = recent.filter(state=Offer.State.MISSED)
    return missed.filter(pk__gt=taken or 0).count(), missed.count()
