"""Queues as whoever leads their teams sees them, and the telephone's bar as an operator does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import JSONObject, Now

from balie.access.accounts.models import User
from balie.access.permissions.levels import ALL_TEAMS
from balie.conversation.routing import rules
from balie.conversation.routing.board import facts as board
from balie.conversation.routing.board.scores import score
from balie.conversation.routing.extensions import SUBJECTS, Told
from balie.conversation.routing.models import ChannelLimit, Matcher, Offer, OperatorState, Queue, QueueSkill, RelaxationStep, Waiting
from balie.conversation.routing.queries.operators import standing_of
from balie.conversation.routing.queries.queues import ringing_at
from balie.records.customers.extensions import OpenWork
from balie.records.customers.queries import open_work_for

MOST_WAITING = 200
MOST_ORDERED = 2000
MOST_OFFERS = 30
SILENCE = timedelta(seconds=5)


@dataclass(frozen=True)
class QueueLine:
    """A queue now, and how it did today: sums, never averages of averages. `percent` is what was answered in time, None before anything ended."""

    queue: Queue
    waiting: int = 0
    since: datetime | None = None
    states: Mapping[str, int] = field(default_factory=dict)
    answered: int = 0
    in_time: int = 0
    abandoned: int = 0
    short: int = 0
    others: int = 0
    waited: timedelta = timedelta()
    handled: int = 0
    talked: timedelta = timedelta()
    wrapped_up: timedelta = timedelta()

    @property
    def answer_time(self) -> timedelta | None:
        """Waited by those answered ÷ answered, from entering the queue (transfers start anew); None before anybody was."""
        return self.waited / self.answered if self.answered else None

    @property
    def handling_time(self) -> timedelta | None:
        """(Talked + wrapped up) ÷ conversations that ended, with what was held in it; None before any did."""
        return (self.talked + self.wrapped_up) / self.handled if self.handled else None

    @property
    def percent(self) -> int | None:
        """SL-4: answered in time ÷ (answered + abandoned − abandoned at once), shared/contact-centre.md §3a."""
        counted = self.answered + self.abandoned - self.short
        return round(100 * self.in_time / counted) if counted else None

    @property
    def is_kept(self) -> bool:
        return self.percent is None or self.percent >= self.queue.agreed_percent


def queues_for(viewer: User, *, since: datetime) -> list[QueueLine]:
    """The queues of the teams the viewer leads, as they stand now, with what ended since `since`: four queries, however many there are."""
    now = Waiting.objects.filter(queue=OuterRef("pk"), ended_at=None).order_by().values("queue")
    counted = {
        "waits": Subquery(now.annotate(waits=Count("pk")).values("waits")),
        "oldest": Subquery(now.annotate(oldest=Min("since")).values("oldest")),
    }
    rows = list(_seen(viewer).select_related("team").annotate(**counted).order_by("position", "pk"))
    ended = _ended(rows, since)
    handled = _handled(rows, since)
    states = _states_by_team({row.team_id for row in rows})
    return [
        QueueLine(
            queue=row,
            waiting=vars(row)["waits"] or 0,
            since=vars(row)["oldest"],
            states=states.get(row.team_id, {}),
            **ended.get(row.pk, {}),
            **handled.get(row.pk, {}),
        )
        for row in rows
    ]


@dataclass(frozen=True)
class WaitingLine:
    """One that waits, in its turn: who it is as far as the viewer may read it, and at whom it rings."""

    row: Waiting
    told: Told
    rings_at: str
    missed: int


def waiting_for(viewer: User, queue_key: str, *, at: datetime) -> tuple[Queue, list[WaitingLine]] | None:
    """What waits in a queue of a team the viewer leads, the first in turn first; None for another's queue."""
    queue = _seen(viewer).filter(key=queue_key).select_related("team").first()
    if queue is None:
        return None
    rows = in_turn(queue, Waiting.objects.filter(queue=queue, ended_at=None).order_by("since", "pk")[:MOST_ORDERED], at=at)[:MOST_WAITING]
    told = subjects_for(viewer, rows)
    rings = dict(Offer.objects.filter(waiting__in=rows, state=Offer.State.OFFERED).values_list("waiting_id", "operator__name"))
    missed = dict(
        Offer.objects.filter(waiting__in=rows, state=Offer.State.MISSED)
        .values_list("waiting_id")
        .annotate(Count("pk"))
        .order_by("waiting_id")
    )
    lines = [
        WaitingLine(row, told.get((row.subject_kind, row.subject_id), Told("")), rings.get(row.pk, ""), missed.get(row.pk, 0))
        for row in rows
    ]
    return queue, lines


