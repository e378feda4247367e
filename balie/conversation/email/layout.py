"""A mail as its sender laid it out: sanitised, its own pictures inside it, nothing loaded from elsewhere."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from balie.conversation.contacts.models import Contact, Message
from balie.conversation.email.html import document, sanitise
from balie.conversation.email.models import Email, InlinePart
from balie.foundation.files.queries import FileDamaged, read_file

PICTURES = {"image/png", "image/jpeg", "image/webp", "image/gif"}
MOST_BYTES = 8 * 1024 * 1024


def find_message(viewer: Any, message_id: int) -> Message | None:
    """The message with HTML, when the viewer may see its contact and read what people wrote."""
    if not viewer.has("permissions.read_personal"):
        return None
    return Message.objects.filter(pk=message_id, contact__in=Contact.objects.visible_to(viewer)).exclude(html="").first()


def html_for(viewer: Any, key: str) -> str | None:
    """The sanitised document of the message `key` for the sandboxed frame; None when the viewer may not see it."""
    message = find_message(viewer, int(key)) if key.isdigit() else None
    if message is None:
        return None
    return document(sanitise(message.html, cid_urls=_pictures(message)).html)


def blocked_images(message: Message) -> int:
    """How many pictures from elsewhere are left out."""
    return sanitise(message.html, cid_urls={}).blocked_images


def _pictures(message: Message) -> dict[str, str]:
    """The mail's own pictures as data, by Content-ID, to 8 MB in all; their type is what their bytes say."""
    email = Email.objects.filter(message=message).first()
    parts = InlinePart.objects.filter(email=email).select_related("file").order_by("pk") if email else []
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
        found[part.content_id] = f"data:{part.file.content_type};base64,{b64encode(content).decode()}"
    return found
