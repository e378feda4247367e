"""Doors through which mail comes in: what waits is filed here, oldest first, by as many processes as there are workers."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from balie.conversation.email import actions, queries
from balie.conversation.email.guard import parse_guarded
from balie.conversation.email.jobs import defer_filing
from balie.conversation.email.models import RawMail
from balie.conversation.email.parsing import OverBudget, ParsedMail, Unparsable
from balie.conversation.email.senders.checks import judge_sender
from balie.conversation.email.senders.dns import names
from balie.conversation.email.senders.standing import Judgement
from balie.conversation.email.why import unread, why
from balie.foundation.files.queries import FileDamaged, read_file
from balie.foundation.processes.failpoints import failpoint
from balie.foundation.statements.cursors import planned_cursor
from balie.foundation.statements.keys import keys_ahead

logger = logging.getLogger(__name__)
FILING_KEY = 0x6D61696C << 32
BATCH = 20
READ_AHEAD = 3
SIDE_BY_SIDE = 2
LONGEST_RUN = 10.0
WAIT_FOR_OTHERS = 0.05
type Read = tuple[ParsedMail, Judgement] | OverBudget | Unparsable | FileDamaged


def file_waiting(*, longest: float = LONGEST_RUN) -> int:
    """File the mails that wait; how many were handled.

    Any number of processes may do so at once: each takes mails nobody else has, and an answer waits for the mail it answers. It
    returns when all that waits is being filed elsewhere. What is left after `longest` seconds is another job's.
    """
    until, handled, after = time.monotonic() + longest, 0, 0
    while True:
        with _claimed(after) as batch:
            settled, last = _file_all(batch, until)
        handled, after = handled + settled, last or after
        if time.monotonic() > until:
            defer_filing()
            return handled
        if not batch:
            if not (after and queries.is_mail_waiting(timezone.now())):
                return handled
            after = 0
            time.sleep(WAIT_FOR_OTHERS)


def file_backlog(*, longest: float = LONGEST_RUN) -> int:
    """As `file_waiting`; by two threads when more than a batch waits, so that one works while the other's statement is at the database."""
    if not queries.is_backlog(timezone.now(), more_than=BATCH):
        return file_waiting(longest=longest)
    with ThreadPoolExecutor(max_workers=SIDE_BY_SIDE, thread_name_prefix="file-mail") as pool:
        return sum(pool.map(_file_beside, [longest] * SIDE_BY_SIDE))


def _file_beside(longest: float) -> int:
    """In a thread with a connection of its own."""
    try:
        return file_waiting(longest=longest)
    finally:
        connection.close()


def file_one(raw: RawMail) -> RawMail:
    """File this mail now, in the caller's process; it ends filed, listed or quarantined."""
    for _try in range(actions.MOST_TRIES):
        with _claim(raw.pk):
            [(_raw, read)] = _read_ahead([raw])
            _settle_or_note(raw, read, queries.own_addresses())
        raw.refresh_from_db()
        if raw.state != RawMail.State.NEW:
            break
        file_waiting()  # it may answer one of these
        raw.refresh_from_db()
    return raw


def _file_all(batch: Sequence[RawMail], until: float) -> tuple[int, int]:
    """How many were handled until then, and the last one's key."""
    handled = last = 0
    own = queries.own_addresses() if batch else frozenset()
    with keys_ahead(len(batch)):
        for raw, read in _read_ahead(batch):
            _settle_or_note(raw, read, own)
            handled, last = handled + 1, raw.pk
            if time.monotonic() > until:
                break
    return handled, last


def _settle_or_note(raw: RawMail, read: Read | Exception, own: frozenset[str]) -> None:
    """One mail that cannot be filed keeps no other waiting."""
    try:
        if isinstance(read, Exception) and not isinstance(read, OverBudget | Unparsable | FileDamaged):
            raise read
        _settle(raw, read, own)
    except (OperationalError, InterfaceError):
        raise  # the database, not the mail: the job is tried again
    except Exception as error:  # the outer loop of filing
        logger.exception("raw mail %s could not be filed", raw.pk)
        actions.note_failure(raw.pk, type(error).__name__, at=timezone.now())


def _settle(raw: RawMail, read: Read, own: frozenset[str]) -> RawMail:
    at = timezone.now()
    match read:
        case OverBudget() | Unparsable():
            return actions.refuse_mail(raw.pk, unread(read), at=at)
        case FileDamaged():
            return actions.refuse_mail(raw.pk, why(RawMail.Reason.DAMAGED, name=raw.file.name), at=at)
        case (mail, judged):
            failpoint("mail.read")
            filed = actions.receive_email(raw, mail, judged=judged, at=at, own=own)
            failpoint("mail.filed")
            return filed


def _read(raw: RawMail) -> Read:
    try:
        content = read_file(raw.file)
        mail = parse_guarded(content)
        return mail, judge_sender(content, mail, receiver=raw.mailbox.receiver, ask=names().txt)
    except (OverBudget, Unparsable, FileDamaged) as refusal:
        return refusal


def _read_ahead(batch: Iterable[RawMail]) -> Iterator[tuple[RawMail, Read | Exception]]:
    """Each mail with what was read in it, while the next ones are being read in their own processes."""
    waiting: deque[tuple[RawMail, Future[Read]]] = deque()
    with ThreadPoolExecutor(max_workers=2, thread_name_prefix="read-mail") as pool:
        for raw in batch:
            waiting.append((raw, pool.submit(_read, raw)))
            if len(waiting) > READ_AHEAD:
                yield _awaited(*waiting.popleft())
        while waiting:
            yield _awaited(*waiting.popleft())


def _awaited(raw: RawMail, future: Future[Read]) -> tuple[RawMail, Read | Exception]:
    error = future.exception()
    if error is not None and not isinstance(error, Exception):
        raise error
    return raw, error or future.result()


@contextmanager
def _claimed(after: int) -> Iterator[list[RawMail]]:
    """The next mails that nobody else has in hand. Session locks: they go with the connection, so a killed process leaves none."""
    claimed = _locked(_CLAIM, [timezone.now(), after, FILING_KEY, BATCH])
    try:
        yield queries.waiting_raw_mails(claimed)
    finally:
        _locked(_RELEASE, [FILING_KEY, claimed])


@contextmanager
def _claim(pk: int) -> Iterator[None]:
    _locked("SELECT pg_advisory_lock(%s)", [FILING_KEY + pk])
    try:
        yield
    finally:
        _locked(_RELEASE, [FILING_KEY, [pk]])


def _locked(sql: str, values: list[Any]) -> list[int]:
    with planned_cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]


# Of the oldest that are due, those whose lock is free; no more locks are tried than mails are taken.
_CLAIM = """
SELECT id FROM (
    SELECT id FROM email_rawmail WHERE state = 'new' AND (retry_at IS NULL OR retry_at <= %s) AND id > %s ORDER BY id LIMIT 500
) AS due WHERE pg_try_advisory_lock(%s + id) LIMIT %s
"""
_RELEASE = "SELECT pg_advisory_unlock(%s + id) FROM unnest(%s::bigint[]) AS id"