def in_turn(queue: Queue, rows: Iterable[Waiting], *, at: datetime) -> list[Waiting]:
    """By score, as the board orders them."""
    spec = board.Queue(queue.pk, queue.team_id, queue.head_start_s * 1000, queue.slope_percent)

    def turn(row: Waiting) -> tuple[int, datetime, int]:
        return (-score(spec, since=board.ms(row.since), bonus_ms=row.bonus_s * 1000, at=board.ms(at)), row.since, row.pk)

    return sorted(rows, key=turn)


def subjects_for(viewer: User, rows: Sequence[Waiting]) -> dict[tuple[str, int], Told]:
    """What waits, by kind and id, as the viewer may read it."""
    fills = dict(SUBJECTS.fillings())
    found = {}
    for kind in {row.subject_kind for row in rows} & set(fills):
        told = fills[kind](viewer, [row.subject_id for row in rows if row.subject_kind == kind])
        found.update({(kind, pk): each for pk, each in told.items()})
    return found


@dataclass(frozen=True)
class PhoneBar:
    """What stands at the foot of an operator's screen: what rings here, or at a colleague whose call may be picked up.

    `work` is what is open for the customer that rings; `wraps_up` is until when, of what `told` then says.
    """

    offer: Offer | None = None
    told: Told | None = None
    work: Sequence[OpenWork] = ()
    others: Sequence[tuple[Offer, Told]] = ()
    wraps_up: datetime | None = None
    has_queues: bool = False


def phone_bar_for(user: User) -> PhoneBar:
    offer = ringing_at(user)
    others = [] if offer else list(_at_colleagues(user))
    wrapped = _wrapped_by(user) if offer is None else None
    own = offer or wrapped
    found = subjects_for(user, [each.waiting for each in [own, *others] if each])
    told = _told(found, own) if own else None
    return PhoneBar(
        offer=offer,
        told=told,
        work=open_work_for(user, told.customer) if offer and told and told.customer else (),
        others=[(each, _told(found, each)) for each in others],
        wraps_up=wrapped.wrap_up_until if wrapped else None,
        has_queues=Queue.objects.filter(is_retired=False).exists(),
    )


def waiting_named(viewer: User, pk: int) -> Waiting | None:
    """What waits, or waited, in a queue of a team the viewer leads, with what `why_waiting` asks of it: one query."""
    asked = (
        QueueSkill.objects.filter(queue=OuterRef("queue"))
        .order_by("skill")
        .values(each=JSONObject(skill="skill_id", least="least", name="skill__name"))
    )
    steps = RelaxationStep.objects.filter(queue=OuterRef("queue")).order_by("after_s")
    each_step = steps.values(each=JSONObject(after="after_s", less="lower_by", drops="drops_language"))
    rings = Offer.objects.filter(waiting=OuterRef("pk"), state=Offer.State.OFFERED).values("operator__name")[:1]
    limit = ChannelLimit.objects.filter(channel=OuterRef("channel")).values(each=JSONObject(most="most", beside="beside"))
    rows = Waiting.objects.select_related("queue__team").filter(pk=pk, queue__in=_seen(viewer)).annotate(limit=Subquery(limit))
    return rows.annotate(asked=ArraySubquery(asked), steps=ArraySubquery(each_step), rings_at=Subquery(rings)).first()


