"""The door programs use: one's own state and what rings there, the operators a lead answers for, and the queues."""

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
from balie.conversation.routing.models import NotReadyReason, Offer
from balie.conversation.routing.policies import BE_READY, VIEW
from balie.foundation.errors import Invalid, NotFound
from balie.foundation.web.schemas import Input

router = Router()
queues = Router()


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


class OfferOut(Schema):
    """`state`: offered, accepted, missed, declined or withdrawn. The subject is a kind and an id of that kind, as whoever lets it wait names it."""

    id: int
    state: str
    queue: str
    waiting: int
    subject_kind: str
    subject_id: int
    since: datetime
    expires_at: datetime


class QueueOut(Schema):
    """A queue now and today. `in_time` of `answered + abandoned − short` is what was agreed for `agreed_percent`.

    Sums in seconds: `waited_s` of the `answered`; `talked_s` and `wrapped_up_s` of the `handled`, the conversations that ended.
    """

    key: str
    name: str
    channel: str
    waiting: int
    since: datetime | None
    states: dict[str, int]
    answered: int
    in_time: int
    abandoned: int
    short: int
    agreed_percent: int
    waited_s: int
    handled: int
    talked_s: int
    wrapped_up_s: int


class WaitingOut(Schema):
    """One that waits, in its turn; `rings_at` is the name of the operator it rings at."""

    id: int
    since: datetime
    language: str
    is_call_back: bool
    rings_at: str
    missed: int


class WhyOut(Schema):
    """Sentences in the language of the one who asks."""

    why: list[str]


@router.get("/me/offer", response=OfferOut | None, summary="Read what rings at oneself")
def my_offer(request: HttpRequest) -> dict[str, Any] | None:
    ensure_may(user_of(request), BE_READY)
    found = queries.ringing_at(user_of(request))
    return _offer(found) if found else None


@router.post("/me/offer/{offer_id}/accept", response=OfferOut, summary="Take up what rings")
def accept_offer(request: HttpRequest, offer_id: int) -> dict[str, Any]:
    return _offer(actions.accept_offer(offer_id, by=user_of(request), at=timezone.now()))


@router.post("/me/offer/{offer_id}/decline", response=OfferOut, summary="Let what rings go to another")
def decline_offer(request: HttpRequest, offer_id: int) -> dict[str, Any]:
    return _offer(actions.decline_offer(offer_id, by=user_of(request), at=timezone.now()))


@router.post("/me/wrapped-up", response=StateOut, summary="End one's own wrap-up")
def wrapped_up(request: HttpRequest) -> dict[str, Any]:
    actions.end_own_wrap_up(user_of(request), at=timezone.now())
    return _state(queries.standing_of(user_of(request)))


@queues.get("", response=list[QueueOut], summary="List the queues of the teams one leads, as they are now")
def list_queues(request: HttpRequest) -> list[dict[str, Any]]:
    ensure_may(user_of(request), VIEW)
    at = timezone.now()
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    own = ("key", "channel", "agreed_percent")
    counted = ("waiting", "since", "states", "answered", "in_time", "abandoned", "short", "handled")
    lasted = ("waited", "talked", "wrapped_up")
    return [
        {name: getattr(each.queue, name) for name in own}
        | {name: getattr(each, name) for name in counted}
        | {f"{name}_s": int(getattr(each, name).total_seconds()) for name in lasted}
        | {"name": str(each.queue.name)}
        for each in queries.queues_for(user_of(request), since=midnight)
    ]


@queues.get("/{key}/waiting", response=list[WaitingOut], summary="List what waits in a queue, in its turn")
def list_waiting(request: HttpRequest, key: str) -> list[dict[str, Any]]:
    ensure_may(user_of(request), VIEW)
    found = queries.waiting_for(user_of(request), key, at=timezone.now())
    if found is None:
        raise NotFound()
    own = ("id", "since", "language", "is_call_back")
    return [{name: getattr(each.row, name) for name in own} | {"rings_at": each.rings_at, "missed": each.missed} for each in found[1]]


@queues.get("/waiting/{waiting_id}/why", response=WhyOut, summary="Read why something still waits")
def why_waiting(request: HttpRequest, waiting_id: int) -> dict[str, Any]:
    ensure_may(user_of(request), VIEW)
    found = queries.waiting_named(user_of(request), waiting_id)
    if found is None:
        raise NotFound()
    return {"why": queries.why_waiting(found, at=timezone.now())}


@queues.post("/waiting/{waiting_id}/pick-up", response=OfferOut, summary="Take up what waits, or rings at a colleague")
def pick_up(request: HttpRequest, waiting_id: int) -> dict[str, Any]:
    return _offer(actions.pick_up(waiting_id, by=user_of(request), at=timezone.now()))


def _offer(offer: Offer) -> dict[str, Any]:
    row = offer.waiting
    return {
        "id": offer.pk,
        "state": str(Offer.objects.values_list("state", flat=True).get(pk=offer.pk)),
        "queue": row.queue.key,
        "waiting": row.pk,
        "subject_kind": row.subject_kind,
        "subject_id": row.subject_id,
        "since": row.since,
        "expires_at": offer.expires_at,
    }


def _set(user: User, payload: StateIn, *, by: User) -> dict[str, Any]:
    reason = NotReadyReason.objects.filter(key=payload.reason).first() if payload.reason else None
    if payload.reason and reason is None:
        raise Invalid(field="reason", reason=_("“{key}” is not in the list.").format(key=payload.reason))
    actions.choose_state(user, payload.state, reason=reason, by=by, at=timezone.now())
    return _state(queries.standing_of(user))


def _state(standing: queries.Standing) -> dict[str, Any]:
    return {"state": standing.state, "reason": standing.reason_key, "since": standing.since}
