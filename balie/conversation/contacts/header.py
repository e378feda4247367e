"""The fields at the head of a contact, from what was typed to what is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from balie.conversation.contacts import rules
from balie.conversation.contacts.models import Contact
from balie.foundation.errors import Invalid
from balie.foundation.text.normalise import one_line

HEADER_LENGTHS = {"channel": 8, "direction": 3, "language": 2, "party": 254, "party_name": 160, "subject": 300}


LONGEST_AGO = timedelta(days=31)


def moment(typed: str, *, at: datetime) -> datetime:
    """When a contact that is noted afterwards began, as a field for date and time gives it, in the organisation's zone. Raises `Invalid`."""
    try:
        found = parse_datetime(typed)
    except ValueError:
        found = None
    if found is None:
        raise Invalid(field="started_at", reason=_("Fill in the day and the time."))
    began = found if timezone.is_aware(found) else timezone.make_aware(found)
    if not at - LONGEST_AGO <= began <= at:
        raise Invalid(field="started_at", reason=_("A contact began in the last month, and not in the future."))
    return began


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
