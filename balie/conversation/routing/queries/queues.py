"""Queues, what waits in them, and for whom it rings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet

from balie.access.accounts.models import User
from balie.access.permissions.levels import ALL_TEAMS
from balie.conversation.routing import rules
from balie.conversation.routing.board import facts as board
from balie.conversation.routing.board.scores import score
from balie.conversation.routing.extensions import SUBJECTS, Told
from balie.conversation.routing.models import Channel, ChannelLimit, Offer, OperatorState, Queue, Waiting
from balie.conversation.routing.queries.operators import languages_of
from balie.foundation.text.labels import Label
from balie.records.calendars.queries import default_calendar, is_open

MOST_WAITING = 200
MOST_ORDERED = 2000


class Way(StrEnum):
    """What becomes of who comes to a queue now."""

    WAIT = "wait"
    OVERFLOW = "overflow"
    GOODBYE = Queue.Otherwise.GOODBYE.value
    VOICEMAIL = Queue.Otherwise.VOICEMAIL.value
    CALL_BACK = Queue.Otherwise.CALL_BACK.value


@dataclass(frozen=True)
class Admission:
    """`queue` is where to wait, when `way` says so; `incident` is to be told first, "" is none; `is_closed` tells full from closed."""

    way: Way
    queue: Queue
    incident: str = ""
    is_closed: bool = False


def all_queues(*, all_of_them: bool = False) -> list[Queue]:
    rows = Queue.objects.select_related("team", "calendar", "overflow_to").prefetch_related("asked__skill", "steps")
    rows = rows if all_of_them else rows.filter(is_retired=False)
    return list(rows.order_by("is_retired", "position", "pk"))


def queue_named(key: str) -> Queue | None:
    return Queue.objects.select_related("calendar", "overflow_to").filter(key=key, is_retired=False).first()


def admission(queue: Queue, *, language: str = "", at: datetime) -> Admission:
    """Whether one may wait here now: by opening hours, how many wait, and where the rest goes. An incident is told in `language`."""
    incident = incident_of(queue, language, at=at)
    calendar = queue.calendar or default_calendar()
    if queue.is_retired or (calendar is not None and not is_open(calendar, at)):
        return Admission(Way(queue.when_closed), queue, incident, is_closed=True)
    if queue.most_waiting is None or Waiting.objects.filter(queue=queue, ended_at=None).count() < queue.most_waiting:
        return Admission(Way.WAIT, queue, incident)
    if queue.overflow_to is not None and not queue.overflow_to.is_retired:
        return Admission(Way.OVERFLOW, queue.overflow_to, incident)
    return Admission(Way(queue.then), queue, incident)


def incident_of(queue: Queue, language: str, *, at: datetime) -> str:
    """What is told to everybody who comes, while there is an incident; to who waits already, too."""
    if not queue.incident or (queue.incident_until is not None and queue.incident_until <= at):
        return ""
    told = Label(queue.incident)
    return told.in_language(language) if language else str(told)


def queue_spec(queue: Queue) -> board.Queue:
    """A queue as the board knows it."""
    return board.Queue(
        id=queue.pk,
        team=queue.team_id,
        head_start_ms=queue.head_start_s * 1000,
        slope=queue.slope_percent,
        asked=tuple(queue.asked.order_by("skill_id").values_list("skill_id", "least")),
        steps=tuple(board.Step(each.after_s * 1000, each.lower_by, each.drops_language) for each in queue.steps.order_by("after_s")),
    )


def operator_facts(user: User) -> dict[str, Any]:
    """An operator as the log tells of them; who works here no longer is in no team."""
    return {
        "operator": user.pk,
        "languages": sorted(languages_of(user)),
        "skills": {str(skill): level for skill, level in user.skills.order_by("skill_id").values_list("skill_id", "level")},
        "teams": sorted(user.team_ids) if user.is_active else [],
    }


def profile_of(user: User) -> board.Profile:
    told = operator_facts(user)
    skills = tuple(sorted((int(skill), level) for skill, level in told["skills"].items()))
    return board.Profile(frozenset(told["languages"]), skills, frozenset(told["teams"]))


def limit_facts() -> dict[str, Any]:
    """How many of each channel at once, and beside which others."""
    known = {each.channel: each for each in ChannelLimit.objects.all()}
    return {
        "most": {value: known[value].most if value in known else ChannelLimit.USUAL[value] for value in Channel.values},
        "beside": {value: known[value].beside if value in known else ChannelLimit.BESIDE[value] for value in Channel.values},
    }


def has_room(user: User, state: OperatorState | None, channel: str) -> bool:
    """Whether somebody in this state may take one more of the channel, beside the conversations they are in."""
    if state is None or state.state not in {rules.State.AVAILABLE, rules.State.TALKING}:
        return False
    held = dict(talking_of(user).values_list("waiting__channel").annotate(Count("pk")))
    if state.state == rules.State.TALKING and not held:
        return False
    limit = limit_facts()
    beside = {channel, *limit["beside"][channel]}
    return held.get(channel, 0) < limit["most"][channel] and set(held) <= beside


def may_pick_up(user: User, queue: Queue) -> bool:
    """Whether somebody may take from this queue what rings at others: a colleague of its team, where the queue lets them."""
    return queue.is_picked_up and queue.team_id in user.team_ids


def ringing_at(user: User) -> Offer | None:
    """What rings at somebody now."""
    return Offer.objects.select_related("waiting__queue", "decision").filter(operator=user, state=Offer.State.OFFERED).first()


def talking_of(user: User) -> QuerySet[Offer]:
    """The conversations somebody has taken up and that go on."""
    return Offer.objects.filter(operator=user, state=Offer.State.ACCEPTED, ended_at=None)


def open_waiting(kind: str, subject_id: int) -> Waiting | None:
    """Where the subject waits now."""
    return Waiting.objects.select_related("queue").filter(subject_kind=kind, subject_id=subject_id, ended_at=None).first()


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

    @property
    def percent(self) -> int | None:
        """SL-4: answered in time ÷ (answered + abandoned − abandoned at once), shared/contact-centre.md §3a."""
        counted = self.answered + self.abandoned - self.short
        return round(100 * self.in_time / counted) if counted else None

    @property
    def is_kept(self) -> bool:
        return self.percent is None or self.percent >= self.queue.agreed_percent


def queues_for(viewer: User, *, at: datetime, since: datetime) -> list[QueueLine]:
    """The queues of the teams the viewer leads, as they stand at `at`, with what ended since `since`: four queries, however many there are."""
    rows = list(_seen(viewer).select_related("team").order_by("position", "pk"))
    now = {
        queue: (count, oldest)
        for queue, count, oldest in Waiting.objects.filter(queue__in=rows, ended_at=None)
        .values_list("queue")
        .annotate(Count("pk"), Min("since"))
        .order_by("queue")
    }
    ended = _ended(rows, since)
    states = _states_by_team({row.team_id for row in rows})
    return [
        QueueLine(
            queue=row,
            waiting=now.get(row.pk, (0, None))[0],
            since=now.get(row.pk, (0, None))[1],
            states=states.get(row.team_id, {}),
            **ended.get(row.pk, {}),
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


def _seen(viewer: User) -> QuerySet[Queue]:
    rows = Queue.objects.filter(is_retired=False)
    return rows if viewer.has(ALL_TEAMS) else rows.filter(team__in=viewer.lead_team_ids)


def _ended(rows: Sequence[Queue], since: datetime) -> dict[int, dict[str, int]]:
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
        )
        .order_by("queue")
    )
    sums = ("answered", "in_time", "abandoned", "short", "others")
    return {each["queue"]: {name: int(each[name]) for name in sums} for each in found}


def _states_by_team(team_ids: set[int]) -> dict[int, dict[str, int]]:
    """Team → state → how many of its operators are in it."""
    found: dict[int, dict[str, int]] = {}
    rows = OperatorState.objects.filter(until=None, user__is_active=True, user__team_ids__overlap=list(team_ids))
    for teams, state in rows.values_list("user__team_ids", "state"):
        for team in team_ids & set(teams):
            counts = found.setdefault(team, {})
            counts[state] = counts.get(state, 0) + 1
    return found
