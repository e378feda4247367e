"""The way out: one worker at a time sends a mail, tries again for three days, and says when it failed.

A worker killed between the server's "250" and our commit sends once more, with the same Message-ID.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.conversation.email.actions.bounces import fail_outgoing, mark_addresses
from balie.conversation.email.actions.servers import may_try_server
from balie.conversation.email.backoff import GIVE_UP, sending_delay
from balie.conversation.email.breakers import NEXT_TURN, take_token
from balie.conversation.email.delivery_status import with_status_in_words
from balie.conversation.email.events import OutgoingMoved
from balie.conversation.email.jobs import defer_sending
from balie.conversation.email.models import Outgoing
from balie.foundation.errors import Refusal
from balie.foundation.events import announce
from balie.foundation.live import nudge
from balie.foundation.postgres.queries import sending_is_held

State = Outgoing.State
LEASE = timedelta(minutes=10)
CLOCKS_DIFFER = timedelta(seconds=5)
SWEPT = 200


class NotFailed(Refusal):
    """Only a mail that failed can be sent again; the others are on their way."""

    code = "not_failed"
    sentence = _("This mail is not stuck: it was sent, or will be tried again by itself.")


class NotHeld(Refusal):
    """Only a mail that a breaker held back can be let go."""

    code = "not_held"
    sentence = _("This mail is not held back any more: a colleague let it go.")


@dataclass(frozen=True)
class Claim:
    """The right to send `outgoing` until the lease ends; `fence` is checked when the outcome is written."""

    outgoing: Outgoing
    fence: int


@transaction.atomic
def claim_outgoing(outgoing_id: int) -> Claim | None:
    """Take the mail to send it, or None when it is not due, somebody else sends it, or nothing may leave this machine."""
    if sending_is_held():
        waiting = Outgoing.objects.filter(pk=outgoing_id, state=State.QUEUED)
        if waiting.update(state=State.HELD):
            nudge("mail")
        return None
    due = Q(state=State.QUEUED, next_at__lte=Now() + CLOCKS_DIFFER) | Q(state=State.SENDING, next_at__lte=Now())
    if Outgoing.objects.filter(due, pk=outgoing_id, is_automatic=True).exists() and not take_token():
        _wait_for_a_token(outgoing_id)
        return None
    taken = Outgoing.objects.filter(due, pk=outgoing_id).update(state=State.SENDING, attempts=F("attempts") + 1, next_at=Now() + LEASE)
    if not taken:
        return None
    found = Outgoing.objects.select_related("mailbox", "file", "email__message").get(pk=outgoing_id)
    if found.mailbox.sending_since and not may_try_server(found):
        _wait_for_the_server(found)
        return None
    return Claim(found, found.attempts)


def _wait_for_the_server(outgoing: Outgoing) -> None:
    """Its server cannot be used: this mail does not even try, so that it keeps nobody waiting."""
    box = outgoing.mailbox
    outgoing.state, outgoing.attempts = State.QUEUED, outgoing.attempts - 1
    outgoing.last_error, outgoing.next_at = box.sending_reason, box.sending_again_at or outgoing.next_at
    outgoing.save(update_fields=["state", "attempts", "last_error", "next_at"])
    defer_sending(outgoing.pk, at=outgoing.next_at)
    nudge("mail")


def _wait_for_a_token(outgoing_id: int) -> None:
    """Too many automatic mails at once: this one takes its turn later."""
    words = gettext_noop("many automatic mails go out at once, this one waits its turn")
    Outgoing.objects.filter(pk=outgoing_id).update(state=State.QUEUED, next_at=Now() + NEXT_TURN, last_error=words)
    nudge("mail")


@transaction.atomic
def mark_sent(claim: Claim, *, at: datetime) -> bool:
    """The server took the mail for everybody. False when the claim was no longer ours."""
    outgoing = claim.outgoing
    ours = Outgoing.objects.filter(pk=outgoing.pk, state=State.SENDING, attempts=claim.fence)
    done = ours.update(state=State.SENT, sent_at=at, last_error="", reached=outgoing.recipients)
    if done:
        _moved(outgoing, at)
    return bool(done)


def note_no_copy(outgoing: Outgoing, reason: str) -> None:
    """The mail went out, its copy did not stay: said beside it, and it counts as sent."""
    if Outgoing.objects.filter(pk=outgoing.pk, state=State.SENT).update(last_error=reason[:300]):
        nudge("mail")


@transaction.atomic
def mark_unsent(claim: Claim, reason: str, *, reached: Sequence[str] = (), is_final: bool, spread: float, at: datetime) -> None:
    """The server did not take the mail: it waits for its next try, or has failed when the refusal is final or three days have passed.

    `reached` are recipients it took the mail for all the same. `spread` from 0 to 1 keeps many mails from being tried at the same moment.
    """
    row = Outgoing.objects.select_for_update(of=("self",)).select_related("email__message__contact").get(pk=claim.outgoing.pk)
    if row.state != State.SENDING or row.attempts != claim.fence:
        return
    row.reached = [*row.reached, *reached]
    if is_final or at >= row.give_up_at:
        fail_outgoing(row, with_status_in_words(reason), at=at)
        if is_final:
            mark_addresses(row, reason, at=at)
        return
    row.state, row.last_error, row.next_at = State.QUEUED, reason[:300], at + sending_delay(row.attempts, spread=spread)
    row.save(update_fields=["state", "last_error", "next_at", "reached"])
    defer_sending(row.pk, at=row.next_at)
    _moved(row, at)


def _moved(outgoing: Outgoing, at: datetime) -> None:
    announce(OutgoingMoved(outgoing_id=outgoing.pk, contact_id=outgoing.email.message.contact_id if outgoing.email else None, at=at))
    nudge("mail")


@transaction.atomic
def send_again(outgoing: Outgoing, *, by: User, at: datetime) -> Outgoing:
    """Try a failed mail once more, for three more days. Raises `NotFailed`."""
    row = Outgoing.objects.select_for_update(of=("self",)).select_related("email__message__contact").get(pk=outgoing.pk)
    ensure_may(by, "email.resend", row.email.message.contact if row.email else None)
    if row.state != State.FAILED:
        raise NotFailed()
    row.state, row.next_at, row.give_up_at = State.QUEUED, at, at + GIVE_UP
    row.save(update_fields=["state", "next_at", "give_up_at"])
    record("email.sent_again", row, by=by, at=at)
    defer_sending(row.pk)
    nudge("mail")
    return row


@transaction.atomic
def release_held(outgoing: Outgoing, *, by: User, at: datetime) -> Outgoing:
    """Let a mail go that a breaker held back. Raises `NotHeld`."""
    row = Outgoing.objects.select_for_update(of=("self",)).select_related("email__message__contact").get(pk=outgoing.pk)
    ensure_may(by, "email.release", row.email.message.contact if row.email else None)
    if row.state != State.HELD or not row.held_for:
        raise NotHeld()
    row.state, row.held_for, row.next_at, row.give_up_at = State.QUEUED, "", at, at + GIVE_UP
    row.save(update_fields=["state", "held_for", "next_at", "give_up_at"])
    record("email.released", row, by=by, at=at)
    defer_sending(row.pk)
    _moved(row, at)
    return row


@transaction.atomic
def sweep_outgoing() -> int:
    """Give a job to the mails that are due and those no longer held back; how many. Jobs that find nothing to do cost little."""
    if sending_is_held():
        return 0
    Outgoing.objects.filter(state=State.HELD, held_for="").update(state=State.QUEUED)
    due = Outgoing.objects.filter(state__in=[State.QUEUED, State.SENDING], next_at__lte=Now() - timedelta(seconds=20))
    ids = list(due.order_by("next_at").values_list("pk", flat=True)[:SWEPT])
    for pk in ids:
        defer_sending(pk)
    return len(ids)
