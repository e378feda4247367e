"""Who cannot be spoken with now leaves a message, keeps their place and is called back, or hears goodbye; each is owed what they were promised."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from balie.conversation.ivr import hearing
from balie.conversation.recordings.actions.recording import begin_message
from balie.conversation.routing.actions import AlreadyWaiting, NotWaiting, Subject, enter_queue, keep_place, leave_queue
from balie.conversation.routing.models import Queue, Waiting
from balie.conversation.telephony import rules as telephony
from balie.conversation.telephony.actions.call_backs import owe_call, place_of
from balie.conversation.telephony.actions.keeping import customer_leg, note, set_state
from balie.conversation.telephony.actions.ordering import order
from balie.conversation.telephony.actions.queueing import waiting_of
from balie.conversation.telephony.actions.sounds import end_of_music
from balie.conversation.telephony.events import Played
from balie.conversation.telephony.media.protocol import commands
from balie.conversation.telephony.models import Call, Leg

LAST_WORDS, MESSAGE = "last", "message"


def turn_away(call: Call, way: str, at: datetime) -> bool:
    """By the way of the queue that the caller may not wait in, or not any longer."""
    leg = customer_leg(call)
    if leg is None:
        return False
    leg.call = call
    if way == Queue.Otherwise.VOICEMAIL:
        leave_message(leg, at=at)
    elif way == Queue.Otherwise.GOODBYE and call.is_open:
        _leave(leg, Waiting.End.GOODBYE, at=at)
        hang_up_as(leg, telephony.Outcome.ABANDONED, "goodbye", at=at)
    elif way == Queue.Otherwise.CALL_BACK and call.is_open:
        promise_call(leg, at=at)
    else:
        return False
    return True


def leave_message(leg: Leg, *, at: datetime) -> None:
    """They hear that they may speak after the tone; whoever owns the number calls back who does not hang up before."""
    _leave(leg, Waiting.End.VOICEMAIL, at=at)
    note(leg.call, "voicemail", at=at)
    _play(leg, MESSAGE, "message", hearing.BEEP)


def promise_call(leg: Leg, *, at: datetime) -> None:
    """They hang up and are called in their turn, in the place they have; from a number that nobody can call they are not, and leave a message."""
    call = leg.call
    call_back = owe_call(call, at=at)
    if call_back is None:
        leave_message(leg, at=at)
        return
    with suppress(AlreadyWaiting):  # who rang before has a place already, an earlier one
        _keep_place(call, waiting_of(call), place_of(call_back), at=at)
    _silence(leg)
    note(call, "keeps_place", at=at)
    hang_up_as(leg, telephony.Outcome.CALL_BACK, "call-back", at=at)


def _keep_place(call: Call, waiting: Waiting | None, place: Subject, *, at: datetime) -> None:
    """Theirs in the queue; who found it full gets the one they would have had."""
    if waiting is not None:
        keep_place(waiting.pk, call_back=place, at=at)
    elif call.waits_in is not None:
        enter_queue(place, call.waits_in, language=call.language, since=call.began_at, is_call_back=True, at=at)


def hang_up_as(leg: Leg, outcome: telephony.Outcome, last_words: str = "", *, at: datetime) -> None:
    """The call ends so, whoever hangs up first."""
    leg.call.unanswered_as = outcome.value
    leg.call.save(update_fields=["unanswered_as"])
    if last_words:
        _play(leg, LAST_WORDS, last_words)
    else:
        order(leg.instance, commands.HangUp(leg.name))


def follow_last_words(event: Played) -> None:
    """Reaction: after the tone the message is recorded; after the last words we hang up."""
    kind, leg_name = event.player.split(":")[:2]
    call = Call.objects.select_related("contact", "number__queue", "queue").get(pk=event.call_id)
    if call.state in {Call.State.ENDED, Call.State.TALKING}:
        return
    if kind == LAST_WORDS:
        leg = customer_leg(call)
        if leg is not None and leg.name == leg_name:
            order(leg.instance, commands.HangUp(leg.name))
    elif kind == MESSAGE and begin_message(call, at=event.at) is not None:
        _let_speak(call)


def _let_speak(call: Call) -> None:
    """For as long as a message may take."""
    leg = customer_leg(call)
    if leg is not None:
        call.unanswered_as = telephony.Outcome.MESSAGE.value
        call.save(update_fields=["unanswered_as"])
        order(leg.instance, commands.Play(f"{LAST_WORDS}:{leg.name}", tuple(map(str, hearing.message_time())), (leg.name,)))


def _leave(leg: Leg, end: Waiting.End, *, at: datetime) -> None:
    waiting = waiting_of(leg.call)
    if waiting is not None:
        with suppress(NotWaiting):
            leave_queue(waiting.pk, end, at=at)
    _silence(leg)


def _silence(leg: Leg) -> None:
    """No music any more, and no colleague picks them up out of turn."""
    if leg.call.state == Call.State.WAITING:
        order(leg.instance, end_of_music(leg))
        set_state(leg.call, Call.State.GREETED)


def _play(leg: Leg, kind: str, name: str, *more: object) -> None:
    files = (str(hearing.sound(name, leg.call.language)), *map(str, more))
    order(leg.instance, commands.Play(f"{kind}:{leg.name}", files, (leg.name,)))
