"""Which conversation a mail belongs to, and who takes part in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField

from balie.conversation.email import queries, rules
from balie.conversation.email.models import Email, Mailbox, RawMail, Thread, ThreadParticipant
from balie.conversation.email.parsing import ParsedMail
from balie.conversation.email.rules import Identity
from balie.conversation.email.tokens import Token, claimed_thread, read_token, tokens_in
from balie.foundation.statements.cursors import planned_cursor
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.statements.rows import add_row, insert_row
from balie.foundation.statements.together import Asked
from balie.foundation.text.normalise import one_line
from balie.foundation.text.numbers import is_number

MOST_REFERENCES = 60
MOST_COPIES = 50
LARGEST_KEY = 2**63
_KEYS = 0x6D61696C  # keeps these locks apart from others
_HOLD = """
SELECT count(pg_advisory_xact_lock(key)) FROM
(SELECT DISTINCT hashtextextended(id, %s) AS key FROM unnest(%s::text[]) AS id ORDER BY key) AS ordered
"""


@dataclass(frozen=True)
class Surroundings:
    """What we know around a mail: mails with its id or one it refers to, who takes part in their threads, the token it proves
    (none of a thread its sender was kept out of), our own addresses."""

    known: list[Email]
    participants: dict[int, set[str]]
    token: Token | None
    own: frozenset[str]


@dataclass(frozen=True)
class Match:
    """The thread, how it was found, and the ticket number the subject claims without proof."""

    thread: Thread
    by: str
    claims_number: int | None


def hold_conversation(mail: ParsedMail) -> None:
    """Until the transaction ends nobody else files a mail that has one of this mail's ids: its answers, its copies.

    Always taken in the same order, so no two wait for each other.
    """
    with planned_cursor() as cursor:
        cursor.execute(_HOLD, [_KEYS, sorted(_ids_of(mail))])


def awaits_another(raw: RawMail, mail: ParsedMail) -> bool:
    """Whether a mail this one refers to came before it and is about to be filed; one that failed keeps nobody waiting."""
    if not mail.references:
        return False
    others = RawMail.objects.filter(message_id__in=_ids_of(mail), state=RawMail.State.NEW, retry_at=None)
    return others.filter(pk__lt=raw.pk).exists()


def look_around(mailbox: Mailbox, mail: ParsedMail, identity: Identity, *, own: frozenset[str]) -> Surroundings:
    """A few queries, however many references the mail has. `own` are our mailboxes' addresses."""
    known = _known(_ids_of(mail))
    domain = mailbox.address.rpartition("@")[2].casefold()
    addressed = [each.address for each in (*mail.to, *mail.cc) if each.address]
    tokens = tokens_in(addressed, mail.references, domain=domain)
    threads = {each.thread_id for each in known} | _claimed_threads(tokens)
    participants, kept_out = _participants(threads)
    senders = {(each.address or "").casefold() for each in mail.senders}
    open_to_them = {thread: found for thread, found in participants.items() if not senders & kept_out.get(thread, set())}
    return Surroundings(known, participants, _proved(tokens, open_to_them, identity), own)


def _ids_of(mail: ParsedMail) -> set[str]:
    return {each[:400] for each in (mail.message_id, *mail.references[-MOST_REFERENCES:]) if each}


def known_asked(mail: ParsedMail) -> Asked:
    """What `look_around` will ask of the mails this one knows."""
    return _WITH_IDS.asked(ids=sorted(_ids_of(mail)))


def _known(ids: set[str]) -> list[Email]:
    return _WITH_IDS.records(ids=sorted(ids))


_WITH_IDS = Prepared(
    lambda: (
        Email.objects.filter(internet_message_id__among=Given("ids", ArrayField(CharField())))
        .select_related("thread", "message", "raw__mailbox")
        .order_by("pk")
    )
)


