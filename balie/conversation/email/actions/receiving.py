"""A raw mail becomes a contact in its thread, or what else became of it is said. One transaction a mail; twice is once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from balie.conversation.email import queries
from balie.conversation.email.actions.blocking import note_hit
from balie.conversation.email.actions.bounces import record_bounce
from balie.conversation.email.actions.filing import file_mail, settle
from balie.conversation.email.actions.matching import awaits_another, hold_conversation, join_thread, known_asked, look_around
from balie.conversation.email.actions.repeating import find_repeated, repeat_reason, share
from balie.conversation.email.automatic import UNSURE
from balie.conversation.email.backoff import filing_delay
from balie.conversation.email.blocking import patterns_of
from balie.conversation.email.breakers import is_old
from balie.conversation.email.events import MailFiled, MailQuarantined
from balie.conversation.email.jobs import defer_filing
from balie.conversation.email.models import RawMail
from balie.conversation.email.parsing import ParsedMail
from balie.conversation.email.rules import sender_identity
from balie.conversation.email.senders.standing import UNCHECKED, Judgement, Standing
from balie.conversation.email.tokens import tokens_in
from balie.conversation.email.unwanted import unwanted
from balie.conversation.email.why import Why, why
from balie.foundation.events import announce
from balie.foundation.live import nudge
from balie.foundation.processes.failpoints import failpoint
from balie.foundation.statements.cursors import planned_cursor
from balie.foundation.statements.pipeline import pipelined
from balie.foundation.statements.together import asked_together
from balie.foundation.text.normalise import one_line
from balie.records.customers.queries import found_by_mail_asked

State = RawMail.State
MOST_TRIES = 3
Reason = RawMail.Reason


@transaction.atomic
def receive_email(
    raw: RawMail, mail: ParsedMail, *, judged: Judgement = UNCHECKED, at: datetime, own: frozenset[str] | None = None
) -> RawMail:
    """File what was read in the raw mail; a mail that has been handled stays as it is. `own`: our addresses, when they are known.

    One that answers a mail still waiting waits too, in state new. `raw` may be of before the transaction: what can have changed since is read again. A mail without From goes to quarantine; one whose From cannot be trusted is filed as from an unknown sender, one whose sender is suspicious joins no conversation but by a token of ours.
    """
    raw.state, blocked = _held_state(raw, mail)
    if raw.state != State.NEW:
        return raw
    with pipelined():
        hold_conversation(mail)
        if awaits_another(raw, mail):
            return raw
        with asked_together(known_asked(mail), found_by_mail_asked(mail.sender.address or "")):
            return _received(raw, mail, judged, at, blocked=blocked, own=queries.own_addresses() if own is None else own)


def _received(raw: RawMail, mail: ParsedMail, judged: Judgement, at: datetime, *, blocked: int | None, own: frozenset[str]) -> RawMail:
    raw.sender, raw.subject = _shown_sender(mail), one_line(mail.subject)[:300]
    identity = sender_identity(senders=mail.senders, reply_to=mail.reply_to)
    around = look_around(raw.mailbox, mail, identity, own=own)
    machine = machine_reason(raw, mail, around.own)
    if repeated := find_repeated(around, mail, identity.address or ""):
        share(repeated, raw, at=at)
        return settle(raw, State.DUPLICATE, repeat_reason(raw, repeated), at=at, same_as=repeated.raw)
    if mail.is_bounce:
        return settle(raw, State.BOUNCE, record_bounce(raw, mail, at=at), at=at)
    if reason := note_hit(blocked, at=at) if blocked else unwanted(raw.mailbox, mail, is_machine=machine is not None):
        return quarantine(raw, reason, at=at)
    trusted = None if judged.standing == Standing.SUSPICIOUS else identity.address
    may_start = bool(mail.senders) and (machine is None or machine in UNSURE)
    match = join_thread(raw.mailbox, mail, trusted, around, at=at, may_start=may_start)
    if match is None and machine and machine not in UNSURE:
        return settle(raw, State.AUTOMATIC, why(Reason.MACHINE, sign=machine), at=at)
    if match is None or not mail.senders:
        return quarantine(raw, why(Reason.NO_SENDER), at=at)
    if any(each.mark and (each.thread_id, each.sender) == (match.thread.pk, (identity.address or "")[:254]) for each in around.known):
        return quarantine(raw, why(Reason.MARKED), at=at)
    email = file_mail(raw, mail, match, judged=judged, at=at, machine=machine or "")
    filed = {"email_id": email.pk, "contact_id": email.message.contact_id, "thread_id": match.thread.pk}
    announce(MailFiled(**filed, is_old=is_old(mail.date, at=at), at=at))
    failpoint("mail.before_commit")
    return raw


def _held_state(raw: RawMail, mail: ParsedMail) -> tuple[str, int | None]:
    """The state, with the row held, and which block the sender falls under.

    Filing need not wait for the disk: the raw mail is there, and what a crash undid is filed again.
    """
    with planned_cursor() as cursor:
        cursor.execute(_HOLD, [patterns_of(mail.sender.address or ""), raw.pk])
        state, _setting, blocked = cursor.fetchone()
        return str(state), blocked


_HOLD = """
SELECT state, set_config('synchronous_commit', 'off', true), (SELECT id FROM email_blockedsender WHERE pattern = ANY(%s::text[]) LIMIT 1)
FROM email_rawmail WHERE id = %s FOR UPDATE
"""


def quarantine(raw: RawMail, reason: Why, *, at: datetime) -> RawMail:
    """Keep the mail aside with the reason, where people see it."""
    settle(raw, State.QUARANTINED, reason, at=at)
    announce(MailQuarantined(raw_mail_id=raw.pk, at=at))
    return raw


@transaction.atomic
def refuse_mail(raw_mail_id: int, reason: Why, *, at: datetime) -> RawMail:
    """The mail could not be read: it goes to quarantine."""
    raw = _locked(raw_mail_id)
    return quarantine(raw, reason, at=at) if raw.state == State.NEW else raw


@transaction.atomic
def note_failure(raw_mail_id: int, kind: str, *, at: datetime) -> RawMail:
    """Filing failed for a reason nobody expected: tried again a little later, three times in all, then quarantined."""
    raw = _locked(raw_mail_id)
    if raw.state != State.NEW:
        return raw
    raw.tries += 1
    reason = why(Reason.FAILED, kind=kind)
    if raw.tries >= MOST_TRIES:
        raw.save(update_fields=["tries"])
        return quarantine(raw, reason, at=at)
    raw.retry_at, raw.reason, raw.facts = at + filing_delay(raw.tries), reason.reason, {**reason.facts}
    raw.save(update_fields=["tries", "retry_at", "reason", "facts"])
    defer_filing(at=raw.retry_at)
    nudge("mail")
    return raw


def machine_reason(raw: RawMail, mail: ParsedMail, own: frozenset[str]) -> str | None:
    """Why the mail counts as sent by a machine, our own included; None for a person's. One of `UNSURE` is said only when nothing surer is."""
    domain = raw.mailbox.address.rpartition("@")[2].casefold()
    if mail.message_id and tokens_in((), [mail.message_id], domain=domain):
        return "Message-ID of ours"
    return "sent from our own address" if (mail.sender.address or "").casefold() in own else mail.automatic


def _locked(raw_mail_id: int) -> RawMail:
    related = ("mailbox__team", "mailbox__brand", "file")
    return RawMail.objects.select_for_update(of=("self",)).select_related(*related).get(pk=raw_mail_id)


def _shown_sender(mail: ParsedMail) -> str:
    return one_line(mail.sender.address or mail.sender.name)[:254]