def offers_of(row: Waiting) -> list[Offer]:
    """Where it rang, the newest first."""
    return list(Offer.objects.select_related("operator", "decision").filter(waiting=row).order_by("-pk")[:MOST_OFFERS])


def silent_since() -> datetime | None:
    """Since when nobody hands out what waits; None while somebody does."""
    return Matcher.objects.filter(leased_until__lt=Now() - SILENCE).values_list("leased_until", flat=True).first()


def state_names() -> dict[str, str]:
    return {value: str(name) for value, name in OperatorState.State.choices}


def _wrapped_by(user: User) -> Offer | None:
    """The conversation that somebody is wrapping up."""
    if standing_of(user).state != rules.State.WRAP_UP:
        return None
    rows = Offer.objects.select_related("waiting").filter(operator=user, wrap_up_until__isnull=False, wrapped_up_at=None)
    return rows.order_by("-wrap_up_until").first()


def _at_colleagues(user: User) -> QuerySet[Offer]:
    rows = Offer.objects.select_related("waiting__queue", "operator").filter(state=Offer.State.OFFERED, waiting__queue__is_picked_up=True)
    return rows.filter(waiting__queue__team__in=user.team_ids).order_by("pk")[:2]


def _told(found: Mapping[tuple[str, int], Told], offer: Offer) -> Told:
    return found.get((offer.waiting.subject_kind, offer.waiting.subject_id), Told(""))


def _seen(viewer: User) -> QuerySet[Queue]:
    rows = Queue.objects.filter(is_retired=False)
    return rows if viewer.has(ALL_TEAMS) else rows.filter(team__in=viewer.lead_team_ids)


def _ended(rows: Sequence[Queue], since: datetime) -> dict[int, dict[str, Any]]:
    waited = F("ended_at") - F("entered_at")
    gone = Q(end=Waiting.End.ABANDONED)
    answered = Q(end=Waiting.End.ANSWERED)
    found: Any = (
        Waiting.objects.filter(queue__in=rows, ended_at__gte=since)
        .annotate(waited=waited)
        .values("queue")
        .annotate(
            answered=Count("pk", filter=answered),
            in_time=Count("pk", filter=answered & Q(waited__lte=F("queue__answer_within_s") * timedelta(seconds=1))),
            abandoned=Count("pk", filter=gone),
            short=Count("pk", filter=gone & Q(waited__lte=F("queue__short_abandon_s") * timedelta(seconds=1))),
            others=Count("pk", filter=~gone & ~answered),
            waited_in_all=Sum("waited", filter=answered),
        )
        .order_by("queue")
    )
    sums = ("answered", "in_time", "abandoned", "short", "others")
    return {each["queue"]: {name: int(each[name]) for name in sums} | {"waited": each["waited_in_all"] or timedelta()} for each in found}


def _handled(rows: Sequence[Queue], since: datetime) -> dict[int, dict[str, Any]]:
    """Queue → the conversations that ended, and how long was talked and wrapped up in them."""
    ended = Offer.objects.filter(waiting__queue__in=rows, state=Offer.State.ACCEPTED, ended_at__gte=since)
    found: Any = ended.values("waiting__queue").annotate(
        handled=Count("pk"), talked=Sum(F("ended_at") - F("answered_at")), wrapped_up=Sum(F("wrapped_up_at") - F("ended_at"))
    )
    nothing = timedelta()
    return {
        each["waiting__queue"]: {
            "handled": each["handled"],
            "talked": each["talked"] or nothing,
            "wrapped_up": each["wrapped_up"] or nothing,
        }
        for each in found.order_by("waiting__queue")
    }


def _states_by_team(team_ids: set[int]) -> dict[int, dict[str, int]]:
    """Team → state → how many of its operators are in it."""
    found: dict[int, dict[str, int]] = {}
    rows = OperatorState.objects.filter(until=None, user__is_active=True, user__team_ids__overlap=list(team_ids))
    for teams, state in rows.values_list("user__team_ids", "state"):
        for team in team_ids & set(teams):
            counts = found.setdefault(team, {})
            counts[state] = counts.get(state, 0) + 1
    return found
