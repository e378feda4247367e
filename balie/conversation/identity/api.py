"""The door programs use: who the other party of a contact is, and what to ask."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from balie.access.accounts.doors import user_of
from balie.access.permissions.actions import ensure_may
from balie.conversation.contacts.queries import contact_for
from balie.conversation.identity import actions, queries
from balie.conversation.identity.models import Level
from balie.conversation.identity.policies import CHECK
from balie.foundation.errors import Invalid
from balie.foundation.web.schemas import Input

router = Router()


class AskOut(Schema):
    """A fact to ask. One that is not `is_tickable` can only be compared: send the answer."""

    key: str
    name: str
    ask: str
    is_tickable: bool


class CheckOut(Schema):
    """What was checked, never what was answered. `how` in words."""

    fact: str
    how: str
    is_right: bool
    by: str
    at: datetime


class IdentityOut(Schema):
    """`level` 1 says who it is, 2 checked, 3 strongly checked: what the purpose takes; `reached` so far, 0 for none.

    `least` more of `facts` must be right. `closed` says what to do after too many wrong answers, empty while the check is open.
    """

    level: int
    reached: int
    least: int
    facts: list[AskOut]
    checks: list[CheckOut]
    recognised: list[str]
    closed: str


class CheckIn(Input):
    """Either `answer`, which is compared and forgotten, or `is_right`, as somebody compared it."""

    fact: str
    answer: str = ""
    is_right: bool | None = None


@router.get("/{number}/identity", response=IdentityOut, summary="How sure it is who the other party is, and what to ask")
def identity(request: HttpRequest, number: int, level: int = 0) -> dict[str, object]:
    ensure_may(user_of(request), CHECK)
    if level not in {0, *Level.values}:
        raise Invalid(field="level", reason=_("Choose one of {choices}.").format(choices=", ".join(map(str, Level.values))))
    return _sight(request, number, level=level)


@router.post(
    "/{number}/identity/checks", response={201: IdentityOut}, summary="Compare an answer with the file, or say whether it was right"
)
def check(request: HttpRequest, number: int, payload: CheckIn) -> tuple[int, dict[str, object]]:
    contact = contact_for(user_of(request), number)
    actions.check_fact(contact, payload.fact, answer=payload.answer, is_right=payload.is_right, by=user_of(request), at=timezone.now())
    return 201, _sight(request, number)


@router.post("/{number}/identity/reopen", response=IdentityOut, summary="Let a check go on after too many wrong answers")
def reopen(request: HttpRequest, number: int) -> dict[str, object]:
    actions.reopen_check(contact_for(user_of(request), number), by=user_of(request), at=timezone.now())
    return _sight(request, number)


def _sight(request: HttpRequest, number: int, *, level: int = 0) -> dict[str, object]:
    sight = queries.sight_for(user_of(request), number, level=level)
    facts = [{"key": each.key, "name": str(each.name), "ask": str(each.ask), "is_tickable": each.is_tickable} for each in sight.facts]
    return {
        "level": int(sight.level),
        "reached": int(sight.reached),
        "least": sight.lack.least,
        "facts": facts,
        "checks": sight.checks,
        "recognised": [str(each) for each in sight.recognised],
        "closed": sight.closed,
    }
