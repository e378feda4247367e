"""The designer's forms. The name of a field is its place in the part, as `words.nl` or `to.0.when`: what is sent is the part itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict

from balie.foundation.text.labels import LANGUAGES
from balie.foundation.text.normalise import plain
from balie.foundation.text.numbers import whole
from balie.operations.scripts.rules import editing
from balie.operations.scripts.rules.editing import CALMING, NODES, OBJECTIONS, VARIABLES, Data

SEVERAL = {"ask", "objections", "required_for", "languages", "customer_types"}
ROWS = {"to", "variants", "links", "choices"}
LONGEST_PLACE = 6
EARLIER = "earlier"


def part_in(sent: QueryDict, section: str) -> Data:
    """The part as it was typed: what is empty is left out, of a row too; rows in the order one asked for."""
    places = [name for name in sent if name.partition(".")[0] in FIELDS[section]]
    typed = {name: _values(sent, name) for name in places if name.count(".") < LONGEST_PLACE}
    part: Data = _bare(_nested(typed)) or {}
    if section == NODES:
        _place_up(part, sent.get(EARLIER, ""))
        _shorten(part)
    if section == VARIABLES:
        part |= {"choices": _choices(part.get("choices", []))} if part.get("choices") else {}
    return part


def key_in(sent: QueryDict, section: str, part: Data, taken: Iterable[str]) -> str:
    """The key that was typed, else one made of the words, the English ones first."""
    if typed := sent.get("key", "").strip():
        return typed
    said: Mapping[str, str] = next((part[name] for name in ("title", "label", "said", "words") if part.get(name)), {})
    words = next((said[code] for code in ("en", *LANGUAGES) if said.get(code)), "")
    return editing.key_for(plain(words), list(taken), other=OTHER_KEYS[section])


FIELDS = {
    NODES: {
        "kind",
        "title",
        "words",
        "variants",
        "objections",
        "links",
        "expected_seconds",
        "mandatory",
        "to",
        "ask",
        "required_for",
        "tier",
        "do",
        "script",
        "result",
        "diagnosis",
    },
    VARIABLES: {"type", "label", "required", "choices", "least", "most", "longest", "pattern", "known_as", "personal"},
    OBJECTIONS: {"said", "answer"},
    CALMING: {"title", "words"},
    "about": {"name", "languages", "start"},
}
OTHER_KEYS = {NODES: "step", VARIABLES: "question", OBJECTIONS: "objection", CALMING: "calming"}


def _values(sent: QueryDict, name: str) -> Any:
    if name.rpartition(".")[2] in SEVERAL:
        return [each for each in sent.getlist(name) if each]
    return str(sent[name]).replace("\r\n", "\n").strip()


def _nested(typed: Mapping[str, Any]) -> Data:
    found: Data = {}
    for name, value in typed.items():
        *path, last = name.split(".")
        at = found
        for step in path:
            below = at.setdefault(step, {})
            at = below if isinstance(below, dict) else at
        at[last] = value
    return found


def _bare(value: Any, name: str = "") -> Any:
    """Without what is empty; rows as a list, in the order of their numbers."""
    if name in ROWS and isinstance(value, dict):
        numbered = sorted((whole(at), row) for at, row in value.items() if at.isdecimal())
        return [row for row in (_bare(each) for _at, each in numbered) if row]
    if isinstance(value, dict):
        return {each: bare for each, below in value.items() if (bare := _bare(below, each)) not in ("", {}, [])}
    return value


def _place_up(part: Data, which: str) -> None:
    """The row one asked to come earlier (`to.2`) before the one before it."""
    name, _dot, at = which.partition(".")
    rows, place = part.get(name, []), whole(at)
    if 0 < place < len(rows):
        rows[place - 1], rows[place] = rows[place], rows[place - 1]


def _shorten(part: Data) -> None:
    if part.get("to"):
        part["to"] = editing.written_ways(part["to"])
    for variant in part.get("variants", []):
        variant.setdefault("audience", {})


def _choices(rows: list[Data]) -> Data:
    """By their keys, made of the words where none was typed."""
    found: Data = {}
    for row in rows:
        said = row.get("said", {})
        words = next((said[code] for code in ("en", *LANGUAGES) if said.get(code)), "")
        typed = row.get("key", "")
        found[typed if typed and typed not in found else editing.key_for(typed or plain(words), list(found), other="choice")] = said
    return found
