"""The door programs use: the work list, the next one, transfers that wait for an answer, and handing over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from balie.access.accounts.doors import user_named, user_of
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets import actions
from balie.casework.tickets.actions.handing_over import VERB
from balie.casework.tickets.queries.given import why_given
from balie.casework.tickets.queries.handovers import left_by
from balie.casework.tickets.queries.judging import judged_for
from balie.casework.tickets.queries.suggestions import suggestions_for
from balie.casework.tickets.queries.work import PROMISE, TICKET, WorkPage, WorkRow, work_for
from balie.conversation.routing.queries import may_manage
from balie.foundation.errors import NotFound
from balie.foundation.web.schemas import Input

work = Router()
TAKE = "tickets.take"
_KINDS = {TICKET: "ticket", PROMISE: "promise"}


class WorkOut(Schema):
    """A line of the work list. `kind`: ticket, promise, or late_promise of somebody one leads. `order`: the moment (seconds since 1970) it
    should be begun by; `metric`: what is promised first by `due_at`, empty without a promise, and then it waits since `asked_at`."""

    kind: str
    id: int
    number: int | None
    subject: str
    priority: int | None
    due_at: datetime | None
    metric: str
    asked_at: datetime
    owner: str
    team: str
    language: str
    customer: str
    order: int


class WorkPageOut(Schema):
    items: list[WorkOut]
    next: str


class JudgedTicketOut(Schema):
    """A ticket the question may belong to; `alike`: percent of the words."""

    number: int
    subject: str
    why: list[str]
    alike: int


class JudgedOut(Schema):
    """`kind`: answer, add or new, empty while nothing is noted; `rule` gave it and `says` so in words. `number`: the ticket it is about, or stands in."""

    question: int
    kind: str
    rule: str
    says: str
    number: int | None
    tickets: list[JudgedTicketOut]


class NextOut(Schema):
    """What was given, and why in words; `token` of the lease and when it lapses unless it is held on to or begun."""

    number: int
    why: list[str]
    token: int
    expires_at: datetime


class ReasonIn(Input):
    reason: str


class SuggestionOut(Schema):
    """`to`: `team:<id>` or `user:<id>`."""

    to: str
    name: str
    reasons: list[str]


class LeftOut(Schema):
    working: int
    waiting: int
    hidden: int
    promises: int
    drafts: int


class HandoverIn(Input):
    """Sign-in names: whose work, to whom (several, spread evenly). `to_team`: tickets to nobody in their team."""

    away: str
    to: list[str]
    to_team: bool = False
    reason: str


class HandoverOut(Schema):
    """`stayed`: what undoing left where it is, closed or passed on since."""

    id: int
    tickets: int
    promises: int
    is_undone: bool
    stayed: int = 0


@work.get("", response=WorkPageOut, summary="Read the work list, what loses most if left first")
def work_list(request: HttpRequest, after: str = "") -> dict[str, Any]:
    viewer = user_of(request)
    ensure_may(viewer, TAKE)
    page: WorkPage = work_for(viewer, after=after, at=timezone.now())
    return {"items": [_line(row) for row in page.rows], "next": page.next}


@work.post("/next", response=NextOut, summary="Give me the next")
def next_one(request: HttpRequest) -> dict[str, Any]:
    at = timezone.now()
    pulled = actions.pull_next(by=user_of(request), at=at)
    pulled.lease.refresh_from_db()
    why = why_given(pulled.decision, at=at)
    return {"number": pulled.ticket.number, "why": why, "token": pulled.lease.pk, "expires_at": pulled.lease.expires_at}


@work.post("/{number}/hold", response={204: None}, summary="Hold on to what was given")
def hold(request: HttpRequest, number: int) -> tuple[int, None]:
    ensure_may(user_of(request), TAKE)
    if not actions.hold_on(number, by=user_of(request)):
        raise NotFound()
    return 204, None


@work.post("/{number}/back", response={204: None}, summary="Not this one: give it back, with a reason")
def give_back(request: HttpRequest, number: int, payload: ReasonIn) -> tuple[int, None]:
    actions.not_this_one(number, reason=payload.reason, by=user_of(request), at=timezone.now())
    return 204, None


@work.get("/{number}/suggestions", response=list[SuggestionOut], summary="Whom a ticket may be passed to, and why")
def suggestions(request: HttpRequest, number: int) -> list[Any]:
    return suggestions_for(user_of(request), number)


@work.get("/questions/{number}/{position}", response=JudgedOut, summary="Whether a question of a contact needs a ticket, and by which rule")
def judged(request: HttpRequest, number: int, position: int) -> dict[str, Any]:
    viewer = user_of(request)
    ensure_may(viewer, "tickets.view")
    found = judged_for(viewer, number, position, at=timezone.now())
    if found is None:
        raise NotFound()
    to = found.judgement
    tickets = [{"number": each.number, "subject": each.subject, "why": each.why, "alike": each.likely.alike} for each in found.tickets]
    return {
        "question": found.question.pk,
        "kind": to.kind if to else "",
        "rule": to.rule if to else "",
        "says": found.says,
        "number": to.number if to else found.made and found.made.number,
        "tickets": tickets,
    }


@work.post("/{number}/accept", response={204: None}, summary="Take up what was passed to one")
def accept(request: HttpRequest, number: int) -> tuple[int, None]:
    actions.accept_transfer(number, by=user_of(request), at=timezone.now())
    return 204, None


@work.post("/{number}/refuse", response={204: None}, summary="Send back what was passed to one, with a reason")
def refuse(request: HttpRequest, number: int, payload: ReasonIn) -> tuple[int, None]:
    actions.refuse_transfer(number, reason=payload.reason, by=user_of(request), at=timezone.now())
    return 204, None


@work.get("/handovers/{username}", response=LeftOut, summary="What a colleague who is away leaves")
def left(request: HttpRequest, username: str) -> Any:
    viewer = user_of(request)
    ensure_may(viewer, VERB)
    away = user_named(username, field="username")
    if not may_manage(viewer, away):
        raise NotFound()
    return left_by(away, viewer=viewer)


@work.post("/handovers", response={201: HandoverOut}, summary="Hand over a colleague's tickets and promises")
def hand_over(request: HttpRequest, payload: HandoverIn) -> tuple[int, dict[str, Any]]:
    viewer = user_of(request)
    ensure_may(viewer, VERB)
    done = actions.hand_over(
        user_named(payload.away, field="away"),
        to=[user_named(each, field="to") for each in payload.to],
        to_team=payload.to_team,
        reason=payload.reason,
        by=viewer,
        at=timezone.now(),
    )
    return 201, {"id": done.pk, "tickets": len(done.given), "promises": len(done.promised), "is_undone": False}


@work.post("/handovers/{handover}/undo", response=HandoverOut, summary="Take a handover back")
def undo(request: HttpRequest, handover: int) -> dict[str, Any]:
    done, stayed = actions.undo_handover(handover, by=user_of(request), at=timezone.now())
    return {"id": done.pk, "tickets": len(done.given), "promises": len(done.promised), "is_undone": True, "stayed": stayed}


def _line(row: WorkRow) -> dict[str, Any]:
    shown = ("id", "subject", "due_at", "asked_at", "owner", "team", "language", "customer", "order")
    kind = _KINDS.get(row.kind, "late_promise")
    metric = row.metric if row.kind == TICKET else ""
    return {name: getattr(row, name) for name in shown} | {
        "kind": kind,
        "number": row.number,
        "metric": metric,
        "priority": row.priority or None,
    }
