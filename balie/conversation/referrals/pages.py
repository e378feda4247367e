"""What referrals fill in for others: the panel of a contact."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.conversation.contacts.extensions import ContactPanel
from balie.conversation.contacts.models import Contact
from balie.foundation.ui.addresses import url


def panel_of(contact: Contact) -> str | None:
    return url("referrals:panel", contact.number)


CONTACT_PANELS = [ContactPanel(_("Refer to"), panel_of)]
