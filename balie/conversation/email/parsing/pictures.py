"""Pictures from outside, drawn again: what is shown is ours, pixel for pixel, and nothing else of the file."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Final

from balie.conversation.email.parsing.model import Unparsable

MOST_PIXELS: Final = 50_000_000
WIDEST: Final = 2000
_READ: Final = ("PNG", "JPEG", "WEBP", "GIF")
_WRITTEN: Final = {"JPEG": "image/jpeg", "WEBP": "image/webp", "PNG": "image/png"}


@dataclass(frozen=True, slots=True)
class Picture:
    """`content_type` is image/png, image/jpeg or image/webp."""

    content_type: str
    content: bytes


def redraw(content: bytes) -> Picture:
    """The picture without anything but its pixels, upright, at most 2000 wide and high; of a moving one the first. Raises `Unparsable`."""
    # Here, since most mails have none and the library is large.
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # the library refuses from twice that on
    try:
        with Image.open(BytesIO(content), formats=_READ) as picture:
            form = picture.format if picture.format in _WRITTEN else "PNG"
            if picture.width * picture.height > MOST_PIXELS:
                raise Unparsable("reader_failed", "pixels")
            picture.draft("RGB", (WIDEST, WIDEST))
            drawn = ImageOps.exif_transpose(picture)
            drawn.thumbnail((WIDEST, WIDEST))
            wanted = "RGBA" if drawn.has_transparency_data and form != "JPEG" else "RGB"
            fresh = Image.new(wanted, drawn.size)
            fresh.paste(drawn.convert(wanted))
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise Unparsable("reader_failed", type(error).__name__) from error
    written = BytesIO()
    fresh.save(written, format=form)
    return Picture(_WRITTEN[form], written.getvalue())
