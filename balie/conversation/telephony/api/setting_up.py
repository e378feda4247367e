"""How the telephone is set up."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema

from balie.access.accounts.doors import user_named, user_of
from balie.access.accounts.models import Team
from balie.access.permissions.actions import ensure_may
from balie.conversation.routing.models import Queue
from balie.conversation.telephony import actions, queries
from balie.conversation.telephony.api.naming import named
from balie.conversation.telephony.models import Phone, Trunk
from balie.conversation.telephony.policies import SETTINGS
from balie.foundation.text.labels import Label
from balie.foundation.web.schemas import Input
from balie.records.calendars.models import Calendar
from balie.records.taxonomy.models import Brand

router = Router()


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


@router.get("/phones", response=list[PhoneOut], summary="List the telephones")
def phones(request: HttpRequest) -> list[dict[str, Any]]:
    ensure_may(user_of(request), SETTINGS)
    return [_phone(each) for each in queries.all_phones()]


@router.post("/phones", response=PhoneGivenOut, summary="Add a telephone; its secret is told this once")
def add_phone(request: HttpRequest, payload: PhoneIn) -> dict[str, Any]:
    ensure_may(user_of(request), SETTINGS)
    owner = user_named(payload.username, field="username") if payload.username else None
    phone = actions.add_phone(payload.key, user=owner, by=user_of(request), at=timezone.now())
    return _phone(phone) | {"secret": phone.secret}


@router.post("/phones/{key}/secret", response=PhoneGivenOut, summary="Give a telephone a new secret, told this once")
def renew_secret(request: HttpRequest, key: str) -> dict[str, Any]:
    ensure_may(user_of(request), SETTINGS)
    phone = actions.renew_secret(get_object_or_404(Phone, key=key), by=user_of(request), at=timezone.now())
    return _phone(phone) | {"secret": phone.secret}


@router.put("/phones/{key}", response=PhoneOut, summary="Take a telephone out of use, or into it again")
def set_phone_active(request: HttpRequest, key: str, payload: ActiveIn) -> dict[str, Any]:
    ensure_may(user_of(request), SETTINGS)
    phone = get_object_or_404(Phone, key=key)
    return _phone(actions.set_phone_active(phone, is_active=payload.is_active, by=user_of(request), at=timezone.now()))


@router.get("/lines", response=list[LineOut], summary="List the lines and whether they work")
def lines(request: HttpRequest) -> list[Any]:
    ensure_may(user_of(request), SETTINGS)
    return list(queries.all_trunks())


@router.put("/lines/{key}", response=LineOut, summary="Make or change a line")
def save_line(request: HttpRequest, key: str, payload: LineIn) -> Any:
    fields = payload.dict()
    if not fields["secret"]:
        del fields["secret"]
    return actions.save_trunk(key, **fields, by=user_of(request), at=timezone.now())


@router.get("/numbers", response=list[DialledOut], summary="List the numbers that people dial")
def numbers(request: HttpRequest) -> list[dict[str, Any]]:
    ensure_may(user_of(request), SETTINGS)
    return [_dialled(each) for each in queries.all_numbers()]


@router.put("/numbers/{digits}", response=DialledOut, summary="Say what becomes of who dials a number")
def save_number(request: HttpRequest, digits: str, payload: DialledIn) -> dict[str, Any]:
    ensure_may(user_of(request), SETTINGS)
    number = actions.save_number(
        digits,
        name=Label(payload.name),
        team=named(Team, "team", key=payload.team),
        queue=named(Queue, "queue", key=payload.queue) if payload.queue else None,
        brand=named(Brand, "brand", key=payload.brand) if payload.brand else None,
        calendar=named(Calendar, "calendar", key=payload.calendar) if payload.calendar else None,
        call_back_owner=user_named(payload.call_back_owner, field="call_back_owner"),
        language=payload.language,
        shown=payload.shown,
        by=user_of(request),
        at=timezone.now(),
    )
    return _dialled(number)


@router.get("/outgoing", response=OutgoingIn, summary="Read whom may be called")
def outgoing(request: HttpRequest) -> dict[str, Any]:
    ensure_may(user_of(request), SETTINGS)
    return _outgoing()


@router.put("/outgoing", response=OutgoingIn, summary="Say whom may be called")
def allow_calls(request: HttpRequest, payload: OutgoingIn) -> dict[str, Any]:
    ensure_may(user_of(request), SETTINGS)
    fields = payload.dict(exclude={"calendar", "line"})
    calendar = named(Calendar, "calendar", key=payload.calendar) if payload.calendar else None
    line = named(Trunk, "line", key=payload.line) if payload.line else None
    actions.allow_calls(**fields, calendar=calendar, trunk=line, by=user_of(request), at=timezone.now())
    return _outgoing()


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
