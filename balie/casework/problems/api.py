"""The door programs use: known problems, what to try for a ticket, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from balie.access.accounts.doors import user_of
from balie.access.permissions.actions import ensure_may
from balie.casework.problems import actions, queries
from balie.casework.problems.policies import TRY, VIEW
from balie.casework.problems.queries import Offer, ProblemLine
from balie.casework.problems.words import reasons_of
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries.detail import ticket_for
from balie.foundation.web.schemas import Input
from balie.records.taxonomy.models import Category
from balie.records.taxonomy.queries import find_term

router = Router()


class ProblemOut(Schema):
    """In the language of whose token it is. `ticket_count`: how many tickets were linked to it."""

    number: int
    name: str
    workaround: str
    categories: list[str]
    ticket_count: int
    has_ended: bool
    changed_at: datetime


class OfferOut(Schema):
    """A solution to try, `reasons` in words; `chance` from 0 to 1 that it works. `article` is the number of the one that says how."""

    solution: int
    name: str
    problem: int
    article: int | None
    minutes: int
    chance: float
    reasons: list[str]


class BesideOut(Schema):
    """`linked`: the problems the ticket has; `known`: others of its category; `offers`: what to try, best first."""

    linked: list[ProblemOut]
    known: list[ProblemOut]
    offers: list[OfferOut]


class LinkIn(Input):
    problem: int


class TrialIn(Input):
    solution: int
    has_worked: bool


@router.get("", response=list[ProblemOut], summary="List the last changed 50 problems, of a category or of all")
def problems(request: HttpRequest, category: str = "") -> list[ProblemLine]:
    viewer = user_of(request)
    ensure_may(viewer, VIEW)
    about = find_term(Category, category, "category")
    return queries.problems_for(viewer, category=about.pk if about else None)[: queries.PAGE]


@router.get("/of/{number}", response=BesideOut, summary="Read what is known of a ticket, and what to try")
def beside(request: HttpRequest, number: int) -> dict[str, Any]:
    ensure_may(user_of(request), VIEW)
    return _beside(request, ticket_for(user_of(request), number))


@router.post("/of/{number}/links", response=BesideOut, summary="Say that the ticket is of somebody who has the problem")
def link(request: HttpRequest, number: int, payload: LinkIn) -> dict[str, Any]:
    ensure_may(user_of(request), TRY)
    ticket = ticket_for(user_of(request), number)
    actions.link_ticket(payload.problem, ticket, by=user_of(request), at=timezone.now())
    return _beside(request, ticket)


@router.post("/of/{number}/trials", response=BesideOut, summary="Note that a solution worked for a ticket, or did not")
def note(request: HttpRequest, number: int, payload: TrialIn) -> dict[str, Any]:
    ensure_may(user_of(request), TRY)
    ticket = ticket_for(user_of(request), number)
    actions.note_trial(payload.solution, ticket, has_worked=payload.has_worked, by=user_of(request), at=timezone.now())
    return _beside(request, ticket)


def _beside(request: HttpRequest, ticket: Ticket) -> dict[str, Any]:
    found = queries.beside_ticket(user_of(request), ticket)
    return {"linked": found.linked, "known": found.known, "offers": [_offer(each) for each in found.offers]}


def _offer(offer: Offer) -> dict[str, Any]:
    rank = offer.ranked
    return {
        "solution": offer.id,
        "name": offer.name,
        "problem": offer.problem,
        "article": offer.article,
        "minutes": rank.candidate.minutes,
        "chance": rank.chance,
        "reasons": reasons_of(rank),
    }
