"""Queues, whether one may wait in them, and who has room for what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from balie.access.accounts.models import User
from balie.conversation.routing import rules
from balie.conversation.routing.board import facts as board
from balie.conversation.routing.models import Offer, OperatorState, Queue, QueueSkill, RelaxationStep, Waiting
from balie.conversation.routing.queries.operators import languages_of, limits
from balie.foundation.text.labels import Label
from balie.records.calendars.queries import default_calendar, is_open


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


def all_queues(*, with_retired: bool = False) -> list[Queue]:
    rows = Queue.objects.select_related("team", "calendar", "overflow_to").prefetch_related("asked__skill", "steps")
    rows = rows if with_retired else rows.filter(is_retired=False)
    return list(rows.order_by("is_retired", "position", "pk"))


def queue_to_edit(key: str) -> Queue | None:
    """A queue with what it asks and its steps, as lists: one query."""
    asked = QueueSkill.objects.filter(queue=OuterRef("pk")).values(each=JSONObject(skill="skill_id", least="least"))
    steps = RelaxationStep.objects.filter(queue=OuterRef("pk")).order_by("after_s")
    each_step = steps.values(each=JSONObject(after="after_s", less="lower_by", drops="drops_language"))
    return Queue.objects.filter(key=key).annotate(asked_now=ArraySubquery(asked), steps_now=ArraySubquery(each_step)).first()


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


def limit_facts() -> dict[str, Any]:
    """How many of each channel at once, and beside which others."""
    rows = limits()
    return {
        "most": {channel: most for channel, _name, most, _beside in rows},
        "beside": {channel: others for channel, _name, _most, others in rows},
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
