"""When mail that nobody wrote is held back: two machines must never shout at each other, nor one of ours at a customer."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from balie.conversation.email.models import Outgoing

HOUR = timedelta(hours=1)
MOST_TO_AN_ADDRESS = 5
MOST_IN_A_TICKET = 20
ONE_ACKNOWLEDGEMENT_IN = timedelta(hours=24)
# Mail servers keep trying for up to five days; what is older comes out of an archive or a mailbox newly connected.
OLD_AFTER = timedelta(days=6)
# All automatic mail of the installation together: so many at once, and so many a minute after that.
BUCKET = 200
REFILLED_A_MINUTE = 20
NEXT_TURN = timedelta(minutes=1)

_TAKE = """
INSERT INTO email_automaticbudget AS held (id, tokens, refilled_at) VALUES (1, %(size)s - 1, now())
ON CONFLICT (id) DO UPDATE SET tokens = LEAST(%(size)s, held.tokens + EXTRACT(EPOCH FROM now() - held.refilled_at) / 60 * %(rate)s) - 1, refilled_at = now()
WHERE LEAST(%(size)s, held.tokens + EXTRACT(EPOCH FROM now() - held.refilled_at) / 60 * %(rate)s) >= 1
RETURNING 1
"""


def counted_address(address: str) -> str:
    """What mail to `address` is counted under: a tag in it makes it no other mailbox (RFC 5233)."""
    local, at, domain = address.casefold().rpartition("@")
    return f"{local.partition('+')[0] or local}{at}{domain}"


def tripped(*, to_address: int, in_ticket: int) -> str:
    """Which breaker the next mail meets, after so many to its address and in its ticket within the hour; empty for none."""
    if to_address >= MOST_TO_AN_ADDRESS:
        return Outgoing.Breaker.ADDRESS
    return Outgoing.Breaker.TICKET if in_ticket >= MOST_IN_A_TICKET else ""


def is_old(written_at: datetime | None, *, at: datetime) -> bool:
    """Whether a mail that says it was written then came in too late to be answered by a machine; one without a date did not."""
    return written_at is not None and at - written_at > OLD_AFTER


def take_token() -> bool:
    """Whether one more automatic mail may leave now, all of the installation counted; by database time."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"size": BUCKET, "rate": REFILLED_A_MINUTE})
        return cursor.fetchone() is not None
