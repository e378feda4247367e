"""Queues as the organisation sets them up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Skill, User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.conversation.routing.actions.log import note_queue
from balie.conversation.routing.actions.offers import QUEUES
from balie.conversation.routing.models import Queue, QueueSkill, RelaxationStep
from balie.conversation.routing.policies import SETTINGS
from balie.foundation.errors import Invalid
from balie.foundation.live import nudge

type Step = tuple[int, int, bool]
MOST_STEPS = 3
FIELDS = frozenset(
    {
        "name",
        "channel",
        "team",
        "calendar",
        "languages",
        "head_start_s",
        "slope_percent",
        "ring_s",
        "wrap_up_s",
        "answer_within_s",
        "agreed_percent",
        "short_abandon_s",
        "most_waiting",
        "overflow_to",
        "overflow_after_s",
        "longest_wait_s",
        "then",
        "when_closed",
        "is_picked_up",
        "incident",
        "incident_until",
    }
)


@transaction.atomic
def save_queue(
    key: str,
    *,
    fields: Mapping[str, Any],
    skills: Mapping[Skill, int] | None = None,
    steps: Sequence[Step] | None = None,
    by: User | None,
    at: datetime,
) -> Queue:
    """Make the queue of this key, or change it: `fields` of `FIELDS`; `skills` asked of all, and `steps` (seconds, levels less,
    without the language), where given, are exactly these. What waits goes on waiting, by the new rules at once. Raises `Invalid`."""
    ensure_may(by, SETTINGS)
    unknown = set(fields) - FIELDS
    if unknown:
        raise TypeError(f"a queue has no {sorted(unknown)}")
    row = Queue.objects.select_for_update(of=("self",)).filter(key=key).first() or Queue(key=key, position=Queue.objects.count())
    for name, value in fields.items():
        setattr(row, name, value)
    _ensure_flows(row)
    row.save()
    if skills is not None:
        row.asked.all().delete()
        QueueSkill.objects.bulk_create(QueueSkill(queue=row, skill=skill, least=least) for skill, least in skills.items())
    if steps is not None:
        _save_steps(row, steps)
    record("routing.queue_saved", row, by=by, at=at, data={"key": key, "fields": [*sorted(fields)]})
    note_queue(row, at=at)
    nudge(QUEUES)
    return row


@transaction.atomic
def set_queue_retired(row: Queue, *, is_retired: bool, by: User | None, at: datetime) -> None:
    """Nobody new waits in it, or again; what waits is still handed out."""
    ensure_may(by, SETTINGS)
    row.is_retired = is_retired
    row.save(update_fields=["is_retired"])
    record("routing.queue_retired" if is_retired else "routing.queue_restored", row, by=by, at=at)
    nudge(QUEUES)


def _ensure_flows(row: Queue) -> None:
    """Overflow has a queue and a time, of the same channel, and never comes back to where it began."""
    if (row.overflow_to is None) != (row.overflow_after_s is None):
        raise Invalid(field="overflow_after_s", reason=_("Choose both the queue that takes over and after how many seconds."))
    seen, other = {row.pk}, row.overflow_to
    while other is not None:
        if other.channel != row.channel:
            raise Invalid(field="overflow_to", reason=_("The queue that takes over is one of the same channel."))
        if other.pk in seen:
            raise Invalid(field="overflow_to", reason=_("What flows over would come back to this queue."))
        seen.add(other.pk)
        other = other.overflow_to


def _save_steps(row: Queue, steps: Sequence[Step]) -> None:
    if len(steps) > MOST_STEPS or len({after for after, _less, _drops in steps}) != len(steps):
        raise Invalid(field="steps", reason=_("At most {most} steps, each after another number of seconds.").format(most=MOST_STEPS))
    row.steps.all().delete()
    RelaxationStep.objects.bulk_create(
        RelaxationStep(queue=row, after_s=after, lower_by=less, drops_language=drops) for after, less, drops in sorted(steps)
    )
