"""The fields at the head of a contact, from what was typed to what is kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.conversation.contacts import rules
from balie.conversation.contacts.models import Contact
from balie.foundation.errors import Invalid
from balie.foundation.text.normalise import one_line

HEADER_LENGTHS = {"channel": 8, "direction": 3, "language": 2, "party": 254, "party_name": 160, "subject": 300}


def cleaned(fields: dict[str, str]) -> dict[str, str]:
    """The header's fields as they are kept. Raises `Invalid`."""
    known = {"channel": Contact.Channel.values, "direction": Contact.Direction.values}
    for name, value in fields.items():
        if name in known and value not in known[name]:
            raise Invalid(field=name, reason=_("Choose one of the list."))
    cleaned = {name: one_line(value)[: HEADER_LENGTHS[name]] for name, value in fields.items()}
    if "party" in fields:
        try:
            cleaned["party"] = rules.party_of(fields["party"])
        except rules.PartyUnreadable:
            reason = _("This is neither a telephone number nor a mail address: look for a missing digit.")
            raise Invalid(field="party", reason=reason) from None
    return cleaned
