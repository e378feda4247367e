"""Conditions in CEL, the Common Expression Language: no loops without end, no side effects, types checked before anything runs.

The engine is Google's own (decision 60). Whatever a condition names is declared: the variables of the script, and the facts of file and contact.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from balie.operations.scripts.rules.document import LONGEST_CONDITION

if TYPE_CHECKING:
    from balie.operations.scripts.rules.document import Variable

FACTS: Mapping[str, str] = {
    "customer.type": "string",
    "customer.style": "string",
    "customer.address": "string",
    "customer.language": "string",
    "customer.is_known": "bool",
    "customer.is_prospect": "bool",
    "customer.salutation": "string",
    "customer.name": "string",
    "customer.given_name": "string",
    "customer.family_name": "string",
    "customer.phone": "string",
    "customer.mail": "string",
    "customer.postcode": "string",
    "customer.city": "string",
    "contact.channel": "string",
    "contact.direction": "string",
    "contact.language": "string",
    "contact.brand": "string",
    "contact.queue": "string",
    "contact.purpose": "string",
    "contact.hour": "int",
    "identity.tier": "string",
}
TYPES = {"number": "int", "decimal": "double", "yes_no": "bool", "choices": "list"}
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'')
_NAMES = re.compile(r"(?<![\w.])[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*")

_POSITION = re.compile(r"^[A-Z_]+: (?:ERROR: )?(?:<input>:\d+:\d+: )?")

type Types = tuple[tuple[str, str], ...]


class WrongCondition(ValueError):
    """The condition cannot be read, names what is not declared, or is no yes or no; `reason` in the engine's words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def types_of(variables: Mapping[str, Variable], scripts: tuple[str, ...] = ()) -> Types:
    """What conditions may name: variables, the nodes that run another script, and facts; each with its type."""
    declared = {name: TYPES.get(variable.type, "string") for name, variable in variables.items()}
    return tuple(sorted(({**declared, **dict.fromkeys(scripts, "string"), **FACTS}).items()))


def ensure_condition(source: str, types: Types) -> None:
    """Raises `WrongCondition`."""
    _compiled(source, types)


def holds(source: str, types: Types, values: Mapping[str, Any]) -> bool:
    """Whether the condition holds. What it names and nobody answered yet is unknown: a condition that hangs on it does not hold.

    Raises `WrongCondition` for one that takes more steps than the engine allows.
    """
    return _answer(source, types, values).value() is True


def names_in(source: str) -> set[str]:
    """The names that stand outside strings, dotted ones whole."""
    return set(_NAMES.findall(_STRINGS.sub('""', source)))


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text is of the form that an RE2 pattern gives: it takes time by the length of the text. Raises `WrongCondition`."""
    quoted = json.dumps(f"^(?:{pattern})$", ensure_ascii=False)
    answer = _answer(f"text.matches({quoted})", (("text", "string"),), {"text": text})
    if not isinstance(answer.value(), bool):
        raise WrongCondition(_in_short(str(answer.value())))
    return answer.value() is True


def _answer(source: str, types: Types, values: Mapping[str, Any]) -> Any:
    """What the engine makes of it: a truth, or an error that it carries as a value."""
    known = dict(types)
    try:
        return _compiled(source, types).eval(data={name: value for name, value in values.items() if name in known})
    except RuntimeError as error:
        raise WrongCondition(_in_short(str(error))) from None


@lru_cache(maxsize=4096)
def _compiled(source: str, types: Types) -> Any:
    if len(source) > LONGEST_CONDITION:
        raise WrongCondition(f"longer than {LONGEST_CONDITION} characters")
    try:
        return _environment(types).compile(f"({source}\n) ? true : false")
    except (RuntimeError, ValueError) as error:
        raise WrongCondition(_in_short(str(error))) from None


@lru_cache(maxsize=256)
def _environment(types: Types) -> Any:
    from cel_expr_python import cel

    kinds = {"string": cel.Type.STRING, "int": cel.Type.INT, "double": cel.Type.DOUBLE, "bool": cel.Type.BOOL, "list": cel.Type.LIST}
    return cel.NewEnv(variables={name: kinds[kind] for name, kind in types})


def _in_short(message: str) -> str:
    """The first thing the engine says, without its drawing of the place."""
    return _POSITION.sub("", message.strip().splitlines()[0])
