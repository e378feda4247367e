"""Callers in a queue of routing: they enter it, ring where it offers them, and leave it."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from balie.access.accounts.models import User
from balie.conversation.contacts.events import ContactFinished
from balie.conversation.contacts.models import Contact
from balie.conversation.routing.actions import (
    NoRoom,
    Subject,
    accept_offer,
    decline_offer,
    end_conversation,
    end_own_wrap_up,
    enter_queue,
    leave_conversation,
    leave_queue,
)
from balie.conversation.routing.actions import pick_up as take_from_queue
from balie.conversation.routing.events import OfferEnded, WaitedLongest
from balie.conversation.routing.models import Offer, Queue, Waiting
from balie.conversation.routing.queries import admission
from balie.conversation.routing.queries.queues import Way
from balie.conversation.telephony.actions.keeping import customer_leg, note
from balie.conversation.telephony.actions.ordering import order
from balie.conversation.telephony.extensions import TURNED_AWAY
from balie.conversation.telephony.media.protocol import commands
from balie.conversation.telephony.media.reasons import Reason
from balie.conversation.telephony.models import Call, Leg
from balie.foundation.errors import Refusal

KIND = "phone_call"
_NOT_NOW = {each.value for each in (Reason.BUSY, Reason.DECLINED, Reason.NOT_FOUND, Reason.UNREACHABLE, Reason.REFUSED)}


def wait_in_queue(call: Call, *, at: datetime) -> bool:
    """In the place they have since they rang; who finds the queue full, and no other that takes over, gets what the queue says. Whether they may stay on the line."""
    queue = call.waits_in
    if queue is None:
        return True
    admitted = admission(queue, language=call.language, at=at)
    if admitted.way in {Way.WAIT, Way.OVERFLOW}:
        enter(call, admitted.queue, at=at)
        return True
    note(call, "closed" if admitted.is_closed else "full", at=at)
    turn_away(call, admitted.way, at=at)
    return False


def enter(call: Call, queue: Queue, *, at: datetime) -> None:
    """The caller waits in this queue, in the place they have since they rang."""
    skills = {int(skill): least for skill, least in call.skills.items()}
    enter_queue(Subject(KIND, call.pk), queue, language=call.language, skills=skills, since=call.began_at, at=at)


def leave(call: Call, *, at: datetime) -> None:
    """The caller waits no more."""
    row = waiting_of(call)
    if row is not None:
        leave_queue(row.pk, Waiting.End.ABANDONED, at=at)


def take(call: Call, user: User, *, at: datetime) -> Offer | None:
    """Out of turn, by whoever picks up; None where no queue holds the call, or the queue finds their hands full: then it is theirs all the same."""
    row = waiting_of(call)
    if row is None:
        return None
    try:
        return take_from_queue(row.pk, by=user, at=at)
    except NoRoom:
        leave_queue(row.pk, Waiting.End.ANSWERED, at=at)
        return None


def is_accepted(leg: Leg, *, at: datetime) -> bool:
    """Whether what rang is theirs who lifted the receiver; not when it went to somebody else meanwhile."""
    if leg.offer is None or leg.user is None:
        return True
    leg.offer.refresh_from_db()
    if leg.offer.state == Offer.State.ACCEPTED and leg.offer.ended_at is None:
        leg.refresh_from_db(fields=["ended_at"])  # taken up on the screen as the receiver was lifted: it rings anew
        return leg.ended_at is None
    try:
        with transaction.atomic():
            leg.answered_at = at  # before it is taken up: nobody need have it answer
            leg.save(update_fields=["answered_at"])
            accept_offer(leg.offer.pk, by=leg.user, at=at)
    except Refusal:
        leg.answered_at = None
        return False
    return True


def give_back(leg: Leg, reason: str, *, at: datetime) -> None:
    """It rang in vain: declined at once where nobody could lift the receiver; what rang out is missed by its own time."""
    if leg.offer is None or leg.user is None:
        return
    leg.offer.refresh_from_db()
    if leg.offer.state == Offer.State.ACCEPTED and leg.offer.ended_at is None:  # on screen, and the receiver was never lifted
        end_conversation(leg.offer.pk, at=at)
        if leg.call.direction == Call.Direction.IN:
            wait_in_queue(leg.call, at=at)
    elif reason in _NOT_NOW:
        with suppress(Refusal):
            decline_offer(leg.offer.pk, by=leg.user, at=at)


def wrap_up(leg: Leg, *, at: datetime) -> None:
    """The operator of this leg talks no more."""
    if leg.offer is not None:
        end_conversation(leg.offer.pk, at=at)
    elif leg.user is not None:
        leave_conversation(leg.user, at=at)


def end_wrap_up(event: ContactFinished) -> None:
    """Reaction: who wrote down how their call went has wrapped it up."""
    contact = Contact.objects.select_related("finished_by").get(pk=event.contact_id)
    wraps_up = Leg.objects.filter(
        call__contact=contact, user=contact.finished_by, offer__wrap_up_until__isnull=False, offer__wrapped_up_at=None
    )
    if contact.finished_by is not None and wraps_up.exists():
        end_own_wrap_up(contact.finished_by, at=event.at)


def stop_ringing(event: OfferEnded) -> None:
    """Reaction: what rang is another's now, or nobody's."""
    for leg in Leg.objects.filter(offer=event.offer_id, ended_at=None, answered_at=None):
        order(leg.instance, commands.HangUp(leg.name))


def end_long_wait(event: WaitedLongest) -> None:
    """Reaction: who waited as long as the queue lets them need not wait on, and gets what the queue says. Holds no call, as the matcher."""
    if event.subject_kind == KIND:
        call = Call.objects.select_related("contact", "number__queue", "queue").get(pk=event.subject_id)
        note(call, "waited_longest", at=event.at)
        turn_away(call, event.then, at=event.at)


def turn_away(call: Call, way: str, *, at: datetime) -> None:
    """The caller may not wait (any more): a message, a call-back or goodbye, as the queue's `way` says and somebody provides for."""
    if not any(fill(call, way, at) for fill in TURNED_AWAY.fillings()):
        _say_goodbye(call)


def waiting_of(call: Call) -> Waiting | None:
    """The caller's place in a queue."""
    return Waiting.objects.filter(subject_kind=KIND, subject_id=call.pk, ended_at=None).first()


def _say_goodbye(call: Call) -> None:
    caller = customer_leg(call)
    if caller is not None:
        order(caller.instance, commands.HangUp(caller.name))
