"""Bring the three catalogues up to date with the sources (`make translations`); `--missing` lists what still has no words.

Nothing is guessed from a like message, nothing obsolete is kept, no line number or date is written: a diff shows words only.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from messages import LANGUAGES, extracted, key_of

ROOT = Path(__file__).resolve().parent.parent
CHANGING = re.compile(
    rb'^"(Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By|Project-Id-Version).*\n',
    re.MULTILINE,
)


def catalogue_path(root: Path, language: str) -> Path:
    """Where the words of `language` stand."""
    return root / "balie" / "locale" / language / "LC_MESSAGES" / "django.po"


def read_catalogue(root: Path, language: str) -> Catalog:
    """The catalogue of `language` below `root`, empty when there is none yet."""
    path = catalogue_path(root, language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def updated(template: Catalog, old: Catalog) -> Catalog:
    """The messages of `template` with the words of `old`; a message that became another starts without words."""
    words = {key_of(message): message for message in old if message.id}
    note = f"# Balie in {old.locale}. Written by hand, kept complete by make check."
    new = Catalog(locale=old.locale, charset="utf-8", header_comment=note, fuzzy=False)
    for message in template:
        if message.id:
            known = words.get(key_of(message))
            string = known.string if known and _same_shape(known, message) else None
            new.add(message.id, string, message.locations, message.flags, message.auto_comments, context=message.context)
    return new


def write_catalogue(root: Path, catalogue: Catalog) -> None:
    """Write `catalogue` sorted by its source words, so that two engineers' messages seldom meet in a merge."""
    path = catalogue_path(root, str(catalogue.locale))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, sort_output=True, ignore_obsolete=True, include_lineno=False)
    path.write_bytes(CHANGING.sub(b"", path.read_bytes()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--missing", action="store_true", help="list the messages without words")
    options = parser.parse_args()
    template = extracted(ROOT)
    for language in LANGUAGES:
        catalogue = updated(template, read_catalogue(ROOT, language))
        write_catalogue(ROOT, catalogue)
        missing = [message for message in catalogue if message.id and not _is_said(message)]
        print(f"{language}: {len(catalogue)} messages, {len(missing)} without words")
        if options.missing:
            for message in missing:
                print(f"  {message.locations[0][0]}: {message.id!r}")


def _same_shape(known: Message, message: Message) -> bool:
    return bool(known.pluralizable == message.pluralizable)


def _is_said(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


if __name__ == "__main__":
    main()
