"""A raw mail becomes a contact in its thread, or what else became of it is said. One transaction a mail; twice is once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from balie.conversation.contacts.actions import NewMessage, register_contact
from balie.conversation.contacts.models import Contact, Message
from balie.conversation.contacts.sharing import share_contact
from balie.conversation.email.actions.bounces import record_bounce
from balie.conversation.email.actions.matching import Match, Surroundings, awaits_another, hold_conversation, join_thread, look_around
from balie.conversation.email.backoff import filing_delay
from balie.conversation.email.events import MailFiled, MailQuarantined, MailRepeated
from balie.conversation.email.jobs import defer_filing
from balie.conversation.email.models import Email, InlinePart, RawMail
from balie.conversation.email.parsing import Attachment, ParsedMail
from balie.conversation.email.quoting import split_reply
from balie.conversation.email.rules import Identity, sender_identity
from balie.conversation.email.senders.standing import UNCHECKED, Judgement, Standing
from balie.conversation.email.tokens import tokens_in
from balie.conversation.email.why import Why, why
from balie.foundation.events import announce
from balie.foundation.files.actions import store_file
from balie.foundation.files.models import File
from balie.foundation.live import nudge
from balie.foundation.processes.failpoints import failpoint
from balie.foundation.statements.cursors import planned_cursor
from balie.foundation.statements.pipeline import pipelined
from balie.foundation.statements.rows import insert_row, update_row
from balie.foundation.text.normalise import one_line
from balie.records.customers.queries import find_by_mail

State = RawMail.State
MOST_TRIES = 3
Reason = RawMail.Reason


@transaction.atomic
def receive_email(raw: RawMail, mail: ParsedMail, *, judged: Judgement = UNCHECKED, at: datetime) -> RawMail:
    """File what was read in the raw mail; a mail that has been handled stays as it is.

    One that answers a mail still waiting waits too, in state new. `raw` may be of before the transaction: what can have changed since is read again. A mail without From goes to quarantine; one whose From cannot be trusted is filed as from an unknown sender, one whose sender is suspicious joins no conversation but by a token of ours.
    """
    raw.state = _held_state(raw)
    if raw.state != State.NEW:
        return raw
    with pipelined():
        return _received(raw, mail, judged, at)


def _received(raw: RawMail, mail: ParsedMail, judged: Judgement, at: datetime) -> RawMail:
    hold_conversation(mail)
    if awaits_another(raw, mail):
        return raw
    raw.sender, raw.subject = _shown_sender(mail), one_line(mail.subject)[:300]
    identity = sender_identity(senders=mail.senders, reply_to=mail.reply_to)
    around = look_around(raw.mailbox, mail, identity)
    machine = machine_reason(raw, mail, around.own)
    if repeated := _repeated(around, mail):
        _share(repeated, raw, at=at)
        return _settle(raw, State.DUPLICATE, _repeat_reason(raw, repeated), at=at, same_as=repeated.raw)
    if mail.is_bounce:
        return _settle(raw, State.BOUNCE, record_bounce(raw, mail, at=at), at=at)
    trusted = None if judged.standing == Standing.SUSPICIOUS else identity.address
    match = join_thread(raw.mailbox, mail, trusted, around, at=at, may_start=machine is None and bool(mail.senders))
    if match is None and machine:
        return _settle(raw, State.AUTOMATIC, why(Reason.MACHINE, sign=machine), at=at)
    if match is None or not mail.senders:
        return quarantine(raw, why(Reason.NO_SENDER), at=at)
    email = file_mail(raw, mail, match, judged=judged, at=at, machine=machine or "")
    announce(MailFiled(email_id=email.pk, contact_id=email.message.contact_id, thread_id=match.thread.pk, at=at))
    failpoint("mail.before_commit")
    return raw


def _held_state(raw: RawMail) -> str:
    """The state, with the row held. Filing need not wait for the disk: the raw mail is there, and what a crash undid is filed again."""
    with planned_cursor() as cursor:
        cursor.execute("SELECT state, set_config('synchronous_commit', 'off', true) FROM email_rawmail WHERE id = %s FOR UPDATE", [raw.pk])
        return str(cursor.fetchone()[0])


def file_mail(raw: RawMail, mail: ParsedMail, match: Match, *, judged: Judgement = UNCHECKED, at: datetime, machine: str = "") -> Email:
    """The contact, its message, its mail and its files; the raw mail is filed with them. In the caller's transaction.

    A suspicious sender is no customer of ours by itself: an operator says so.
    """
    identity = sender_identity(senders=mail.senders, reply_to=mail.reply_to)
    address = identity.address or ""
    customer = find_by_mail(address) if address and judged.standing != Standing.SUSPICIOUS else None
    kept = [(each, _store(each, at)) for each in mail.attachments]
    reply, box = split_reply(mail.text), raw.mailbox
    made: list[Email] = []

    def on_stored(message: Message) -> None:
        made.append(_write_email(message, raw, mail, identity, judged, match, machine, kept))

    register_contact(
        channel=Contact.Channel.MAIL,
        direction=Contact.Direction.IN,
        at=at,
        by=None,
        customer=customer,
        party=address,
        party_name=identity.name,
        subject=mail.subject,
        language=customer.language if customer else box.language,
        team=box.team,
        level=box.team.default_level if box.team else 0,
        brand=box.brand,
        thread_id=match.thread.pk,
        first_message=NewMessage(
            direction=Contact.Direction.IN,
            at=at,
            text="\n\n".join(part for part in (reply.new, reply.signature) if part),
            history=reply.history,
            html=mail.html,
            subject=mail.subject,
            sender_name=identity.name,
            sender_address=address,
            recipients=tuple(each.address for each in (*mail.to, *mail.cc) if each.address),
            files=tuple(file for part, file in kept if not _is_in_place(part, mail)),
            on_stored=on_stored,
        ),
    )
    _settle(raw, State.FILED, why(Reason.MACHINE, sign=machine) if machine else None, at=at)
    return made[0]


def quarantine(raw: RawMail, reason: Why, *, at: datetime) -> RawMail:
    """Keep the mail aside with the reason, where people see it."""
    _settle(raw, State.QUARANTINED, reason, at=at)
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
    """Why the mail counts as sent by a machine, our own included; None for a person's."""
    if mail.automatic:
        return mail.automatic
    domain = raw.mailbox.address.rpartition("@")[2].casefold()
    if mail.message_id and tokens_in((), [mail.message_id], domain=domain):
        return "Message-ID of ours"
    return "sent from our own address" if (mail.sender.address or "").casefold() in own else None


