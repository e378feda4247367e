"""Pictures that stand in words: drawn again before they are kept, shown as addresses that hold them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime
from pathlib import PurePath
from typing import Any, Final

from balie.foundation.files.actions import FileTooLarge, store_file
from balie.foundation.files.extensions import DRAWING
from balie.foundation.files.models import File
from balie.foundation.files.queries import read_file

SHOWN: Final = {"image/png", "image/jpeg", "image/webp"}
MOST_BYTES: Final = 20 * 1024 * 1024
_ENDINGS = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}


def keep_picture(source: Any, *, name: str, draft_key: str, by: Any, at: datetime) -> File:
    """Keep the picture, drawn again, in `by`'s draft; `source` has `size` and `read()`. Raises `FileTooLarge` and what drawing it does."""
    if (source.size or 0) > MOST_BYTES:
        raise FileTooLarge(name=name, limit=MOST_BYTES // 1024**2)
    [draw] = DRAWING.fillings()
    content_type, content = draw(source.read(), name)
    called = f"{PurePath(name).stem}{_ENDINGS[content_type]}"
    return store_file(content, name=called, content_type=content_type, by=by, at=at, draft_key=draft_key)


def as_address(file: File) -> str:
    """The picture, which was drawn again when it was kept, as an address that holds it."""
    return f"data:{file.content_type};base64,{b64encode(read_file(file)).decode()}"


def as_addresses(files: Iterable[File]) -> dict[str, str]:
    """Id → address that holds the picture."""
    return {str(file.pk): as_address(file) for file in files}
