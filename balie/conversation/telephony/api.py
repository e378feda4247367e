"""The door programs use: one's own call, the calls that run, call-backs, and how the telephone is set up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema

from balie.access.accounts.doors import user_named, user_of
from balie.access.accounts.models import Team, User
from balie.access.permissions.actions import ensure_may
from balie.conversation.routing.models import Queue
from balie.conversation.telephony import actions, queries
from balie.conversation.telephony.models import Call, CallBack, Phone, Trunk
from balie.conversation.telephony.policies import CALL, SETTINGS, WATCH
from balie.foundation.errors import Invalid
from balie.foundation.text.labels import Label
from balie.foundation.web.schemas import Input
from balie.records.calendars.models import Calendar
from balie.records.taxonomy.models import Brand

router = Router()
setting_up = Router()


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
    queue = _named(Queue, "queue", key=payload.queue, is_retired=False)
    return _done(request, lambda by, at: actions.hand_to_queue(call_id, queue, by=by, at=at))


class PhoneOut(Schema):
    key: str
    user: str
    is_active: bool
    registered_at: datetime | None


class PhoneGivenOut(PhoneOut):
    """`secret` is told this once."""

    secret: str


class PhoneIn(Input):
    key: str
    username: str = ""


class ActiveIn(Input):
    is_active: bool


class LineOut(Schema):
    """`trouble` is the SIP status of the last failure, 0 for silence."""

    key: str
    name: str
    host: str
    port: int
    transport: str
    user: str
    registers: bool
    addresses: list[str]
    is_active: bool
    registered_at: datetime | None
    trouble: int | None


class LineIn(Input):
    """A `secret` that is left out stays as it was."""

    name: str
    host: str
    port: int = 5060
    transport: Literal["udp", "tcp", "tls"] = "udp"
    user: str = ""
    secret: str = ""
    registers: bool = False
    addresses: list[str] = []
    is_active: bool = True


class DialledOut(Schema):
    digits: str
    name: dict[str, str]
    team: str
    queue: str
    brand: str
    language: str
    calendar: str
    call_back_owner: str
    shown: str


class DialledIn(Input):
    """Team, queue, brand and calendar by their keys, the owner by username; "" is none."""

    name: dict[str, str]
    team: str
    call_back_owner: str
    queue: str = ""
    brand: str = ""
    language: Literal["nl", "fr", "en", "de"] = "nl"
    calendar: str = ""
    shown: str = ""


class OutgoingIn(Input):
    """Calendar and line by their keys; "" is that of the organisation, and any in use."""

    is_on: bool
    regions: list[str] = []
    prefixes: list[str] = []
    at_once_each: int = 1
    calls_a_day_each: int = 100
    minutes_a_day: int = 600
    calendar: str = ""
    line: str = ""
    shown_number: str = ""


@setting_up.get("/phones", response=list[PhoneOut], summary="List the telephones")
def phones(request: HttpRequest) -> list[dict[str, Any]]:
    ensure_may(user_of(request), SETTINGS)
    return [_phone(each) for each in queries.all_phones()]


@setting_up.post("/phones", response=PhoneGivenOut, summary="Add a telephone; its secret is told this once")
def add_phone(request: HttpRequest, payload: PhoneIn) -> dict[str, Any]:
    ensure_may(user_of(request), SETTINGS)
    owner = user_named(payload.username, field="username") if payload.username else None
    phone = actions.add_phone(payload.key, user=owner, by=user_of(request), at=timezone.now())
    return _phone(phone) | {"secret": phone.secret}


@setting_up.post("/phones/{key}/secret", response=PhoneGivenOut, summary="Give a telephone a new secret, told this once")
def renew_secret(request: HttpRequest, key: str) -> dict[str, Any]:
    ensure_may(user_of(request), SETTINGS)
    phone = actions.renew_secret(get_object_or_404(Phone, key=key), by=user_of(request), at=timezone.now())
    return _phone(phone) | {"secret": phone.secret}


@setting_up.put("/phones/{key}", response=PhoneOut, summary="Take a telephone out of use, or into it again")
def set_phone_active(request: HttpRequest, key: str, payload: ActiveIn) -> dict[str, Any]:
    ensure_may(user_of(request), SETTINGS)
    phone = get_object_or_404(Phone, key=key)
    return _phone(actions.set_phone_active(phone, is_active=payload.is_active, by=user_of(request), at=timezone.now()))


@setting_up.get("/lines", response=list[LineOut], summary="List the lines and whether they work")
def lines(request: HttpRequest) -> list[Any]:
    ensure_may(user_of(request), SETTINGS)
    return list(queries.all_trunks())


@setting_up.put("/lines/{key}", response=LineOut, summary="Make or change a line")
def save_line(request: HttpRequest, key: str, payload: LineIn) -> Any:
    fields = payload.dict()
    if not fields["secret"]:
        del fields["secret"]
    return actions.save_trunk(key, **fields, by=user_of(request), at=timezone.now())


@setting_up.get("/numbers", response=list[DialledOut], summary="List the numbers that people dial")
def numbers(request: HttpRequest) -> list[dict[str, Any]]:
    ensure_may(user_of(request), SETTINGS)
    return [_dialled(each) for each in queries.all_numbers()]


@setting_up.put("/numbers/{digits}", response=DialledOut, summary="Say what becomes of who dials a number")
def save_number(request: HttpRequest, digits: str, payload: DialledIn) -> dict[str, Any]:
    ensure_may(user_of(request), SETTINGS)
    number = actions.save_number(
        digits,
        name=Label(payload.name),
        team=_named(Team, "team", key=payload.team),
        queue=_named(Queue, "queue", key=payload.queue) if payload.queue else None,
        brand=_named(Brand, "brand", key=payload.brand) if payload.brand else None,
        calendar=_named(Calendar, "calendar", key=payload.calendar) if payload.calendar else None,
        call_back_owner=user_named(payload.call_back_owner, field="call_back_owner"),
        language=payload.language,
        shown=payload.shown,
        by=user_of(request),
        at=timezone.now(),
    )
    return _dialled(number)


@setting_up.get("/outgoing", response=OutgoingIn, summary="Read whom may be called")
def outgoing(request: HttpRequest) -> dict[str, Any]:
    ensure_may(user_of(request), SETTINGS)
    return _outgoing()


@setting_up.put("/outgoing", response=OutgoingIn, summary="Say whom may be called")
def allow_calls(request: HttpRequest, payload: OutgoingIn) -> dict[str, Any]:
    ensure_may(user_of(request), SETTINGS)
    fields = payload.dict(exclude={"calendar", "line"})
    calendar = _named(Calendar, "calendar", key=payload.calendar) if payload.calendar else None
    line = _named(Trunk, "line", key=payload.line) if payload.line else None
    actions.allow_calls(**fields, calendar=calendar, trunk=line, by=user_of(request), at=timezone.now())
    return _outgoing()


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


def _phone(phone: Phone) -> dict[str, Any]:
    return {
        "key": phone.key,
        "user": phone.user.username if phone.user else "",
        "is_active": phone.is_active,
        "registered_at": phone.registered_at,
    }


def _dialled(number: Any) -> dict[str, Any]:
    keys = {name: getattr(getattr(number, name), "key", "") for name in ("team", "queue", "brand", "calendar")}
    plain = {name: getattr(number, name) for name in ("digits", "language", "shown")}
    return keys | plain | {"name": dict(number.name), "call_back_owner": number.call_back_owner.username}


def _outgoing() -> dict[str, Any]:
    found = queries.outgoing()
    names = ("is_on", "regions", "prefixes", "at_once_each", "calls_a_day_each", "minutes_a_day", "shown_number")
    keys = {"calendar": found.calendar.key if found.calendar else "", "line": found.trunk.key if found.trunk else ""}
    return {name: getattr(found, name) for name in names} | keys


def _named(kind: Any, field: str, **key: object) -> Any:
    found = kind.objects.filter(**key).first()
    if found is None:
        raise Invalid(field=field, reason=_("There is none of this key."))
    return found
