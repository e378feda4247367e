"""Pictures that stand in a mail being written: drawn again before they are kept, shown in the editor and the preview as data."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from balie.conversation.email.guard import redraw_guarded
from balie.conversation.email.parsing import OverBudget, Unparsable
from balie.conversation.email.parsing.pictures import Picture
from balie.conversation.email.written import picture_ids
from balie.foundation.errors import Refusal
from balie.foundation.files.models import File
from balie.foundation.files.queries import drafts_of, read_file

SHOWN: Final = {"image/png", "image/jpeg", "image/webp"}
MOST_BYTES: Final = 20 * 1024 * 1024


class NoPicture(Refusal):
    """Only what can be drawn again goes into a mail."""

    code = "no_picture"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("“{name}” is no picture that can stand in a mail. Use PNG, JPEG, WebP or GIF, or attach it as a file.")
    field = "file"


def drawn_again(content: bytes, *, name: str) -> Picture:
    """The picture without anything but its pixels. Raises `NoPicture`."""
    try:
        return redraw_guarded(content)
    except (OverBudget, Unparsable):
        raise NoPicture(name=name) from None


def find_pictures(html: str, *, by: Any) -> dict[str, File]:
    """Id → file of the pictures in `html` that are `by`'s own drafts: nobody shows another's files by naming them."""
    asked = picture_ids(html) if by is not None else []
    found = drafts_of(by, ids=asked) if asked else []
    return {str(file.pk): file for file in found if file.content_type in SHOWN}


def as_address(file: File) -> str:
    """The picture, which was drawn again when it was kept, as an address that holds it."""
    return f"data:{file.content_type};base64,{b64encode(read_file(file)).decode()}"


def as_addresses(files: Iterable[File]) -> dict[str, str]:
    """Id → address that holds the picture."""
    return {str(file.pk): as_address(file) for file in files}
