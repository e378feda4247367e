"""Who rang in vain is called back by somebody in particular."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.conversation.contacts.actions import change_contact, take_over
from balie.conversation.routing.actions import Subject, leave_queue
from balie.conversation.routing.models import Waiting
from balie.conversation.telephony.events import CallAnswered, CallBackAsked
from balie.conversation.telephony.models import Call, CallBack
from balie.conversation.telephony.policies import CALL
from balie.foundation.errors import NotFound, Refusal
from balie.foundation.events import announce
from balie.foundation.live import nudge

IN_TURN = "call_back"


class AlreadyEnded(Refusal):
    """The call-back ended before."""

    code = "call_back_ended"
    sentence = _("This call-back has ended already.")


def owe_call(call: Call, *, at: datetime) -> CallBack | None:
    """The owner of the number calls back, and has the contact; None for who showed no number. Ringing in vain again counts, and asks nobody anew."""
    if call.number is None or not call.party:
        return None
    waiting = CallBack.objects.select_for_update().filter(number=call.number, party=call.party, ended_at=None).first()
    if waiting is not None:
        waiting.times += 1
        waiting.call = call
        waiting.save(update_fields=["times", "call"])
        return waiting
    owner = call.number.call_back_owner
    call_back = CallBack.objects.create(number=call.number, party=call.party, call=call, owner=owner, asked_at=at)
    if call.contact is not None:
        take_over(call.contact, by=owner, at=at)
        with translation.override(owner.language):
            change_contact(call.contact, subject=str(_("To call back")), by=owner, at=at)
    announce(CallBackAsked(call_back_id=call_back.pk, owner_id=owner.pk, at=at))
    nudge(f"user:{owner.pk}")
    return call_back


def place_of(call_back: CallBack) -> Subject:
    """The call-back as it waits in a queue, in the place of who is called back."""
    return Subject(IN_TURN, call_back.pk)


def settle_call_back(event: CallAnswered) -> None:
    """Reaction: whoever is spoken with waits for no call any more, whoever rang."""
    call = Call.objects.get(pk=event.call_id)
    end = CallBack.End.CAME_BACK if call.direction == Call.Direction.IN else CallBack.End.CALLED
    waiting = CallBack.objects.select_for_update().filter(party=call.party, ended_at=None)
    for call_back in waiting if call.party else ():
        _end(call_back, end, by_id=event.user_id, at=event.at)


@transaction.atomic
def end_call_back(call_back_id: int, *, end: str, by: User, at: datetime) -> CallBack:
    """They were called back, or need not be. Raises `NotFound` and `AlreadyEnded`."""
    ensure_may(by, CALL)
    call_back = CallBack.objects.select_for_update().filter(pk=call_back_id).first()
    if call_back is None:
        raise NotFound()
    if call_back.ended_at is not None:
        raise AlreadyEnded()
    _end(call_back, end, by_id=by.pk, at=at)
    record("telephony.call_back_ended", call_back, by=by, at=at, data={"end": end})
    return call_back


def _end(call_back: CallBack, end: str, *, by_id: int | None, at: datetime) -> None:
    place = Waiting.objects.filter(subject_kind=IN_TURN, subject_id=call_back.pk, ended_at=None).first()
    if place is not None:
        leave_queue(place.pk, Waiting.End.ANSWERED if end != CallBack.End.DROPPED else Waiting.End.ABANDONED, at=at)
    call_back.ended_at, call_back.end, call_back.ended_by_id = at, end, by_id
    call_back.save(update_fields=["ended_at", "end", "ended_by"])
    nudge(f"user:{call_back.owner_id}")
