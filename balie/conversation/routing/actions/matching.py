"""The matcher: one process reads the log in order, decides by the board, and makes what it decided true, in one transaction.

Whoever holds the lease has the highest term; every transaction begins with it, so that one who was thought dead writes nothing more.
The board is a fold over the log: after anything unforeseen it is thrown away and read again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import zip_longest

from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from balie.access.accounts.models import User
from balie.conversation.routing import rules
from balie.conversation.routing.actions.log import log_everything
from balie.conversation.routing.actions.offers import QUEUES
from balie.conversation.routing.board.board import Board
from balie.conversation.routing.board.facts import VERSION, Decided, Happening, Kind, ms
from balie.conversation.routing.board.keeping import read_board, write_board
from balie.conversation.routing.events import Offered
from balie.conversation.routing.models import Decision, LogEntry, Matcher, Offer, OperatorState, Snapshot, Waiting
from balie.conversation.routing.queries import has_room
from balie.foundation.events import announce
from balie.foundation.live import nudge
from balie.foundation.statements.rows import update_rows

LEASE_SECONDS = 4
MOST_LINES = 200
SNAPSHOT_EVERY = 5000
KEPT = timedelta(days=31)


class TermOver(Exception):
    """Another process decides now."""


def take_term(owner: str) -> int | None:
    """Become the one who decides, when nobody is or who was has not said so for a while, by the database's time; the term."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO routing_matcher (is_only, term, leased_until, owner, last_number) VALUES (true, 0, now(), '', 0) ON CONFLICT DO NOTHING"
        )
        cursor.execute(
            "UPDATE routing_matcher SET term = term + 1, owner = %s, leased_until = now() + make_interval(secs => %s) WHERE leased_until <= now() RETURNING term",
            [owner[:80], LEASE_SECONDS],
        )
        found = cursor.fetchone()
    return found[0] if found else None


def give_term_up(term: int) -> None:
    """A matcher that stops as told lets the next one begin at once."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE routing_matcher SET leased_until = now() WHERE term = %s", [term])


@transaction.atomic
def load_board(term: int, *, at: datetime) -> Board:
    """The board as the log has it; the very first time the log begins with all there is."""
    _now, number = _renew(term)
    kept = Snapshot.objects.order_by("-number").first()
    if kept is None and not number:
        log_everything(at=at)
    board, since = (read_board(kept.board), kept.number) if kept else (Board(), 0)
    for entry in LogEntry.objects.filter(number__gt=since).order_by("number").iterator(2000):
        board.apply(happening(entry))
    return board


@transaction.atomic
def decide(board: Board, term: int, *, at: datetime) -> int:
    """Read what is new in the log and offer what follows from it; how many lines were read. Raises `TermOver`."""
    now, number = _renew(term)
    lines = _numbered(board, number, at=at)
    decided = [(entry, each) for entry in lines for each in board.apply(happening(entry))]
    if not lines:
        return 0
    _make_true(decided, at=at, now=now)
    last = number + len(lines)
    Matcher.objects.filter(term=term).update(last_number=last)
    if last // SNAPSHOT_EVERY > number // SNAPSHOT_EVERY:
        Snapshot.objects.create(number=last, at=at, board=write_board(board))
    return len(lines)


@transaction.atomic
def forget_log(*, at: datetime) -> int:
    """Drop what is older than a month and lies before a snapshot; how many lines."""
    kept = Snapshot.objects.filter(at__lte=at - KEPT).order_by("-number").first()
    if kept is None:
        return 0
    Snapshot.objects.filter(number__lt=kept.number).delete()
    count, _each = LogEntry.objects.filter(number__lte=kept.number).delete()
    return count


def differences() -> list[tuple[int, tuple[int, int, int] | None, tuple[int, int, int] | None]]:
    """The log read again from its oldest snapshot: each decision that differs from what was kept, as (line, read again, kept).

    A decision is (what waits, operator, score).
    """
    kept = Snapshot.objects.order_by("number").first() if not LogEntry.objects.filter(number=1).exists() else None
    board, since = (read_board(kept.board), kept.number) if kept else (Board(), 0)
    again: list[tuple[int, tuple[int, int, int]]] = []
    for entry in LogEntry.objects.filter(number__gt=since).order_by("number").iterator(2000):
        again += [(entry.number or 0, (each.waiting, each.operator, each.score)) for each in board.apply(happening(entry))]
    rows = Decision.objects.filter(subject_kind="waiting", facts__number__gt=since).order_by("pk")
    was = [
        (facts["number"], (pk, operator, facts["score"])) for pk, operator, facts in rows.values_list("subject_id", "operator_id", "facts")
    ]
    pairs = zip_longest(again, was)
    return [((one or other or (0,))[0], one and one[1], other and other[1]) for one, other in pairs if one != other]


def happening(entry: LogEntry) -> Happening:
    return Happening(Kind(entry.kind), ms(entry.at), entry.facts)


def _renew(term: int) -> tuple[datetime, int]:
    """Go on being the one who decides: the database's time and the last number. The row stays locked, so nobody takes over meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE routing_matcher SET leased_until = now() + make_interval(secs => %s) WHERE term = %s RETURNING now(), last_number",
            [LEASE_SECONDS, term],
        )
        found = cursor.fetchone()
    if found is None:
        raise TermOver()
    return found[0], found[1]


