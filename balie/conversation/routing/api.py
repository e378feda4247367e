"""The door programs use: one's own state, and the operators a lead answers for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema

from balie.access.accounts.doors import user_named, user_of
from balie.access.accounts.models import User
from balie.access.permissions.actions import ensure_may
from balie.conversation.routing import actions, queries
from balie.conversation.routing.models import NotReadyReason
from balie.conversation.routing.policies import BE_READY, VIEW
from balie.foundation.errors import Invalid
from balie.foundation.web.schemas import Input

router = Router()


class StateOut(Schema):
    """`state`: available, offered, talking, wrap_up, not_ready (with `reason`), missed, or "" for not at the desk."""

    state: str
    reason: str
    since: datetime | None


class StateIn(Input):
    """`state`: available, not_ready with the key of a reason, or "" for not at the desk."""

    state: str
    reason: str = ""


class OperatorOut(StateOut):
    """`skills`: level by the skill's name; `held`: handed out and not begun."""

    username: str
    name: str
    languages: list[str]
    skills: dict[str, int]
    held: int


@router.get("/me/state", response=StateOut, summary="Read one's own state")
def my_state(request: HttpRequest) -> dict[str, Any]:
    ensure_may(user_of(request), BE_READY)
    return _state(queries.standing_of(user_of(request)))


@router.put("/me/state", response=StateOut, summary="Say whether one can be given work")
def set_my_state(request: HttpRequest, payload: StateIn) -> dict[str, Any]:
    return _set(user_of(request), payload, by=user_of(request))


@router.get("", response=list[OperatorOut], summary="List the operators one leads, with their state")
def operators(request: HttpRequest) -> list[dict[str, Any]]:
    ensure_may(user_of(request), VIEW)
    return [
        _state(each.standing)
        | {
            "username": each.user.username,
            "name": each.user.name,
            "languages": each.languages,
            "skills": dict(each.skills),
            "held": each.held,
        }
        for each in queries.operators_for(user_of(request))
    ]


@router.put("/{username}/state", response=StateOut, summary="Change the state of an operator one leads")
def set_state(request: HttpRequest, username: str, payload: StateIn) -> dict[str, Any]:
    ensure_may(user_of(request), "routing.manage_operators")
    return _set(user_named(username, field="username"), payload, by=user_of(request))


def _set(user: User, payload: StateIn, *, by: User) -> dict[str, Any]:
    reason = NotReadyReason.objects.filter(key=payload.reason).first() if payload.reason else None
    if payload.reason and reason is None:
        raise Invalid(field="reason", reason=_("“{key}” is not in the list.").format(key=payload.reason))
    actions.choose_state(user, payload.state, reason=reason, by=by, at=timezone.now())
    return _state(queries.standing_of(user))


def _state(standing: queries.Standing) -> dict[str, Any]:
    return {"state": standing.state, "reason": standing.reason_key, "since": standing.since}
