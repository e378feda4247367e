"""What an answer quotes of the customer."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
from balie.casework.tickets.models import Ticket
from balie.conversation.contacts.models import Contact, Message
from balie.foundation.ui.moments import written


@dataclass(frozen=True)
class Quote:
    """`said` introduces the `lines`, in the ticket's language."""

    said: str
    lines: list[str]

    @property
    def text(self) -> str:
        """As it stands in a plain mail."""
        return "\n".join([self.said, *(f"> {line}".rstrip() for line in self.lines)])


def quote_for(viewer: User, ticket: Ticket, *, message_id: int | None = None) -> Quote | None:
    """What the customer wrote last, or in `message_id`: its new words, not what it quotes itself; None when there is nothing."""
    contacts = Contact.objects.visible_to(viewer).filter(ticket_contacts__ticket=ticket)
    messages = Message.objects.filter(contact__in=contacts, direction=Contact.Direction.IN).exclude(text="")
    if message_id is not None:
        messages = messages.filter(pk=message_id)
    message = messages.order_by("-at", "-pk").first()
    if message is None:
        return None
    mask = Mask(viewer)
    who = mask(Message, "sender_name", message.sender_name) or mask(Message, "sender_address", message.sender_address)
    with translation.override(ticket.language):
        day = written(timezone.localtime(message.at), "SHORT_DATETIME_FORMAT")
        said = _("On %(date)s, %(name)s wrote:") % {"date": day, "name": who or _("the customer")}
    return Quote(said, mask.text(message.text).strip().splitlines())
