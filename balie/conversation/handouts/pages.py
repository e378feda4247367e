"""What handouts fill in for others: the panel of a contact, the page behind a link, where an article was given."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
from balie.conversation.contacts.extensions import ContactPanel
from balie.conversation.contacts.models import Contact
from balie.conversation.handouts.actions import PAGE
from balie.conversation.handouts.queries import contacts_given
from balie.conversation.handouts.views import public_page
from balie.foundation.files.extensions import PublicPage
from balie.foundation.ui.addresses import url
from balie.records.knowledge.extensions import UsedBy


def panel_of(contact: Contact) -> str | None:
    return url("handouts:panel", contact.number)


def uses_of(viewer: User, article_id: int, most: int) -> Sequence[UsedBy]:
    """The contacts in which the article was given."""
    mask = Mask(viewer)
    return [
        UsedBy(
            "chat",
            mask.text(each.contact.subject) or str(each.contact.get_channel_display()),
            url("contacts:contact", each.contact.number),
            each.contact.number,
        )
        for each in contacts_given(viewer, article_id, most)
    ]


CONTACT_PANELS = [ContactPanel(_("For the customer"), panel_of)]
PUBLIC_PAGES = [PublicPage(PAGE, public_page)]
