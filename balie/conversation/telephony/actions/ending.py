"""A call ends, once, with one outcome; and what is owed to who rang in vain."""

from __future__ import annotations

from datetime import datetime

from balie.conversation.telephony import rules
from balie.conversation.telephony.actions.call_backs import owe_call
from balie.conversation.telephony.actions.consulting import pass_on
from balie.conversation.telephony.actions.keeping import customer_leg, note, open_legs, show, tell
from balie.conversation.telephony.actions.ordering import order
from balie.conversation.telephony.actions.queueing import give_back, leave, wrap_up
from balie.conversation.telephony.actions.talking import release
from balie.conversation.telephony.actions.waiting import wait
from balie.conversation.telephony.actions.watching import end_watches
from balie.conversation.telephony.events import CallEnded
from balie.conversation.telephony.media.protocol import commands
from balie.conversation.telephony.models import Call, Leg
from balie.foundation.events import announce


def end_call(call: Call, outcome: rules.Outcome, *, at: datetime) -> None:
    """Every leg that is left hangs up. A second end changes nothing."""
    if call.state == Call.State.ENDED:
        return
    for leg in open_legs(call):
        order(leg.instance, commands.HangUp(leg.name))
    call.state, call.ended_at, call.outcome = Call.State.ENDED, at, outcome.value
    call.save(update_fields=["state", "ended_at", "outcome"])
    note(call, "ended", at=at, detail=outcome.value)
    leave(call, at=at)
    announce(CallEnded(call_id=call.pk, outcome=outcome.value, at=at))
    if rules.is_owed_a_call(outcome, is_incoming=call.direction == Call.Direction.IN, was_answered=call.answered_at is not None):
        owe_call(call, at=at)


def end_leg(leg: Leg, reason: str, *, at: datetime) -> None:
    """A party is gone: without the customer, or without any operator, the call is over."""
    leg.ended_at, leg.reason = at, reason
    leg.save(update_fields=["ended_at", "reason"])
    call = leg.call
    show(leg)
    if leg.answered_at is not None:
        wrap_up(leg, at=at)
    if call.state == Call.State.ENDED:
        return
    if leg.party == Leg.Party.CUSTOMER:
        end_call(call, _outcome_without_customer(call), at=at)
    elif leg.party == Leg.Party.SUPERVISOR:
        tell(call)
    elif leg.answered_at is None:
        _not_picked_up(leg, reason, at=at)
    else:
        _operator_left(leg, at=at)


def _operator_left(leg: Leg, *, at: datetime) -> None:
    call = leg.call
    end_watches(leg)
    if open_legs(call, Leg.Party.OPERATOR):
        pass_on(leg, at=at)
        tell(call)
    elif call.state != Call.State.WAITING:  # handed to a queue, the caller waits on
        end_call(call, _outcome(call, rules.Outcome.NOT_REACHED), at=at)


def _not_picked_up(leg: Leg, reason: str, *, at: datetime) -> None:
    call = leg.call
    note(call, "missed", at=at, user=leg.user, detail=reason)
    if leg.told:
        order(leg.instance, commands.Transferred(leg.told, is_done=False))
    give_back(leg, reason, at=at)
    if open_legs(call, Leg.Party.OPERATOR):
        return
    if call.direction == Call.Direction.OUT:
        end_call(call, rules.Outcome.NOT_REACHED, at=at)
    elif call.state == Call.State.TALKING:  # who transferred is gone and nobody took it: the caller waits again
        caller = customer_leg(call)
        if caller is not None:
            release(caller)
            wait(caller, at=at)


def _outcome_without_customer(call: Call) -> rules.Outcome:
    if call.direction == Call.Direction.OUT:
        return _outcome(call, rules.Outcome.NOT_REACHED)
    if call.unanswered_as and call.answered_at is None:
        return rules.Outcome(call.unanswered_as)
    if not call.is_open:
        return rules.Outcome.OUT_OF_HOURS
    return _outcome(call, rules.Outcome.ABANDONED)


def _outcome(call: Call, unanswered: rules.Outcome) -> rules.Outcome:
    return rules.Outcome.ANSWERED if call.answered_at else unanswered
