"""A contact held while it is written: locked, open, as closed as its customer, and told of."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from balie.conversation.contacts.models import Contact
from balie.foundation.errors import NotFound, Refusal
from balie.foundation.live import nudge
from balie.records.customers.models import Customer


class AlreadyFinished(Refusal):
    """The contact has ended; what it holds stays as it is until it is opened again."""

    code = "already_finished"
    sentence = _("Contact {number} is already finished. Open it again to change it.")


def locked(contact: Contact) -> Contact:
    found = Contact.objects.select_for_update(of=("self",)).select_related("customer").filter(pk=contact.pk).first()
    if found is None:
        raise NotFound()
    return found


def ensure_open(contact: Contact) -> None:
    if contact.finished_at is not None:
        raise AlreadyFinished(number=contact.number)


def close_like(contact: Contact, customer: Customer) -> None:
    """A contact is at least as closed as the file it stands in."""
    if customer.level <= contact.level:
        return
    contact.level, contact.team_id = customer.level, customer.team_id
    contact.participant_ids = list(dict.fromkeys([*contact.participant_ids, *customer.participant_ids]))


def set_field(subject: Any, name: str, value: object) -> bool:
    """Whether setting the field changed it."""
    if getattr(subject, name) == value:
        return False
    setattr(subject, name, value)
    return True


def tell(contact: Contact) -> None:
    topics = [f"contact:{contact.number}"]
    if contact.customer_id and contact.customer:
        topics.append(f"customer:{contact.customer.number}")
    if contact.operator_id:
        topics.append(f"user:{contact.operator_id}")
    nudge(*topics)