def _locked(raw_mail_id: int) -> RawMail:
    related = ("mailbox__team", "mailbox__brand", "file")
    return RawMail.objects.select_for_update(of=("self",)).select_related(*related).get(pk=raw_mail_id)


def _settle(raw: RawMail, state: str, reason: Why | None, *, at: datetime, same_as: RawMail | None = None) -> RawMail:
    raw.state, raw.handled_at, raw.retry_at = state, at, None
    raw.reason, raw.facts = (reason.reason, {**reason.facts}) if reason else ("", {})
    if same_as is not None:
        raw.same_as = same_as
    update_row(raw, "state", "reason", "facts", "handled_at", "retry_at", "same_as", "sender", "subject", "handled_by")
    nudge("mail")
    return raw


def _shown_sender(mail: ParsedMail) -> str:
    return one_line(mail.sender.address or mail.sender.name)[:254]


def _repeated(around: Surroundings, mail: ParsedMail) -> Email | None:
    """The same mail, come before: a Message-ID alone proves nothing, so who wrote and what must be the same too."""
    if not mail.message_id:
        return None
    sender = mail.sender.address or ""
    return next(
        (
            each
            for each in around.known
            if each.internet_message_id == mail.message_id[:400]
            and each.raw is not None
            and each.sender.casefold() == sender[:254].casefold()
            and each.message.subject == one_line(mail.subject)[:300]
            and each.message.html == mail.html
        ),
        None,
    )


def _share(repeated: Email, raw: RawMail, *, at: datetime) -> None:
    """A mail to two of our addresses is one, of both teams."""
    team = raw.mailbox.team
    if team is None or repeated.raw is None or repeated.raw.mailbox_id == raw.mailbox_id:
        return
    contact_id = repeated.message.contact_id
    share_contact(contact_id, [team.pk], level=team.default_level, at=at)
    announce(MailRepeated(contact_id=contact_id, thread_id=repeated.thread_id, team_id=team.pk, level=team.default_level, at=at))


def _repeat_reason(raw: RawMail, repeated: Email) -> Why:
    if repeated.raw is None or repeated.raw.mailbox_id == raw.mailbox_id:
        return why(Reason.REPEATED)
    return why(Reason.REPEATED_ELSEWHERE, mailbox=repeated.raw.mailbox.address)


def _write_email(
    message: Message,
    raw: RawMail,
    mail: ParsedMail,
    identity: Identity,
    judged: Judgement,
    match: Match,
    machine: str,
    kept: list[tuple[Attachment, File]],
) -> Email:
    email = Email(
        thread=match.thread,
        message=message,
        raw=raw,
        internet_message_id=mail.message_id[:400],
        in_reply_to=(mail.references[-1] if mail.references else "")[:400],
        references=list(mail.references[-50:]),
        sender=(identity.address or "")[:254],
        reply_to=(identity.replies_elsewhere or "")[:254],
        sender_doubt=identity.doubt or "",
        standing=judged.standing,
        standing_ground=judged.ground,
        to=[[each.name, each.address] for each in mail.to[:100]],
        cc=[[each.name, each.address] for each in mail.cc[:100]],
        matched_by=match.by,
        claims_number=match.claims_number,
        is_automatic=bool(machine),
    )
    insert_row(email)
    shown = [InlinePart(email=email, content_id=part.content_id[:300], file=file) for part, file in kept if _is_in_place(part, mail)]
    if shown:
        InlinePart.objects.bulk_create(shown)
    return email


def _store(part: Attachment, at: datetime) -> File:
    return store_file(part.content, name=part.name, content_type=part.content_type, by=None, at=at, allow_empty=True)


def _is_in_place(part: Attachment, mail: ParsedMail) -> bool:
    """A picture the HTML shows itself is no attachment besides."""
    return bool(part.content_id) and part.content_type.startswith("image/") and f"cid:{part.content_id}" in mail.html
