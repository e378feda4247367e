"""What the matcher decides from: a line for all that happens to queues, to what waits and to operators."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from balie.access.accounts.events import AccountChanged
from balie.access.accounts.models import User
from balie.conversation.routing.board.facts import Kind, ms, write_queue
from balie.conversation.routing.models import LogEntry, OperatorState, Queue
from balie.conversation.routing.policies import BE_READY
from balie.conversation.routing.queries import all_operators, limit_facts, operator_facts, queue_spec
from balie.foundation.statements.rows import add_row

CHANNEL = "balie_routing"


def note(kind: Kind, *, at: datetime, **facts: object) -> None:
    """Tell the matcher, when the running transaction commits."""
    add_row(LogEntry(at=at, kind=kind.value, facts=facts))
    wake_matcher()


def note_operator(user: User, *, at: datetime) -> None:
    note(Kind.OPERATOR, at=at, **operator_facts(user))


def note_queue(queue: Queue, *, at: datetime) -> None:
    note(Kind.QUEUE, at=at, **write_queue(queue_spec(queue)))


def note_limits(*, at: datetime) -> None:
    note(Kind.LIMITS, at=at, **limit_facts())


@transaction.atomic
def follow_account(event: AccountChanged) -> None:
    """Reaction: who somebody works with, and what they can, may have changed."""
    user = User.objects.filter(pk=event.user_id, is_service=False).first()
    if user is not None and (user.has(BE_READY) or OperatorState.objects.filter(user=user, until=None).exists()):
        note_operator(user, at=event.at)


def log_everything(*, at: datetime) -> None:
    """Where the log begins: all there is by now."""
    note_limits(at=at)
    for queue in Queue.objects.order_by("pk"):
        note_queue(queue, at=at)
    for user in all_operators().order_by("pk"):
        note_operator(user, at=at)
    for state in OperatorState.objects.filter(until=None).order_by("pk"):
        note(Kind.STATE, at=at, operator=state.user_id, state=state.state, since=ms(state.since))


def wake_matcher() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
