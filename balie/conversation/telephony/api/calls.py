"""One's own call, the calls that run, and call-backs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from balie.access.accounts.doors import user_named, user_of
from balie.access.accounts.models import User
from balie.access.permissions.actions import ensure_may
from balie.conversation.routing.models import Queue
from balie.conversation.telephony import actions, queries
from balie.conversation.telephony.api.naming import named
from balie.conversation.telephony.models import Call, CallBack
from balie.conversation.telephony.policies import CALL, WATCH
from balie.foundation.web.schemas import Input

router = Router()


class CallOut(Schema):
    """A call: `state` is begun, greeted, waiting, talking or ended; `party` the other side as far as the viewer may read it."""

    id: int
    direction: str
    state: str
    party: str
    contact: int | None
    began_at: datetime
    answered_at: datetime | None


class MyCallOut(CallOut):
    """`rings`: one's own telephone rings still. `sound` is good, fair or poor, "" before it was measured; `colleague` who was asked, or asks."""

    rings: bool
    is_held: bool
    is_muted: bool
    colleague: str
    sound: str


class RunningOut(CallOut):
    operator: str
    sound: str


class NumberIn(Input):
    number: str


class ColleagueIn(Input):
    username: str


class QueueIn(Input):
    queue: str


class WhomIn(Input):
    whom: Literal["customer", "colleague", "both"]


class WatchIn(Input):
    username: str
    how: Literal["listen", "whisper", "join"]


class CallBackOut(Schema):
    id: int
    party: str
    number: str
    times: int
    asked_at: datetime


class EndIn(Input):
    end: Literal["called", "came_back", "dropped"]


@router.get("", response=list[RunningOut], summary="List the calls that run in the teams one leads")
def running(request: HttpRequest) -> list[dict[str, Any]]:
    ensure_may(user_of(request), WATCH)
    found = queries.running_calls(user_of(request))
    return [
        _call(each.call, each.name) | {"operator": each.operator.username if each.operator else "", "sound": each.sound or ""}
        for each in found
    ]


@router.get("/me", response=MyCallOut | None, summary="Read the call one is in")
def my_call(request: HttpRequest) -> dict[str, Any] | None:
    ensure_may(user_of(request), CALL)
    return _mine(user_of(request))


@router.post("", response=MyCallOut | None, summary="Call a number: one's own telephone first")
def call_out(request: HttpRequest, payload: NumberIn) -> dict[str, Any] | None:
    actions.call_out(payload.number, by=user_of(request), at=timezone.now())
    return _mine(user_of(request))


@router.post("/watch", response=MyCallOut | None, summary="Listen to an operator, whisper to them or take part")
def watch(request: HttpRequest, payload: WatchIn) -> dict[str, Any] | None:
    ensure_may(user_of(request), WATCH)
    operator = user_named(payload.username, field="username")
    actions.watch(operator.pk, payload.how, by=user_of(request), at=timezone.now())
    return _mine(user_of(request))


@router.get("/call-backs", response=list[CallBackOut], summary="List whom one is to call back")
def call_backs(request: HttpRequest) -> list[dict[str, Any]]:
    ensure_may(user_of(request), CALL)
    return [_call_back(each) for each in queries.call_backs_of(user_of(request))]


@router.post("/call-backs/{call_back_id}/end", response=CallBackOut, summary="Say that somebody was called back, or need not be")
def end_call_back(request: HttpRequest, call_back_id: int, payload: EndIn) -> dict[str, Any]:
    return _call_back(actions.end_call_back(call_back_id, end=payload.end, by=user_of(request), at=timezone.now()))


@router.post("/{call_id}/answer", response=MyCallOut | None, summary="Pick up what a colleague hands on or asks")
def answer(request: HttpRequest, call_id: int) -> dict[str, Any] | None:
    return _done(request, lambda by, at: actions.answer(call_id, by=by, at=at))


@router.post("/{call_id}/hold", response=MyCallOut | None, summary="Let the caller hear music")
def hold(request: HttpRequest, call_id: int) -> dict[str, Any] | None:
    return _done(request, lambda by, at: actions.hold_call(call_id, by=by, at=at))


@router.post("/{call_id}/resume", response=MyCallOut | None, summary="Take the caller back")
def resume(request: HttpRequest, call_id: int) -> dict[str, Any] | None:
    return _done(request, lambda by, at: actions.resume_call(call_id, by=by, at=at))


