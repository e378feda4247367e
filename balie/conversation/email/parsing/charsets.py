"""Bytes to text: the declared charset when it holds, its well-known superset, else a guess; never an error."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from charset_normalizer import from_bytes

GUESS_BYTES = 4096
_MIN_GUESS_BYTES = 24
_ASCII = bytes(range(128))
# Of these nearly every byte is a letter, so what was declared wrongly shows no error.
_TAKES_ANYTHING = ("cp125", "iso8859", "mac")
_HALVES = re.compile("[\ud800-\udfff]")

# What mail programs write, and the codec that reads what they meant.
_ALIASES = {
    "ascii": "ascii", "us-ascii": "ascii", "ansi_x3.4-1968": "ascii", "646": "ascii",
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "iso_8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252",
    "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874", "windows-874": "cp874",
    "iso-8859-8-i": "iso8859-8", "iso-8859-8-e": "iso8859-8", "iso-8859-6-i": "iso8859-6", "iso-8859-6-e": "iso8859-6",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "chinese": "gb18030",
    "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949", "ksc5601": "cp949", "euc-kr": "cp949", "korean": "cp949",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext", "cp50220": "iso2022_jp_ext", "cp50221": "iso2022_jp_ext",
    "big5": "cp950", "x-big5": "cp950", "cn-big5": "cp950", "unicode-1-1-utf-7": "utf-7", "unicode": "utf-8",
    "macintosh": "mac_roman", "x-mac-roman": "mac_roman", "x-mac-cyrillic": "mac_cyrillic", "utf8": "utf-8",
    "utf8mb4": "utf-8", "x-cp1250": "cp1250", "x-cp1251": "cp1251", "ansi": "cp1252", "x-ansi": "cp1252",
}  # fmt: skip
# Codecs of Python that are no charset of a mail: some run programs' notation, some are slow by nature.
_REFUSED = {"unicode-escape", "raw-unicode-escape", "idna", "punycode", "undefined", "unicode_escape", "mbcs", "oem", "charmap"}


def decode(data: bytes, charset: str) -> str:
    """The text of `data`, said to be in `charset` (which may be empty, wrong or unknown)."""
    codec = codec_of(charset)
    if codec is None or (codec == "ascii" and not data.isascii()):
        return guess(data)
    if codec.startswith(_TAKES_ANYTHING) and (meant := _as_utf_8(data)):
        return meant
    try:
        return _whole(data.decode(codec))
    except (UnicodeError, ValueError):
        return _whole(_mend(data, codec))


def _as_utf_8(data: bytes) -> str:
    """The text when the bytes above ASCII are UTF-8 throughout, which hardly happens by chance; else empty."""
    try:
        return "" if data.isascii() else data.decode("utf-8")
    except UnicodeDecodeError:
        return ""


def _whole(text: str) -> str:
    """UTF-7 can write half a character, which no other text can hold."""
    return text if text.isascii() else _HALVES.sub("\ufffd", text)


@lru_cache(maxsize=256)
def codec_of(charset: str) -> str | None:
    """Python's name for `charset`, or None when no mail may be in it."""
    name = charset.strip().strip("\"'").lower().partition("*")[0]
    name = _ALIASES.get(name, name)
    if not name or not name.isascii() or "\0" in name or len(name) > 40:
        return None
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError, UnicodeError):
        return None
    if not getattr(found, "_is_text_encoding", True) or found.name in _REFUSED:
        return None
    return found.name


def guess(data: bytes) -> str:
    """The text of `data` in the most likely charset; UTF-8 first, Western last."""
    for bom, codec in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(bom):
            return data.decode(codec, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(_guessed_codec(data), "replace")


def _mend(data: bytes, codec: str) -> str:
    """A few broken characters stay in the declared charset; many mean it was declared wrongly."""
    mended = data.decode(codec, "replace")
    if codec in {"utf-16", "utf-32", "iso2022_jp_ext"} or codec.startswith("cp125"):
        return mended
    return mended if mended.count("\ufffd") * 50 <= len(mended) else guess(data)


def _guessed_codec(data: bytes) -> str:
    part = _telling_part(data)
    # Western letters are sprinkled between ASCII; other scripts fill their words with high bytes.
    if len(data) < _MIN_GUESS_BYTES or len(part.translate(None, _ASCII)) * 5 < len(part):
        return "cp1252"
    best = from_bytes(part).best()
    codec = codec_of(best.encoding) if best else None
    return codec if codec and not codec.startswith(("utf", "cp125", "cp4", "cp8", "mac", "hp")) else "cp1252"


def _telling_part(data: bytes) -> bytes:
    """The stretch around the first byte that is not ASCII: the rest says nothing about the charset."""
    first = next((at for at in range(0, len(data), GUESS_BYTES) if not data[at : at + GUESS_BYTES].isascii()), 0)
    return data[first : first + GUESS_BYTES]
