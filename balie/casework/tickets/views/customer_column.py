"""The right column of a ticket: the customer's file, or the way to one."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core import signing
from django.urls import reverse

from balie.access.accounts.models import OperatorRequest
from balie.casework.tickets.sheet import Sheet
from balie.conversation.contacts.newcomers import names

SALT = "tickets.newcomer"
HALF_AN_HOUR = 30 * 60


def column_url(request: OperatorRequest, sheet: Sheet) -> str:
    """The partial beside the ticket; "" when there is nothing the viewer may see or do."""
    ticket, viewer = sheet.ticket, request.user
    known = _known(request, sheet) if "change" in sheet.may and sheet.may_register else {}
    if ticket.customer is not None:
        return f"{reverse('customers:column', args=[ticket.customer.number])}?{urlencode(known)}" if sheet.customer_name else ""
    return f"{reverse('customers:attach')}?{urlencode(known)}" if known and viewer.has("customers.view") else ""


def adopted(request: OperatorRequest, sheet: Sheet) -> str:
    """The number of the file just made for this ticket by this viewer, "" without a valid wish."""
    number = request.GET.get("customer", "")
    try:
        wished = signing.loads(request.GET.get("adopt", ""), salt=SALT, max_age=HALF_AN_HOUR)
    except signing.BadSignature:
        return ""
    is_meant = wished == [request.user.pk, sheet.ticket.number] and sheet.ticket.customer_id is None
    return number if is_meant and number.isascii() and number.isdigit() else ""


def _known(request: OperatorRequest, sheet: Sheet) -> dict[str, str]:
    """Where the chosen file is posted to, and what a new one is filled with; saving that leads back with a signed wish."""
    ticket = sheet.ticket
    wish = signing.dumps([request.user.pk, ticket.number], salt=SALT)
    address = sheet.requester_address
    reach = {"mail" if "@" in address else "phone": address} if address else {}
    back = f"{reverse('tickets:ticket', args=[ticket.number])}?{urlencode({'adopt': wish})}"
    attach = reverse("tickets:customer", args=[ticket.number])
    return {"attach": attach, "next": back, "language": ticket.language} | reach | names(sheet.requester)