@router.post("/{call_id}/mute", response=MyCallOut | None, summary="Be heard by nobody")
def mute(request: HttpRequest, call_id: int) -> dict[str, Any] | None:
    return _done(request, lambda by, at: actions.set_muted(call_id, is_muted=True, by=by, at=at))


@router.post("/{call_id}/unmute", response=MyCallOut | None, summary="Be heard again")
def unmute(request: HttpRequest, call_id: int) -> dict[str, Any] | None:
    return _done(request, lambda by, at: actions.set_muted(call_id, is_muted=False, by=by, at=at))


@router.post("/{call_id}/hang-up", response=MyCallOut | None, summary="Leave the call")
def hang_up(request: HttpRequest, call_id: int) -> dict[str, Any] | None:
    return _done(request, lambda by, at: actions.hang_up(call_id, by=by, at=at))


@router.post("/{call_id}/consult", response=MyCallOut | None, summary="Ask a colleague while the caller hears music")
def consult(request: HttpRequest, call_id: int, payload: ColleagueIn) -> dict[str, Any] | None:
    ensure_may(user_of(request), CALL)
    colleague = user_named(payload.username, field="username")
    return _done(request, lambda by, at: actions.consult(call_id, colleague, by=by, at=at))


@router.post("/{call_id}/talk-with", response=MyCallOut | None, summary="Talk with the caller, the colleague or both")
def talk_with(request: HttpRequest, call_id: int, payload: WhomIn) -> dict[str, Any] | None:
    return _done(request, lambda by, at: actions.talk_with(call_id, payload.whom, by=by, at=at))


@router.post("/{call_id}/end-consult", response=MyCallOut | None, summary="Go back to the caller without the colleague")
def end_consult(request: HttpRequest, call_id: int) -> dict[str, Any] | None:
    return _done(request, lambda by, at: actions.end_consult(call_id, by=by, at=at))


@router.post("/{call_id}/hand-on", response=MyCallOut | None, summary="Transfer the call to a colleague")
def hand_on(request: HttpRequest, call_id: int, payload: ColleagueIn) -> dict[str, Any] | None:
    ensure_may(user_of(request), CALL)
    colleague = user_named(payload.username, field="username")
    return _done(request, lambda by, at: actions.hand_on(call_id, colleague, by=by, at=at))


@router.post("/{call_id}/hand-over", response=MyCallOut | None, summary="Give the call to the colleague who was asked")
def hand_over(request: HttpRequest, call_id: int) -> dict[str, Any] | None:
    return _done(request, lambda by, at: actions.hand_over(call_id, by=by, at=at))


@router.post("/{call_id}/to-queue", response=MyCallOut | None, summary="Let the caller wait in a queue")
def to_queue(request: HttpRequest, call_id: int, payload: QueueIn) -> dict[str, Any] | None:
    ensure_may(user_of(request), CALL)
    queue = named(Queue, "queue", key=payload.queue, is_retired=False)
    return _done(request, lambda by, at: actions.hand_to_queue(call_id, queue, by=by, at=at))


def _done(request: HttpRequest, act: Callable[[User, datetime], object]) -> dict[str, Any] | None:
    """One's call as it is after it."""
    act(user_of(request), timezone.now())
    return _mine(user_of(request))


def _mine(user: User) -> dict[str, Any] | None:
    mine = queries.call_of(user)
    if mine is None:
        return None
    colleague = mine.colleague.user.username if mine.colleague and mine.colleague.user else ""
    held = {"rings": mine.rings, "is_held": mine.is_held, "is_muted": mine.leg.is_muted}
    return _call(mine.call, mine.name) | held | {"colleague": colleague, "sound": mine.sound or ""}


def _call(call: Call, name: str) -> dict[str, Any]:
    return {
        "id": call.pk,
        "direction": call.direction,
        "state": call.state,
        "party": name,
        "contact": call.contact.number if call.contact else None,
        "began_at": call.began_at,
        "answered_at": call.answered_at,
    }


def _call_back(call_back: CallBack) -> dict[str, Any]:
    number = call_back.number.digits
    return {"id": call_back.pk, "party": call_back.party, "number": number, "times": call_back.times, "asked_at": call_back.asked_at}
