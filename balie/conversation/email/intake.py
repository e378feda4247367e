"""Doors through which mail comes in: what waits is filed here, oldest first, one mail at a time in the whole installation."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from balie.conversation.email import actions, queries
from balie.conversation.email.guard import parse_guarded
from balie.conversation.email.jobs import defer_filing
from balie.conversation.email.models import RawMail
from balie.conversation.email.parsing import OverBudget, ParsedMail, Unparsable
from balie.foundation.files.queries import FileDamaged, read_file

logger = logging.getLogger(__name__)
FILING_KEY = 0x6D61696C
BATCH = 50
READ_AHEAD = 3
LONGEST_RUN = 10.0
type Read = ParsedMail | OverBudget | Unparsable | FileDamaged


def file_waiting(*, longest: float = LONGEST_RUN) -> int:
    """File the mails that wait; how many were handled.

    Answers to a mail come after it, so one process at a time files, in order; the others return at once. After letting go it looks
    again, since a mail may have come while another process was turned away. What is left after `longest` seconds is another job's.
    """
    until, handled = time.monotonic() + longest, 0
    while queries.waiting_raw_mails(at=timezone.now(), most=1):
        with _only_one() as is_ours:
            if not is_ours:
                return handled
            handled += _file_all(until)
        if time.monotonic() > until:
            defer_filing()
            return handled
    return handled


def file_one(raw: RawMail) -> RawMail:
    """File this mail now, in the caller's process, after what is being filed elsewhere; it ends filed, listed or quarantined."""
    with _lock():
        for _try in range(actions.MOST_TRIES):
            [(_raw, read)] = _read_ahead([raw])
            _settle_or_note(raw, read)
            raw.refresh_from_db()
            if raw.state != RawMail.State.NEW:
                break
    return raw


def _file_all(until: float) -> int:
    handled = after = 0
    while time.monotonic() < until:
        batch = queries.waiting_raw_mails(at=timezone.now(), most=BATCH, after=after)
        if not batch:
            break
        for raw, read in _read_ahead(batch):
            _settle_or_note(raw, read)
            handled, after = handled + 1, raw.pk
            if time.monotonic() > until:
                break
    return handled


def _settle_or_note(raw: RawMail, read: Read | Exception) -> None:
    """One mail that cannot be filed keeps no other waiting."""
    try:
        if isinstance(read, Exception) and not isinstance(read, OverBudget | Unparsable | FileDamaged):
            raise read
        _settle(raw, read)
    except (OperationalError, InterfaceError):
        raise  # the database, not the mail: the job is tried again
    except Exception as error:  # the outer loop of filing
        logger.exception("raw mail %s could not be filed", raw.pk)
        actions.note_failure(raw.pk, type(error).__name__, at=timezone.now())


def _settle(raw: RawMail, read: Read) -> RawMail:
    at = timezone.now()
    match read:
        case OverBudget() | Unparsable():
            return actions.refuse_mail(raw.pk, read.reason, at=at)
        case FileDamaged():
            return actions.refuse_mail(raw.pk, str(read), at=at)
    return actions.receive_email(raw, read, at=at)


def _read(raw: RawMail) -> Read:
    try:
        return parse_guarded(read_file(raw.file))
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
def _only_one() -> Iterator[bool]:
    """A session lock: it goes with the connection, so a killed process leaves none behind."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [FILING_KEY])
        is_ours = cursor.fetchone() == (True,)
    try:
        yield is_ours
    finally:
        if is_ours:
            _unlock()


@contextmanager
def _lock() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [FILING_KEY])
    try:
        yield
    finally:
        _unlock()


def _unlock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [FILING_KEY])
