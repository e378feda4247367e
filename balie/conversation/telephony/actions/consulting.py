"""A colleague beside the caller: asked while the caller hears music, heard by all three, or given the call; and a call handed to a queue."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.conversation.contacts.sharing import share_contact
from balie.conversation.routing.models import Queue
from balie.conversation.telephony.actions.keeping import give_contact, let_see, note, open_legs, set_state, show
from balie.conversation.telephony.actions.ordering import order
from balie.conversation.telephony.actions.queueing import enter
from balie.conversation.telephony.actions.sounds import music_for
from balie.conversation.telephony.actions.talking import hold, phone_of, release, ring, talking
from balie.conversation.telephony.media.protocol import commands
from balie.conversation.telephony.models import Call, Leg
from balie.foundation.errors import Refusal


class Whom(StrEnum):
    """With whom an operator talks who asked a colleague."""

    CUSTOMER = "customer"
    COLLEAGUE = "colleague"
    BOTH = "both"


class AlreadyAsked(Refusal):
    """One colleague at a time."""

    code = "already_asked"
    sentence = _("You ask {name} already: end that first.")


class NobodyAsked(Refusal):
    """No colleague was asked into this call."""

    code = "nobody_asked"
    sentence = _("No colleague is with you in this call.")


@transaction.atomic
def consult(call_id: int, colleague: User, *, by: User, at: datetime) -> Leg:
    """Ask a colleague: their telephone rings, the caller hears music meanwhile. Raises `NotTalking`, `NoPhone` and `AlreadyAsked`."""
    caller, mine = talking(call_id, by=by)
    for leg in _asked_by(mine):
        raise AlreadyAsked(name=leg.user.name if leg.user else "")
    leg = ring(caller.call, phone_of(colleague), at=at, consulted_by=mine)
    hold(caller)
    let_see(caller.call, colleague, by=by, at=at)
    note(caller.call, "asked", at=at, user=colleague)
    return leg


@transaction.atomic
def talk_with(call_id: int, whom: str, *, by: User, at: datetime) -> None:
    """Talk with the caller, with the colleague who was asked, or with both. Raises `NotTalking` and `NobodyAsked`."""
    caller, mine = talking(call_id, by=by)
    asked = [each for each in _asked_by(mine) if each.answered_at]
    if not asked:
        raise NobodyAsked()
    held = {Whom.CUSTOMER: asked, Whom.COLLEAGUE: [caller], Whom.BOTH: []}[Whom(whom)]
    for leg in (caller, *asked):
        hold(leg) if leg in held else release(leg)
    note(caller.call, f"with_{whom}", at=at, user=by)


@transaction.atomic
def hand_over(call_id: int, *, by: User, at: datetime) -> None:
    """The colleague who was asked has the caller and the contact from now on. Raises `NotTalking` and `NobodyAsked`."""
    caller, mine = talking(call_id, by=by)
    if not _asked_by(mine):
        raise NobodyAsked()
    note(caller.call, "handed_over", at=at, user=by)
    order(mine.instance, commands.HangUp(mine.name))


@transaction.atomic
def end_consult(call_id: int, *, by: User, at: datetime) -> None:
    """Back to the caller, without the colleague. Raises `NotTalking` and `NobodyAsked`."""
    caller, mine = talking(call_id, by=by)
    asked = _asked_by(mine)
    if not asked:
        raise NobodyAsked()
    order(mine.instance, *(commands.HangUp(each.name) for each in asked))
    release(caller)
    note(caller.call, "back_to_caller", at=at, user=by)


@transaction.atomic
def hand_to_queue(call_id: int, queue: Queue, *, by: User, at: datetime) -> None:
    """The caller waits in another queue, in the place of who rang when they did; its team sees the contact. Raises `NotTalking`."""
    caller, _mine = talking(call_id, by=by)
    call = caller.call
    if call.contact is not None:
        share_contact(call.contact.pk, [queue.team_id], level=call.contact.level, at=at)
    call.queue = queue
    call.save(update_fields=["queue"])
    set_state(call, Call.State.WAITING)
    release(caller)
    order(caller.instance, commands.Part(caller.name), music_for(caller))
    order(caller.instance, *(commands.HangUp(each.name) for each in open_legs(call, Leg.Party.OPERATOR)))
    note(call, "to_queue", at=at, user=by, detail=queue.key)
    enter(call, queue, at=at)


def pass_on(leg: Leg, *, at: datetime) -> None:
    """Who talked with the caller left, and a colleague is still there: the caller is theirs, and so is the contact."""
    staying = [each for each in open_legs(leg.call, Leg.Party.OPERATOR) if each.answered_at]
    if not staying or leg.consulted_by_id is not None:
        return
    for each in open_legs(leg.call):
        release(each)
    heir = staying[0]
    heir.consulted_by = None
    heir.save(update_fields=["consulted_by"])
    give_contact(leg.call, heir.user, at=at)
    note(leg.call, "passed_on", at=at, user=heir.user)
    show(leg)


def _asked_by(leg: Leg) -> list[Leg]:
    return [each for each in open_legs(leg.call, Leg.Party.OPERATOR) if each.consulted_by_id == leg.pk]
