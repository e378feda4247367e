"""A caller without a file: the way to a new one and back, with what is known already."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.rules import PartyUnreadable, is_phone, party_of
from balie.foundation.text.normalise import digits
from balie.foundation.text.numbers import LONGEST
from balie.foundation.text.numbers import is_number as is_ours
from balie.records.customers.models import Customer

SALT = "contacts.newcomer"
HALF_AN_HOUR = 30 * 60
FEWEST_DIGITS = 4
NOBODY = {True: _("Unknown caller"), False: _("Unknown sender")}


def may_make_file(viewer: User, contact: Contact) -> bool:
    return viewer.has("customers.create") and contact.finished_at is None


def new_file_url(viewer: User, contact: Contact, *, typed: str) -> str:
    """The form of a new file, filled with the party and what was searched.

    Saving it leads back here with a signed wish to attach it, so that a link from elsewhere attaches nothing.
    """
    wish = signing.dumps([viewer.pk, contact.number], salt=SALT)
    back = f"{reverse('contacts:contact', args=[contact.number])}?{urlencode({'adopt': wish})}"
    known = reach(contact.party, typed) | names(typed) | {"language": contact.language, "next": back}
    return f"{reverse('customers:create')}?{urlencode(known)}"


def adopted(viewer: User, contact: Contact, given: Mapping[str, str]) -> str:
    """The number of the file just made for this contact by this viewer, "" without a valid wish."""
    number = given.get("customer", "")
    try:
        wished = signing.loads(given.get("adopt", ""), salt=SALT, max_age=HALF_AN_HOUR)
    except signing.BadSignature:
        return ""
    is_meant = wished == [viewer.pk, contact.number] and contact.customer_id is None
    return number if is_meant and number.isascii() and number.isdigit() else ""


def known_of(contact: Contact, typed: str) -> dict[str, Any]:
    """The fields of a file made in haste: the name that was typed or told, the number or address; a caller without a name is unknown."""
    found = reach(contact.party, typed)
    named = names(typed) or names(contact.party_name)
    with translation.override(contact.language):
        unnamed = {"family_name": str(NOBODY[contact.channel == Contact.Channel.CALL])}
    return {
        **(named or unnamed),
        "language": contact.language,
        "phones": [found["phone"]] if "phone" in found else [],
        "mail_addresses": [found["mail"]] if "mail" in found else [],
    }


def is_number(typed: str) -> bool:
    """Whether a telephone number was typed, or a piece of one, that several files may have; a customer's own number is one file's."""
    known = digits(typed)
    return (
        len(known) >= FEWEST_DIGITS and not any(char.isalpha() for char in typed) and not is_ours(int(known[:LONGEST]), Customer.KIND_DIGIT)
    )


def reach(party: str, typed: str) -> dict[str, str]:
    """The number or address to prefill: what was typed, when it is one, else the contact's own party."""
    with suppress(PartyUnreadable):
        party = party_of(typed) or party
    if not party:
        return {}
    return {"phone" if is_phone(party) else "mail": party}


def names(typed: str) -> dict[str, str]:
    """ "Jan Peeters" as given and family name; digits are no name."""
    if not typed.strip(" ,") or any(char.isdigit() or char == "@" for char in typed):
        return {}
    before, comma, after = typed.partition(",")
    words = before.split()
    family, given = (words, after.split()) if comma else (words[-1:], words[:-1])
    return {"given_name": " ".join(given).title(), "family_name": " ".join(family).title()}
