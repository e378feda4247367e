"""A picture for a mail that is being written."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath

from balie.access.accounts.models import User
from balie.access.permissions.actions import ensure_may
from balie.conversation.email.pictures import drawn_again
from balie.foundation.files.actions import store_file
from balie.foundation.files.models import File

_ENDINGS = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}


def keep_picture(content: bytes, *, name: str, draft_key: str, by: User, at: datetime) -> File:
    """Keep the picture, drawn again, in `by`'s draft. Raises `NoPicture`."""
    ensure_may(by, "email.send")
    picture = drawn_again(content, name=name)
    called = f"{PurePath(name).stem}{_ENDINGS[picture.content_type]}"
    return store_file(picture.content, name=called, content_type=picture.content_type, by=by, at=at, draft_key=draft_key)
