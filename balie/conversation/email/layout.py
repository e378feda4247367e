"""A mail as its sender laid it out: sanitised, its own pictures inside it; those from elsewhere only for who asks, through us."""

from __future__ import annotations

from typing import Any

from balie.conversation.contacts.models import Contact, Message
from balie.conversation.email.html import document, sanitise
from balie.conversation.email.models import Email, InlinePart
from balie.conversation.email.parsing.transfer import from_base64
from balie.conversation.email.remote import as_data, remote_pictures
from balie.foundation.files.queries import FileDamaged, read_file
from balie.foundation.text.numbers import whole

PICTURES = {"image/png", "image/jpeg", "image/webp", "image/gif"}
MOST_BYTES = 8 * 1024 * 1024
WITH_REMOTE = "+"


def find_message(viewer: Any, message_id: int) -> Message | None:
    """The message with HTML, when the viewer may see its contact and read what people wrote."""
    if not viewer.has("permissions.read_personal"):
        return None
    return Message.objects.filter(pk=message_id, contact__in=Contact.objects.visible_to(viewer)).exclude(html="").first()


def key_of(message: Message, *, with_remote: bool) -> str:
    """Of the document, for `html_for`."""
    return f"{message.pk}{WITH_REMOTE}" if with_remote else str(message.pk)


def html_for(viewer: Any, key: str) -> str | None:
    """The sanitised document of the message `key` for the sandboxed frame; None when the viewer may not see it.

    Of one marked as phishing nothing can be clicked and nothing is fetched.
    """
    number = key.removesuffix(WITH_REMOTE)
    message = find_message(viewer, whole(number)) if whole(number) else None
    if message is None:
        return None
    pictures, is_safe = pictures_of(message.pk) | pictures_in(message.html), not is_phishing(message)
    if key.endswith(WITH_REMOTE) and is_safe:
        pictures |= remote_pictures(sanitise(message.html, pictures={}).remote)
    return document(sanitise(message.html, pictures=pictures, with_links=is_safe).html)


def is_phishing(message: Message) -> bool:
    """Whether a colleague said so."""
    return Email.objects.filter(message=message, mark=Email.Mark.PHISHING).exists()


def blocked_images(message: Message) -> int:
    """How many pictures from elsewhere are left out."""
    return sanitise(message.html, pictures={}).blocked_images


def pictures_in(html: str) -> dict[str, str]:
    """The pictures that the HTML holds itself as data, by what stands there, to 8 MB in all; drawn again."""
    if "data:" not in html.casefold():
        return {}
    found: dict[str, str] = {}
    left = MOST_BYTES
    for address in sanitise(html, pictures={}).held:
        if len(address) <= left and (data := as_data(from_base64(address.partition(",")[2].encode("ascii", "ignore")))):
            found[address] = data
            left -= len(address)
    return found


def pictures_of(message_id: int) -> dict[str, str]:
    """The mail's own pictures as data, by Content-ID, to 8 MB in all; drawn again. For who may see the message."""
    parts = InlinePart.objects.filter(email__message=message_id).select_related("file").order_by("pk")
    found: dict[str, str] = {}
    left = MOST_BYTES
    for part in parts:
        if part.file.content_type not in PICTURES or part.file.size > left:
            continue
        try:
            content = read_file(part.file)
        except FileDamaged:
            continue
        left -= len(content)
        if data := as_data(content):
            found[part.content_id] = data
    return found
