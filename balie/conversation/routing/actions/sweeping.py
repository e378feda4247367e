"""What time alone ends: offers nobody took up, pauses, wrap-ups, and waiting that went on too long. Each once, by the database's clock."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now

from balie.conversation.routing import rules
from balie.conversation.routing.actions.offers import end_pause, end_wrap_up, miss_offer
from balie.conversation.routing.actions.waiting import move_to_queue
from balie.conversation.routing.events import WaitedLongest
from balie.conversation.routing.models import Offer, OperatorState, Queue, Waiting
from balie.foundation.events import announce

MOST_AT_ONCE = 200


def sweep(*, at: datetime) -> int:
    """Everything that is over; how much was."""
    offers = Offer.objects.filter(state=Offer.State.OFFERED, expires_at__lte=Now()).order_by("expires_at").values_list("pk", flat=True)
    wraps = Offer.objects.filter(wrapped_up_at=None, wrap_up_until__lte=Now()).order_by("wrap_up_until").values_list("pk", flat=True)
    turns = Waiting.objects.filter(ended_at=None, overflow_at__lte=Now()).order_by("overflow_at").values_list("pk", flat=True)
    done = sum(miss_offer(pk, at=at) for pk in list(offers[:MOST_AT_ONCE]))
    done += sum(end_wrap_up(pk, at=at) for pk in list(wraps[:MOST_AT_ONCE]))
    done += sum(end_pause(pk, at=at) for pk in _rested())
    return done + sum(_turn(pk, at=at) for pk in list(turns[:MOST_AT_ONCE]))


def _rested() -> list[int]:
    """The states of those whose pause after a missed offer is over."""
    missed = OperatorState.objects.filter(state=rules.State.MISSED, until=None).annotate(again_at=Max("user__offers__again_at"))
    return list(missed.filter(again_at__lte=Now()).order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE])


@transaction.atomic
def _turn(waiting_id: int, *, at: datetime) -> bool:
    """On to the queue that takes over, in the same place; or what the queue gives who waited longest, told once."""
    rows = Waiting.objects.select_for_update(of=("self",), skip_locked=True).select_related("queue__overflow_to")
    row = rows.filter(pk=waiting_id, ended_at=None, overflow_at__lte=Now()).first()
    if row is None:
        return False
    queue = row.queue
    if queue.overflow_to is not None and _flows_first(queue):
        move_to_queue(row.pk, queue.overflow_to, at=at)
        return True
    row.told_at, row.overflow_at = at, None
    row.save(update_fields=["told_at", "overflow_at"])
    announce(WaitedLongest(waiting_id=row.pk, subject_kind=row.subject_kind, subject_id=row.subject_id, then=queue.then, at=at))
    return True


def _flows_first(queue: Queue) -> bool:
    return queue.longest_wait_s is None or (queue.overflow_after_s or 0) < queue.longest_wait_s
