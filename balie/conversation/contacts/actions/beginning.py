"""A contact begins, and whose it is."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from balie.access.accounts.models import Team, User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.conversation.contacts import newcomers
from balie.conversation.contacts.actions.holding import close_like, ensure_open, locked, set_field, tell
from balie.conversation.contacts.actions.messages import NewMessage, write_message
from balie.conversation.contacts.events import ContactAccessChanged, ContactRegistered, CustomerAttached
from balie.conversation.contacts.header import cleaned, moment
from balie.conversation.contacts.indexing import index_contact
from balie.conversation.contacts.models import Contact
from balie.foundation.errors import NotFound
from balie.foundation.events import announce
from balie.foundation.live import nudge
from balie.foundation.statements.rows import insert_row
from balie.foundation.text.normalise import one_line
from balie.foundation.text.numbers import next_number
from balie.records.customers.actions import create_customer
from balie.records.customers.models import Customer
from balie.records.taxonomy.models import Brand


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
        close_like(contact, customer)
    insert_row(contact)
    messages = [write_message(contact, first_message)] if first_message else []
    index_contact(contact, messages=messages, questions=[])
    record("contacts.registered", contact, by=by, at=at, data={"channel": channel})
    announce(ContactRegistered(contact_id=contact.pk, thread_id=thread_id, customer_id=contact.customer_id, at=at))
    tell(contact)
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
def attach_customer(contact: Contact, customer: Customer, *, by: User | None, at: datetime) -> Contact:
    """Say which customer the contact is with; the same customer again changes nothing. Raises `NotFound`."""
    contact = locked(contact)
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
    close_like(contact, customer)
    contact.save(update_fields=["customer", "version", "language", "level", "team", "participant_ids"])
    index_contact(contact)
    record("contacts.customer_attached", contact, by=by, at=at, data={"customer": customer.pk, "previous": previous_id})
    announce(CustomerAttached(contact_id=contact.pk, customer_id=customer.pk, previous_id=previous_id, by_id=by.pk if by else None, at=at))
    tell(contact)
    return contact


@transaction.atomic
def open_file(contact: Contact, *, typed: str, by: User, at: datetime) -> Contact:
    """Make a file of what is known of the other side and attach it, to be completed later; `typed` may be a name or a number.

    Raises `AlreadyFinished`.
    """
    ensure_open(locked(contact))
    customer = create_customer(**newcomers.known_of(contact, typed), is_incomplete=True, by=by, at=at)
    return attach_customer(contact, customer, by=by, at=at)


@transaction.atomic
def change_contact(contact: Contact, *, by: User | None, at: datetime, **fields: str) -> Contact:
    """Set channel, direction, language, party, party_name or subject. Raises `Invalid` for a party nobody can reach."""
    contact = locked(contact)
    ensure_may(by, "contacts.register", contact)
    ensure_open(contact)
    changed = [name for name, value in cleaned(fields).items() if set_field(contact, name, value)]
    if changed:
        contact.save(update_fields=changed)
        index_contact(contact)
        record("contacts.changed", contact, by=by, at=at, data={"fields": list(changed)})
        tell(contact)
    return contact


@transaction.atomic
def date_contact(contact: Contact, typed: str, *, by: User, at: datetime) -> Contact:
    """Say when a contact that was noted afterwards really began; the same minute changes nothing. Raises `Invalid`."""
    contact = locked(contact)
    ensure_may(by, "contacts.register", contact)
    ensure_open(contact)
    began, was = moment(typed, at=at), contact.started_at
    if began == was.replace(second=0, microsecond=0):
        return contact
    contact.started_at = began
    contact.save(update_fields=["started_at"])
    record("contacts.dated", contact, by=by, at=at, data={"was": was.isoformat(), "began": began.isoformat()})
    tell(contact)
    return contact


@transaction.atomic
def take_over(contact: Contact, *, by: User, at: datetime) -> Contact:
    """Become the operator of a contact that runs; who had it still takes part. Raises `AlreadyFinished`."""
    contact = locked(contact)
    ensure_may(by, "contacts.take_over", contact)
    ensure_open(contact)
    previous_id = contact.operator_id
    if previous_id == by.pk:
        return contact
    contact.operator = by
    contact.participant_ids = list(dict.fromkeys([*contact.participant_ids, by.pk]))
    contact.version += 1
    contact.save(update_fields=["operator", "participant_ids", "version"])
    record("contacts.taken_over", contact, by=by, at=at, data={"previous": previous_id})
    announce(ContactAccessChanged(contact_id=contact.pk, at=at))
    tell(contact)
    if previous_id:
        nudge(f"user:{previous_id}")
    return contact