def _numbered(board: Board, number: int, *, at: datetime) -> list[LogEntry]:
    """The lines that are new, numbered from here on, in one order for ever; and one for time alone where it changes something."""
    lines = list(LogEntry.objects.filter(number=None).order_by("id")[:MOST_LINES])
    due = board.next_due()
    if due is not None and due <= ms(at) and not lines:
        lines.append(LogEntry.objects.create(at=at, kind=Kind.TICK))
    for entry in lines:
        number += 1
        entry.number = number
    update_rows(lines, "number")
    return lines


def _make_true(decided: Sequence[tuple[LogEntry, Decided]], *, at: datetime, now: datetime) -> None:
    """Rows for what was decided, where the tables bear it out; a line in the log where somebody was first."""
    if not decided:
        return
    waiting, people, states = _hold([each for _entry, each in decided])
    rings = set(Offer.objects.filter(waiting__in=waiting, state=Offer.State.OFFERED).values_list("waiting_id", flat=True))
    decisions: list[Decision] = []
    offers: list[Offer] = []
    log: list[LogEntry] = []
    left: list[int] = []
    rung: list[OperatorState] = []
    for entry, each in decided:
        row, user, state = waiting.get(each.waiting), people[each.operator], states.get(each.operator)
        can = row is not None and row.ended_at is None and row.pk not in rings and _may_ring(user, state, row.channel)
        decisions.append(_decision(entry, each, row, is_void=not can, at=at))
        if row is None or not can:
            is_waiting = row is not None and row.ended_at is None and row.pk not in rings
            log.append(_line(Kind.VOID, at, waiting=each.waiting, operator=user.pk, is_waiting=is_waiting, **_standing(state)))
            continue
        expires = now + timedelta(seconds=row.queue.ring_s)
        offers.append(Offer(waiting=row, operator=user, decision=decisions[-1], offered_at=at, expires_at=expires))
        if state is not None:
            left.append(state.pk)
        rings.add(row.pk)
        rung.append(OperatorState(user=user, state=rules.State.OFFERED, since=max(at, state.since) if state else at))
        states[user.pk] = rung[-1]
        log.append(_line(Kind.STATE, at, operator=user.pk, **_standing(states[user.pk])))
    Decision.objects.bulk_create(decisions)
    Offer.objects.bulk_create(offers)
    OperatorState.objects.filter(pk__in=left).update(until=Greatest(F("since"), Value(at)))
    OperatorState.objects.bulk_create(rung)
    LogEntry.objects.bulk_create(log)
    _tell(offers, at=at)


def _hold(decided: Sequence[Decided]) -> tuple[dict[int, Waiting], dict[int, User], dict[int, OperatorState]]:
    """What waits and then the operators, locked in the order everybody locks them."""
    rows = Waiting.objects.select_for_update(of=("self",)).select_related("queue").filter(pk__in={each.waiting for each in decided})
    waiting = {row.pk: row for row in rows.order_by("pk")}
    held = User.objects.select_for_update(no_key=True).filter(pk__in={each.operator for each in decided})
    people = {user.pk: user for user in held.order_by("pk")}
    states = {row.user_id: row for row in OperatorState.objects.filter(user__in=people, until=None)}
    return waiting, people, states


def _may_ring(user: User, state: OperatorState | None, channel: str) -> bool:
    if state is None:
        return False
    return state.state == rules.State.AVAILABLE or (state.state == rules.State.TALKING and has_room(user, state, channel))


def _standing(state: OperatorState | None) -> dict[str, object]:
    return {"state": state.state, "since": ms(state.since)} if state else {"state": "", "since": 0}


def _line(kind: Kind, at: datetime, **facts: object) -> LogEntry:
    return LogEntry(at=at, kind=kind, facts=facts)


def _decision(entry: LogEntry, each: Decided, row: Waiting | None, *, is_void: bool, at: datetime) -> Decision:
    """Why this operator: who was free for it in turn, what came before it and was not for them, and what it had waited."""
    facts = {
        "number": entry.number,
        "waiting": each.waiting,
        "score": each.score,
        "waited_ms": each.waited_ms,
        "stage": each.stage,
        "candidates": [[one.operator, one.missed_it, one.relaxations, one.fit, one.since, one.offers] for one in each.candidates],
        "passed": [list(one) for one in each.passed],
    }
    return Decision(
        at=at,
        operator_id=each.operator,
        channel=row.channel if row else "",
        subject_kind="waiting",
        subject_id=each.waiting,
        rules_version=VERSION,
        facts=facts | ({"void": True} if is_void else {}),
    )


def _tell(offers: Sequence[Offer], *, at: datetime) -> None:
    for offer in offers:
        row = offer.waiting
        announce(
            Offered(
                offer_id=offer.pk,
                waiting_id=row.pk,
                subject_kind=row.subject_kind,
                subject_id=row.subject_id,
                operator_id=offer.operator_id,
                at=at,
            )
        )
    if offers:
        nudge(QUEUES, "routing", *(f"user:{offer.operator_id}" for offer in offers))
