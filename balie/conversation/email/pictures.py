"""Pictures that stand in a mail being written."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _

from balie.conversation.email.guard import redraw_guarded
from balie.conversation.email.parsing import OverBudget, Unparsable
from balie.foundation.errors import Refusal
from balie.foundation.files.models import File
from balie.foundation.files.pictures import SHOWN
from balie.foundation.files.queries import drafts_of
from balie.foundation.text.rich import picture_ids


class NoPicture(Refusal):
    """Only what can be drawn again is shown among words."""

    code = "no_picture"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _(
        "“{name}” is no picture that can be shown here. Use PNG, JPEG, WebP or GIF of at most 50 megapixels, or attach it as a file."
    )
    field = "file"


def drawn_again(content: bytes, name: str) -> tuple[str, bytes]:
    """The type and content of the picture without anything but its pixels, drawn in a process of its own. Raises `NoPicture`."""
    try:
        picture = redraw_guarded(content)
    except (OverBudget, Unparsable):
        raise NoPicture(name=name) from None
    return picture.content_type, picture.content


def find_pictures(html: str, *, by: Any) -> dict[str, File]:
    """Id → file of the pictures in `html` that are `by`'s own drafts: nobody shows another's files by naming them."""
    asked = picture_ids(html) if by is not None else []
    found = drafts_of(by, ids=asked) if asked else []
    return {str(file.pk): file for file in found if file.content_type in SHOWN}
