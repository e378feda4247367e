"""Reply templates, with their placeholders filled for one ticket."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.casework.tickets.models import Ticket
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.text.models import Text, Translation
from balie.foundation.text.numbers import group
from balie.foundation.text.placeholders import Placeholder, fill
from balie.foundation.text.queries import find_text
from balie.foundation.ui.filters import language_name
from balie.records.customers.queries import salutation_of

KIND = "reply"
PLACEHOLDERS = [
    Placeholder("customer.salutation", _("how the customer is addressed"), "Geachte mevrouw Peeters"),
    Placeholder("customer.name", _("the customer’s name"), "Sarah Peeters"),
    Placeholder("ticket.number", _("the ticket’s number"), "2010 0011"),
    Placeholder("ticket.subject", _("what the ticket is about"), "Geen stroom na meterwissel"),
    Placeholder("operator.name", _("who writes"), "Noor Baert"),
    Placeholder("team.name", _("the team of the ticket"), "Energie"),
    Placeholder("brand.name", _("the brand that answers"), "Zenne Energie"),
]


@dataclass(frozen=True)
class Template:
    """A template as it is chosen: its `languages`, and the brands and mailboxes it is for; none is all of them."""

    key: str
    name: str
    languages: Sequence[str]
    brands: Sequence[int]
    mailboxes: Sequence[int]

    def fits(self, *, brand_id: int | None, mailbox_id: int | None) -> bool:
        return (not self.brands or brand_id in self.brands) and (not self.mailboxes or mailbox_id in self.mailboxes)

    def told(self, language: str) -> str:
        """Its name; one without words in `language` says in which it is."""
        if language in self.languages or not self.languages:
            return self.name
        return f"{self.name} ({language_name(min(self.languages, key=LANGUAGES.index))})"


def offered(templates: Iterable[Template], ticket: Ticket) -> list[tuple[str, str]]:
    """(key, name) of those for the ticket's brand and mailbox; of a ticket read `with_recipients`."""
    mailbox_id = vars(ticket)["mailbox_id"]
    return [(each.key, each.told(ticket.language)) for each in templates if each.fits(brand_id=ticket.brand_id, mailbox_id=mailbox_id)]


def templates_for(*, mailbox_id: int, brand_id: int | None) -> list[Template]:
    """Those offered in the mailbox, by name; without their languages."""
    rows = Text.objects.filter(kind=KIND, is_retired=False).values_list("key", "name", "place__brand_ids", "place__mailbox_ids")
    found = [Template(key, str(name), (), brands or (), boxes or ()) for key, name, brands, boxes in rows]
    fitting = [each for each in found if each.fits(brand_id=brand_id, mailbox_id=mailbox_id)]
    return sorted(fitting, key=lambda each: each.name.casefold())


def place_of() -> JSONObject:
    """What `Template` keeps of a text's place and languages, as JSON."""
    words = Translation.objects.filter(text=OuterRef("pk"), version=OuterRef("version"))
    return JSONObject(languages=ArraySubquery(words.values("language")), brands="place__brand_ids", mailboxes="place__mailbox_ids")


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
        "team.name": str(ticket.team.name.in_language(language)) if ticket.team else "",
        "brand.name": str(ticket.brand.name.in_language(language)) if ticket.brand else "",
    }


def _salutation(ticket: Ticket, language: str) -> str:
    with translation.override(language):
        return gettext("Dear %(name)s") % {"name": ticket.requester_name or gettext("customer")}
