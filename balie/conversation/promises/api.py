"""The door programs use: what was promised, and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import AwareDatetime

from balie.access.accounts.doors import user_named, user_of
from balie.access.permissions.actions import ensure_may
from balie.conversation.promises import actions, queries
from balie.conversation.promises.models import Promise
from balie.conversation.promises.policies import MAKE, VIEW, VIEW_TEAM
from balie.conversation.promises.queries import PromiseLine
from balie.foundation.errors import NotFound
from balie.foundation.web.schemas import Input

router = Router()


class PromiseOut(Schema):
    """`state`: open, kept (`is_late` when after its moment) or broken (not kept, with the `reason`)."""

    id: int
    what: str
    due_at: datetime
    state: str
    is_late: bool
    reason: str
    owner: str
    customer: str
    moved_count: int
    closed_at: datetime | None
    version: int


class PromiseIn(Input):
    """`kind` and `number` of what it is about: ticket, contact or customer. `owner` is a sign-in name, one's own by default."""

    kind: Literal["ticket", "contact", "customer"]
    number: int
    what: str
    due_at: AwareDatetime
    owner: str = ""


class ReasonIn(Input):
    reason: str


class MoveIn(Input):
    due_at: AwareDatetime
    reason: str
    version: int | None = None


class RateOut(Schema):
    """Of the last ninety days. `rate` is `kept` ÷ (`kept` + `late` + `broken`), null when none ended."""

    username: str
    kept: int
    late: int
    broken: int
    rate: float | None


@router.get("", response=list[PromiseOut], summary="List open promises: one's own, or the late ones of the teams one leads")
def promises(request: HttpRequest, view: Literal["mine", "late"] = "mine") -> list[PromiseLine]:
    viewer = user_of(request)
    ensure_may(viewer, VIEW)
    if view == "late":
        ensure_may(viewer, VIEW_TEAM)
        return queries.late_for(viewer, at=timezone.now())
    return queries.promises_of(viewer, viewer=viewer)


@router.post("", response={201: PromiseOut}, summary="Promise something by a moment")
def make(request: HttpRequest, payload: PromiseIn) -> tuple[int, PromiseLine]:
    viewer = user_of(request)
    ensure_may(viewer, MAKE)
    about = queries.subject_kind(payload.kind).find(viewer, payload.number)
    owner = user_named(payload.owner, field="owner") if payload.owner else viewer
    made = actions.make_promise(payload.kind, about, what=payload.what, due_at=payload.due_at, owner=owner, by=viewer, at=timezone.now())
    return 201, _line(request, made.pk)


@router.get("/rates", response=list[RateOut], summary="How the colleagues one leads keep their promises")
def rates(request: HttpRequest) -> list[dict[str, Any]]:
    viewer = user_of(request)
    ensure_may(viewer, VIEW_TEAM)
    return [
        {"username": each.username, "kept": each.tally.kept, "late": each.tally.late, "broken": each.tally.broken, "rate": each.tally.rate}
        for each in queries.tallies_for(viewer, at=timezone.now())
    ]


@router.post("/{promise}/kept", response=PromiseOut, summary="Say that it was done")
def keep(request: HttpRequest, promise: int) -> PromiseLine:
    actions.keep_promise(promise, by=user_of(request), at=timezone.now())
    return _line(request, promise)


@router.post("/{promise}/broken", response=PromiseOut, summary="Say that it will not be done, and why")
def break_(request: HttpRequest, promise: int, payload: ReasonIn) -> PromiseLine:
    actions.break_promise(promise, reason=payload.reason, by=user_of(request), at=timezone.now())
    return _line(request, promise)


@router.post("/{promise}/move", response=PromiseOut, summary="Move it to another moment, and say why")
def move(request: HttpRequest, promise: int, payload: MoveIn) -> PromiseLine:
    actions.move_promise(
        promise, due_at=payload.due_at, reason=payload.reason, version=payload.version, by=user_of(request), at=timezone.now()
    )
    return _line(request, promise)


def _line(request: HttpRequest, pk: int) -> PromiseLine:
    found = queries.lines(
        user_of(request), list(Promise.objects.visible_to(user_of(request)).filter(pk=pk).select_related("owner", "came_from"))
    )
    if not found:
        raise NotFound()
    return found[0]
