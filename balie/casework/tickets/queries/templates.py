"""Reply templates, with their placeholders filled for one ticket."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.casework.tickets.models import Ticket
from balie.foundation.text.numbers import group
from balie.foundation.text.placeholders import Placeholder, fill
from balie.foundation.text.queries import find_text
from balie.records.customers.queries import salutation_of

KIND = "reply"
PLACEHOLDERS = [
    Placeholder("customer.salutation", _("how the customer is addressed"), "Geachte mevrouw Peeters"),
    Placeholder("customer.name", _("the customer’s name"), "Sarah Peeters"),
    Placeholder("ticket.number", _("the ticket’s number"), "2010 0011"),
    Placeholder("ticket.subject", _("what the ticket is about"), "Geen stroom na meterwissel"),
    Placeholder("operator.name", _("who writes"), "Noor Baert"),
    Placeholder("brand.name", _("the brand that answers"), "Zenne Energie"),
]


def filled(key: str, *, ticket: Ticket, by: User) -> str:
    """The template's words for this ticket; empty when it is gone."""
    words = find_text(KIND, key, language=ticket.language)
    return fill(words.body, values_for(ticket, by=by, language=words.language)) if words else ""


def values_for(ticket: Ticket, *, by: User | None, language: str) -> dict[str, str]:
    """Placeholder → its value for this ticket, in the text's language; `by` writes, nobody when it goes out by itself."""
    customer = ticket.customer
    return {
        "customer.salutation": salutation_of(customer, language=language) if customer else _salutation(ticket, language),
        "customer.name": customer.spoken_name if customer else ticket.requester_name,
        "ticket.number": group(ticket.number),
        "ticket.subject": ticket.subject,
        "operator.name": by.name if by else "",
        "brand.name": str(ticket.brand.name.in_language(language)) if ticket.brand else "",
    }


def _salutation(ticket: Ticket, language: str) -> str:
    with translation.override(language):
        return gettext("Dear %(name)s") % {"name": ticket.requester_name or gettext("customer")}
