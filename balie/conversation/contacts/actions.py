"""Verbs on contacts; the only writer of contacts, questions and messages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Team, User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.conversation.contacts import rules
from balie.conversation.contacts.events import ContactFinished, ContactRegistered, CustomerAttached, MessageReceived, MessageSent
from balie.conversation.contacts.header import cleaned
from balie.conversation.contacts.indexing import KIND, index_contact
from balie.conversation.contacts.models import Contact, Message, Question
from balie.foundation.errors import Invalid, NotFound, Outdated, Refusal
from balie.foundation.events import announce
from balie.foundation.files.models import File
from balie.foundation.live import nudge
from balie.foundation.search.actions import forget
from balie.foundation.statements.rows import insert_row
from balie.foundation.text.normalise import one_line
from balie.foundation.text.numbers import next_number
from balie.records.customers.events import CustomersMerged
from balie.records.customers.models import Customer
from balie.records.taxonomy.models import Brand, Category, Purpose, Result


class AlreadyFinished(Refusal):
    """The contact has ended; what it holds stays as it is until it is opened again."""

    code = "already_finished"
    sentence = _("Contact {number} is already finished. Open it again to change it.")


class NotFinished(Refusal):
    """Only a finished contact can be opened again."""

    code = "not_finished"
    sentence = _("Contact {number} is still open.")


class NotEmpty(Refusal):
    """Something stands in the contact: it is finished, not thrown away."""

    code = "not_empty"
    sentence = _("Something was noted in contact {number}: finish it with a result instead.")


@dataclass(frozen=True, kw_only=True)
class NewMessage:
    """What was said or written; `author` is a colleague, None for the other side. `files` are stored already.

    `on_stored` keeps what the channel knows beside it, before anything is announced.
    """

    direction: str
    at: datetime
    text: str
    history: str = ""
    html: str = ""
    subject: str = ""
    sender_name: str = ""
    sender_address: str = ""
    recipients: tuple[str, ...] = ()
    author: User | None = None
    files: tuple[File, ...] = ()
    on_stored: Callable[[Message], object] | None = None


class QuestionFields(TypedDict, total=False):
    """The fields of a question that one may save, each alone or together."""

    purpose: Purpose | None
    category: Category | None
    result: Result | None
    customer_words: str
    restated: str
    treatment: str


@transaction.atomic(savepoint=False)  # what a refusal leaves of the caller's work would be half a contact
def register_contact(
    *,
    channel: str,
    direction: str,
    at: datetime,
    by: User | None,
    customer: Customer | None = None,
    party: str = "",
    party_name: str = "",
    subject: str = "",
    language: str = "nl",
    team: Team | None = None,
    level: int = 0,
    brand: Brand | None = None,
    first_message: NewMessage | None = None,
    thread_id: int | None = None,
) -> Contact:
    """Begin a contact; `by` becomes its operator, None is Balie itself. `ContactRegistered` goes out once all of it stands."""
    ensure_may(by, "contacts.register")
    contact = Contact(
        number=next_number(Contact.KIND_DIGIT),
        channel=channel,
        direction=direction,
        customer=customer,
        brand=brand,
        party=party[:254],
        party_name=one_line(party_name)[:160],
        subject=one_line(subject)[:300],
        language=language,
        started_at=at,
        operator=by,
        team=team,
        level=level,
        participant_ids=[by.pk] if by else [],
    )
    if customer is not None:
        _close_like(contact, customer)
    insert_row(contact)
    messages = [_write(contact, first_message)] if first_message else []
    index_contact(contact, messages=messages, questions=[])
    record("contacts.registered", contact, by=by, at=at, data={"channel": channel})
    announce(ContactRegistered(contact_id=contact.pk, thread_id=thread_id, at=at))
    _nudge(contact)
    return contact


def begin_contact(*, channel: str, direction: str, by: User, at: datetime, customer: Customer | None = None, party: str = "") -> Contact:
    """Register a contact by hand; `party` as the operator typed it. Raises `Invalid`."""
    fields = cleaned({"channel": channel, "direction": direction, "party": party})
    language = customer.language if customer else by.language
    return register_contact(
        channel=fields["channel"],
        direction=fields["direction"],
        party=fields["party"],
        customer=customer,
        language=language,
        by=by,
        at=at,
    )


@transaction.atomic
def add_message(contact: Contact, message: NewMessage) -> Message:
    """Put a message into a contact that runs or ran; announces `MessageReceived` or `MessageSent`."""
    ensure_may(message.author, "contacts.answer", contact)
    written = _write(contact, message)
    if message.author and message.author.pk not in contact.participant_ids:
        contact.participant_ids = [*contact.participant_ids, message.author.pk]
        contact.save(update_fields=["participant_ids"])
    index_contact(contact)
    ids = {"contact_id": contact.pk, "message_id": written.pk}
    if message.direction == Contact.Direction.IN:
        record("contacts.message_received", contact, by=None, at=message.at, data={"message": written.pk})
        announce(MessageReceived(**ids, at=message.at))
    else:
        record("contacts.message_sent", contact, by=message.author, at=message.at, data={"message": written.pk})
        announce(MessageSent(**ids, by_id=message.author.pk if message.author else None, at=message.at))
    _nudge(contact)
    return written


@transaction.atomic
def attach_customer(contact: Contact, customer: Customer, *, by: User | None, at: datetime) -> Contact:
    """Say which customer the contact is with; the same customer again changes nothing. Raises `NotFound`."""
    contact = _locked(contact)
    ensure_may(by, "contacts.register", contact)
    if by is not None and not Customer.objects.visible_to(by).filter(pk=customer.pk).exists():
        raise NotFound()
    previous_id = contact.customer_id
    if previous_id == customer.pk:
        return contact
    contact.customer = customer
    contact.version += 1
    if contact.channel != Contact.Channel.MAIL:
        contact.language = customer.language
    _close_like(contact, customer)
    contact.save(update_fields=["customer", "version", "language", "level", "team", "participant_ids"])
    index_contact(contact)
    record("contacts.customer_attached", contact, by=by, at=at, data={"customer": customer.pk, "previous": previous_id})
    announce(CustomerAttached(contact_id=contact.pk, customer_id=customer.pk, previous_id=previous_id, by_id=by.pk if by else None, at=at))
    _nudge(contact)
    return contact


@transaction.atomic
def change_contact(contact: Contact, *, by: User, at: datetime, **fields: str) -> Contact:
    """Set channel, direction, language, party, party_name or subject. Raises `Invalid` for a party nobody can reach."""
    contact = _locked(contact)
    ensure_may(by, "contacts.register", contact)
    _ensure_open(contact)
    changed = [name for name, value in cleaned(fields).items() if _set(contact, name, value)]
    if changed:
        contact.save(update_fields=changed)
        index_contact(contact)
        record("contacts.changed", contact, by=by, at=at, data={"fields": list(changed)})
        _nudge(contact)
    return contact


@transaction.atomic
def save_question(contact: Contact, position: int, *, by: User, at: datetime, **fields: Unpack[QuestionFields]) -> Question:
    """Keep what is noted in the question at `position` (1 is the first); makes it when it is new.

    Only the fields given change. Saving the same again changes nothing, even after the end.
    Raises `AlreadyFinished`, `Invalid`.
    """
    contact = _locked(contact)
    ensure_may(by, "contacts.register", contact)
    if not 1 <= position <= rules.MOST_QUESTIONS:
        raise Invalid(field="position", reason=_("A contact holds at most {most} questions.").format(most=rules.MOST_QUESTIONS))
    question = contact.questions.filter(position=position).first() or Question(contact=contact, position=position)
    changed = [name for name, value in fields.items() if _set(question, name, value)]
    if question.pk and not changed:
        return question
    _ensure_open(contact)
    question.save()
    index_contact(contact)
    record("contacts.question_saved", contact, by=by, at=at, data={"position": position, "fields": list(changed)})
    nudge(f"contact:{contact.number}")
    return question


@transaction.atomic
def remove_question(contact: Contact, position: int, *, by: User, at: datetime) -> None:
    """Take away a question nothing was made of. Raises `AlreadyFinished`, `NotFound`."""
    contact = _locked(contact)
    ensure_may(by, "contacts.register", contact)
    _ensure_open(contact)
    deleted, _by_kind = contact.questions.filter(position=position).delete()
    if not deleted:
        raise NotFound()
    index_contact(contact)
    record("contacts.question_removed", contact, by=by, at=at, data={"position": position})
    _nudge(contact)


@transaction.atomic
def finish_contact(contact: Contact, *, result: Result | None, sentence: str, by: User, at: datetime, version: int) -> Contact:
    """End the contact with how it went: a result and one sentence.

    Raises `AlreadyFinished` when someone was first, `Outdated` when `version` is, `Invalid` for what is missing.
    """
    contact = _locked(contact)
    ensure_may(by, "contacts.finish", contact)
    _ensure_finishable(contact, result=result, sentence=sentence, version=version)
    contact.result, contact.result_sentence = result, one_line(sentence)[: rules.LONGEST_SENTENCE]
    contact.finished_at, contact.finished_by = at, by
    contact.operator_id = contact.operator_id or by.pk
    contact.version += 1
    contact.save(update_fields=["result", "result_sentence", "finished_at", "finished_by", "operator", "version"])
    index_contact(contact)
    record("contacts.finished", contact, by=by, at=at, data={"result": result.pk if result else None})
    announce(ContactFinished(contact_id=contact.pk, at=at))
    _nudge(contact)
    return contact


@transaction.atomic
def reopen_contact(contact: Contact, *, by: User, at: datetime) -> Contact:
    """Open a finished contact again to correct it; its result stays filled in. Raises `NotFinished`."""
    contact = _locked(contact)
    ensure_may(by, "contacts.reopen", contact)
    if contact.finished_at is None:
        raise NotFinished(number=contact.number)
    was = contact.finished_at.isoformat()
    contact.finished_at = contact.finished_by = None
    contact.version += 1
    contact.save(update_fields=["finished_at", "finished_by", "version"])
    record("contacts.reopened", contact, by=by, at=at, data={"finished_at": was, "result": contact.result_id})
    _nudge(contact)
    return contact


@transaction.atomic
def take_over(contact: Contact, *, by: User, at: datetime) -> Contact:
    """Become the operator of a contact that runs; who had it still takes part. Raises `AlreadyFinished`."""
    contact = _locked(contact)
    ensure_may(by, "contacts.take_over", contact)
    _ensure_open(contact)
    previous_id = contact.operator_id
    if previous_id == by.pk:
        return contact
    contact.operator = by
    contact.participant_ids = list(dict.fromkeys([*contact.participant_ids, by.pk]))
    contact.version += 1
    contact.save(update_fields=["operator", "participant_ids", "version"])
    record("contacts.taken_over", contact, by=by, at=at, data={"previous": previous_id})
    _nudge(contact)
    if previous_id:
        nudge(f"user:{previous_id}")
    return contact


@transaction.atomic
def discard_contact(contact: Contact, *, by: User, at: datetime) -> None:
    """Throw away a contact begun by mistake. Raises `NotEmpty` when anything stands in it."""
    contact = _locked(contact)
    ensure_may(by, "contacts.finish", contact)
    _ensure_open(contact)
    is_noted = any(getattr(each, name) for each in contact.questions.all() for name in rules.QUESTION_FIELDS)
    if is_noted or contact.customer_id or contact.party or contact.party_name or contact.messages.exists():
        raise NotEmpty(number=contact.number)
    record("contacts.discarded", contact, by=by, at=at)
    forget(KIND, contact.pk)
    contact.delete()
    nudge(f"user:{by.pk}")


@transaction.atomic
def remove_unsent(message: Message, *, by: User, at: datetime) -> None:
    """Take out a message of ours that nobody else saw; a contact that held nothing else goes with it.

    The caller made sure that it never left, and that nothing points at such a contact any more.
    """
    contact = _locked(message.contact)
    ensure_may(by, "contacts.answer", contact)
    message.delete()
    if contact.direction == Contact.Direction.OUT and not contact.messages.exists() and not contact.questions.exists():
        record("contacts.discarded", contact, by=by, at=at)
        forget(KIND, contact.pk)
        contact.delete()
        return
    index_contact(contact)
    _nudge(contact)


def move_to_kept_customer(event: CustomersMerged) -> None:
    """Reaction: contacts of the file that went follow into the one that stayed."""
    Contact.objects.filter(customer_id=event.merged_id).update(customer_id=event.kept_id)


def _write(contact: Contact, message: NewMessage) -> Message:
    written = Message(
        contact=contact,
        direction=message.direction,
        at=message.at,
        author=message.author,
        sender_name=one_line(message.sender_name)[:160],
        sender_address=message.sender_address[:254],
        recipients=[address[:254] for address in message.recipients],
        subject=one_line(message.subject)[:300],
        text=message.text,
        history=message.history,
        html=message.html,
    )
    insert_row(written)
    if message.files:
        written.files.set(message.files)
    if message.on_stored:
        message.on_stored(written)
    return written


def _locked(contact: Contact) -> Contact:
    found = Contact.objects.select_for_update(of=("self",)).select_related("customer").filter(pk=contact.pk).first()
    if found is None:
        raise NotFound()
    return found


def _ensure_open(contact: Contact) -> None:
    if contact.finished_at is not None:
        raise AlreadyFinished(number=contact.number)


def _ensure_finishable(contact: Contact, *, result: Result | None, sentence: str, version: int) -> None:
    missing = rules.can_finish(is_open=contact.finished_at is None, has_result=result is not None, sentence=sentence)
    if missing == "finished":
        raise AlreadyFinished(number=contact.number)
    if contact.version != version:
        raise Outdated()
    if missing == "result":
        raise Invalid(field="result", reason=_("Choose how the contact ended."))
    if missing == "sentence":
        raise Invalid(field="sentence", reason=_("Say in one sentence what came of it."))


def _close_like(contact: Contact, customer: Customer) -> None:
    """A contact is at least as closed as the file it stands in."""
    if customer.level <= contact.level:
        return
    contact.level, contact.team_id = customer.level, customer.team_id
    contact.participant_ids = list(dict.fromkeys([*contact.participant_ids, *customer.participant_ids]))


def _set(subject: Any, name: str, value: object) -> bool:
    """Whether setting the field changed it."""
    if getattr(subject, name) == value:
        return False
    setattr(subject, name, value)
    return True


def _nudge(contact: Contact) -> None:
    topics = [f"contact:{contact.number}"]
    if contact.customer_id and contact.customer:
        topics.append(f"customer:{contact.customer.number}")
    if contact.operator_id:
        topics.append(f"user:{contact.operator_id}")
    nudge(*topics)
