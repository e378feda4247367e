"""A mail passed on in its own layout: clean as on the screen, nothing of elsewhere in it, no link of one that is phishing (R-H3)."""

from __future__ import annotations

from balie.access.accounts.models import User
from balie.conversation.email.actions.writing import NOTHING_PASSED, LaidOut, Passed
from balie.conversation.email.html import sanitise
from balie.conversation.email.layout import PICTURES, find_message, is_phishing, pictures_in
from balie.conversation.email.models import InlinePart


def passed_on(viewer: User, message_id: int, *, text: str = "") -> Passed:
    """The mail as it goes below the operator's own words, `text` as its plain part; nothing for one without a layout of its own."""
    message = find_message(viewer, message_id)
    if message is None:
        return NOTHING_PASSED
    parts = InlinePart.objects.filter(email__message=message, file__content_type__in=PICTURES).select_related("file").order_by("pk")
    pictures = {part.content_id: part.file for part in parts}
    addresses = {each: f"cid:{each}" for each in pictures} | pictures_in(message.html)
    cleaned = sanitise(message.html, pictures=addresses, with_links=not is_phishing(message))
    shown = tuple((content_id, file) for content_id, file in pictures.items() if f"cid:{content_id}" in cleaned.html)
    return Passed(text, LaidOut(f"<blockquote>{cleaned.html}</blockquote>", shown))
