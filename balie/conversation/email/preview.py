"""A mail that is being written, as its receiver will see it: made by what makes the mail, shown by the way of every HTML mail."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from balie.access.accounts.models import User
from balie.conversation.email.actions.writing import NOTHING_PASSED, Passed
from balie.conversation.email.forwarding import passed_on
from balie.conversation.email.html import document, sanitise
from balie.conversation.email.layout import pictures_in, pictures_of
from balie.conversation.email.pictures import find_pictures
from balie.conversation.email.signing import with_signature
from balie.conversation.email.written import Written, above, content_id, in_our_face, written
from balie.foundation.drafts.queries import find_draft
from balie.foundation.files.pictures import as_address
from balie.foundation.text.numbers import whole

PREVIEW: Final = "preview"


def preview_for(viewer: Any, key: str) -> str | None:
    """The document of the viewer's own draft `key` for the sandboxed frame; None when there is none with formatting.

    The draft holds `text`, `html`, the `signature`, and in `passed` the id of the message that goes below in its own layout.
    """
    draft = find_draft(key, owner=viewer)
    if draft is None:
        return None
    text, html, signature, passed_id = (str(draft.fields.get(name, "")) for name in ("text", "html", "signature", "passed"))
    message_id = whole(passed_id) or None
    said = as_sent(text, html, signature=signature, by=viewer, passed=passed_on(viewer, message_id) if message_id else NOTHING_PASSED)
    if not said.html:
        return None
    own = find_pictures(html, by=viewer)
    shown = {content_id(pk): as_address(own[pk]) for pk in said.pictures} | pictures_in(said.html)
    return document(sanitise(said.html, pictures=(pictures_of(message_id) if message_id else {}) | shown).html)


def as_sent(text: str, html: str, *, signature: str, by: User, passed: Passed = NOTHING_PASSED) -> Written:
    """The two parts of the mail that `text` and `html` would make, with what it passes on and the signature."""
    said = above(written(text, html, pictures=find_pictures(html, by=by)), text=passed.text, html=passed.laid_out.html)
    signed = with_signature(said.text, said.html, signature=signature)
    return replace(said, text=signed.text, html=in_our_face(signed.html))