def _participants(thread_ids: set[int]) -> tuple[dict[int, set[str]], dict[int, set[str]]]:
    """Who takes part in each thread or waits for it, and who was kept out."""
    taking_part: dict[int, set[str]] = {}
    kept_out: dict[int, set[str]] = {}
    if thread_ids:
        rows = ThreadParticipant.objects.filter(thread_id__in=thread_ids)
        for thread_id, address, refused_at in rows.values_list("thread_id", "address", "refused_at"):
            (kept_out if refused_at else taking_part).setdefault(thread_id, set()).add(address)
    return taking_part, kept_out


def _claimed_threads(tokens: tuple[str, ...]) -> set[int]:
    """The thread ids the tokens speak of, those a key can have; nothing is proved yet."""
    return {thread_id for token in tokens if (thread_id := claimed_thread(token)) is not None and thread_id < LARGEST_KEY}


def _proved(tokens: tuple[str, ...], participants: dict[int, set[str]], identity: Identity) -> Token | None:
    """The first token that is right; the sender's own is looked for first."""
    sender = (identity.address or "").casefold()
    everyone = sorted({each for addresses in participants.values() for each in addresses}, key=lambda each: each != sender)
    keys = queries.mail_keys()
    proved = (read_token(token, recipients=everyone, keys=keys) for token in tokens)
    return next((token for token in proved if token is not None and token.thread_id in participants), None)


def join_thread(
    mailbox: Mailbox, mail: ParsedMail, sender: str | None, around: Surroundings, *, at: datetime, may_start: bool
) -> Match | None:
    """The conversation of the mail, with who takes part in it; a new one when none is found and `may_start`, else None.

    `sender`: the address that may be trusted, if any.
    """
    found = rules.match_thread(
        sender=sender,
        token=around.token,
        known=_referred_to(mail, around),
        claims=rules.claimed_number(mail.subject, is_number=is_number),
    )
    if found.thread_id is None:
        if not may_start:
            return None
        thread = new_thread(mailbox, mail, at=at, own=around.own)
        return Match(thread, Email.MatchedBy.NEW, found.claims)
    thread = next((each.thread for each in around.known if each.thread_id == found.thread_id), None) or Thread.objects.get(
        pk=found.thread_id
    )
    _take_in(thread, mail, own=around.own, known=around.participants.get(thread.pk, set()), sender_is_accepted=False)
    return Match(thread, found.matched_by, None)


def _referred_to(mail: ParsedMail, around: Surroundings) -> list[rules.KnownMessage]:
    """The mails we know among the references, newest last."""
    place = {each[:400]: at for at, each in enumerate(mail.references)}
    referred = sorted(
        (each for each in around.known if each.internet_message_id in place), key=lambda each: place[each.internet_message_id]
    )
    return [
        rules.KnownMessage(each.thread_id, frozenset(around.participants.get(each.thread_id, ())), frozenset(each.thread.split_from))
        for each in referred
    ]


def new_thread(mailbox: Mailbox, mail: ParsedMail, *, at: datetime, own: frozenset[str] | None = None) -> Thread:
    """A conversation that begins with this mail: its sender takes part, whoever was copied waits to be accepted."""
    thread = insert_row(Thread(subject=one_line(mail.subject)[:300], mailbox=mailbox, made_at=at))
    _take_in(thread, mail, own=queries.own_addresses() if own is None else own, known=set(), sender_is_accepted=True)
    return thread


def _take_in(thread: Thread, mail: ParsedMail, *, own: frozenset[str], known: set[str], sender_is_accepted: bool) -> None:
    """Write down who is new; being copied in gives nobody anything until an operator accepts."""
    sender = (mail.sender.address or "").casefold()
    copied = [(each.address or "").casefold() for each in (*mail.to, *mail.cc)][:MOST_COPIES]
    fresh = [address for address in dict.fromkeys([sender, *copied]) if address and not _is_ours(address, own) and address not in known]
    for address in fresh:
        is_accepted = sender_is_accepted and address == sender
        add_row(ThreadParticipant(thread=thread, address=address[:254], is_accepted=is_accepted), unless_there=True)


def _is_ours(address: str, own: frozenset[str]) -> bool:
    """A mailbox of ours, or a reply address beside one."""
    local, _at, domain = address.rpartition("@")
    return address in own or (local.startswith("reply+") and any(each.endswith(f"@{domain}") for each in own))
