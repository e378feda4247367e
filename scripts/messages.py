"""What the sources say to people: every translatable message of Python, Jinja2 and Django templates, and of the libraries we show."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract, extract_python
from django.utils.translation.template import templatize
from jinja2.ext import babel_extract

LANGUAGES = ("nl", "fr", "de")
BORROWED = "balie/locale/borrowed.txt"  # words of the libraries, in the tone of ours
KEYWORDS: dict[str, tuple[Any, ...] | None] = {
    "_": None,
    "_t": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# As foundation/ui/jinja.py builds its environment: blank lines of a trans block must come out the same.
JINJA = {"extensions": "jinja2.ext.do", "trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true", "silent": "false"}
LITERAL = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"\b(?P<name>n?p?gettext|_)\((?P<words>{LITERAL}(?:, ?{LITERAL})*)(?:, ?count)?\)")
UNSEEN = {"tests", "migrations", "static", "staticroot", "locale", "__pycache__"}

Key = tuple[str, str]  # the context, or nothing, and the source words


class Unreadable(Exception):
    """A source that cannot be parsed, so its messages are not known."""


def sources(root: Path) -> Iterator[Path]:
    """The files of the package that may speak to people, in order."""
    for path in sorted((root / "balie").rglob("*")):
        if path.suffix in {".py", ".html", ".txt"} and not UNSEEN.intersection(path.relative_to(root).parts):
            yield path


def extracted(root: Path) -> Catalog:
    """Every message of the sources below `root`, with the files that say it. Raises `Unreadable`."""
    template = Catalog(charset="utf-8")
    for path in sources(root):
        place = path.relative_to(root).as_posix()
        for line, words, comments, context in _messages_of(path):
            template.add(words, None, [(place, line)], auto_comments=comments, context=context)
    for number, words in _borrowed(root / BORROWED):
        template.add(words, None, [(BORROWED, number)])
    return template


def key_of(message: Message) -> Key:
    """What a message is found by, in every catalogue."""
    return message.context or "", message.id if isinstance(message.id, str) else message.id[0]


def _borrowed(path: Path) -> Iterator[tuple[int, str | tuple[str, ...]]]:
    lines = path.read_text().splitlines() if path.exists() else []
    for number, line in enumerate(lines, 1):
        if not line.startswith("#"):
            forms = tuple(line.split(" || "))
            yield number, forms if len(forms) > 1 else forms[0]


def _messages_of(path: Path) -> list[tuple[int, Any, list[str], str | None]]:
    if path.suffix == ".py":
        method, options = extract_python, {}
    elif "allauth_templates" in path.parts:
        method, options = _django_template, {}
    else:
        method, options = babel_extract, JINJA
    try:
        with path.open("rb") as file:
            return list(extract(method, file, KEYWORDS, ["Translators:"], options, strip_comment_tags=True))
    except Exception as problem:
        raise Unreadable(f"{path}: {problem}") from problem


def _django_template(file: io.BufferedReader, keywords: object, comment_tags: object, options: object) -> Iterator[tuple[Any, ...]]:
    """Babel's view of a Django template: Django itself turns the tags into calls with literal words."""
    for number, line in enumerate(templatize(file.read().decode(), origin=file.name).splitlines(), 1):
        for call in CALL.finditer(line):
            words = ast.literal_eval(f"({call['words']},)")
            yield number, call["name"], words if len(words) > 1 else words[0], []
