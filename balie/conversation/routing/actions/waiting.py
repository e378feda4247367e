"""Queues as those who let something wait in them call them: enter, leave, go on elsewhere, come back later in the same place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from balie.conversation.routing.actions.leases import Subject
from balie.conversation.routing.actions.log import note
from balie.conversation.routing.actions.offers import QUEUES, end_waiting, withdraw_offer
from balie.conversation.routing.board.facts import Kind, ms
from balie.conversation.routing.models import Queue, Waiting
from balie.foundation.errors import Refusal
from balie.foundation.live import nudge


class AlreadyWaiting(Refusal):
    """The same call or chat waits already."""

    code = "already_waiting"
    sentence = _("This waits in a queue already.")


class NotWaiting(Refusal):
    """Somebody took it up, or it has left the queue."""

    code = "not_waiting"
    sentence = _("This does not wait any more.")


@transaction.atomic
def enter_queue(
    subject: Subject,
    queue: Queue,
    *,
    language: str = "",
    may_drop_language: bool = False,
    skills: Mapping[int, int] | None = None,
    bonus_s: int = 0,
    since: datetime | None = None,
    is_call_back: bool = False,
    at: datetime,
) -> Waiting:
    """Let the subject wait in the queue, from `since` (its place; now without one). `skills`: skill → least level, beside the queue's.

    `may_drop_language` only when the customer's file says so. Raises `AlreadyWaiting`. Whether the queue is open is asked of `admission` before.
    """
    row = Waiting(
        queue=queue,
        channel=queue.channel,
        subject_kind=subject.kind,
        subject_id=subject.id,
        language=language,
        may_drop_language=may_drop_language,
        skills={str(skill): least for skill, least in (skills or {}).items()},
        bonus_s=bonus_s,
        is_call_back=is_call_back,
        since=since or at,
        entered_at=at,
        overflow_at=_turns_at(queue, at),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise AlreadyWaiting() from None
    _note_entered(row, at=at)
    return row


@transaction.atomic
def leave_queue(waiting_id: int, end: Waiting.End, *, at: datetime) -> Waiting:
    """It waits no longer, and nothing of it rings any more. Raises `NotWaiting` when somebody took it up first."""
    row = _open(waiting_id)
    end_waiting(row, end, at=at)
    withdraw_offer(row, at=at)
    note(Kind.LEFT, at=at, waiting=row.pk)
    return row


@transaction.atomic
def move_to_queue(waiting_id: int, queue: Queue, *, at: datetime) -> Waiting:
    """Let it go on waiting in another queue, in the place it has. Raises `NotWaiting`."""
    row = _open(waiting_id)
    withdraw_offer(row, at=at)
    row.queue, row.overflow_at, row.told_at = queue, _turns_at(queue, at), None
    row.save(update_fields=["queue", "overflow_at", "told_at"])
    note(Kind.LEFT, at=at, waiting=row.pk)
    _note_entered(row, at=at)
    return row


@transaction.atomic
def keep_place(waiting_id: int, *, call_back: Subject, at: datetime) -> Waiting:
    """Who waits hangs up and is called back in their turn: `call_back` waits in the same place. Raises `NotWaiting`."""
    row = leave_queue(waiting_id, Waiting.End.CALL_BACK, at=at)
    return enter_queue(
        call_back,
        row.queue,
        language=row.language,
        may_drop_language=row.may_drop_language,
        skills={int(skill): least for skill, least in row.skills.items()},
        bonus_s=row.bonus_s,
        since=row.since,
        is_call_back=True,
        at=at,
    )


def _open(waiting_id: int) -> Waiting:
    row = Waiting.objects.select_for_update(of=("self",)).select_related("queue").filter(pk=waiting_id, ended_at=None).first()
    if row is None:
        raise NotWaiting()
    return row


def _turns_at(queue: Queue, at: datetime) -> datetime | None:
    """When the queue is left for another, or by the way its settings say: whichever is first."""
    after = [each for each in (queue.overflow_after_s, queue.longest_wait_s) if each is not None]
    return at + timedelta(seconds=min(after)) if after else None


def _note_entered(row: Waiting, *, at: datetime) -> None:
    note(
        Kind.ENTERED,
        at=at,
        waiting=row.pk,
        queue=row.queue_id,
        channel=row.channel,
        language=row.language,
        may_drop_language=row.may_drop_language,
        skills={str(skill): least for skill, least in row.skills.items()},
        bonus_s=row.bonus_s,
        since=ms(row.since),
    )
    nudge(QUEUES)
