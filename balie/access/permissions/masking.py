"""The one masking layer: every outgoing value passes here, whatever the door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import overload

from django.db.models import Model

from balie.access.accounts.models import User
from balie.access.permissions.extensions import FIELD_CLASSES, FieldClass

READ_PERSONAL = "permissions.read_personal"
HIDDEN = "•••"


def field_class(model: type[Model], field: str) -> FieldClass:
    """How private the field is: what its app declared, else public for ids, codes, times and links.

    `tests/architecture` fails for a text field that no app declared.
    """
    return _classes().get(model._meta.label_lower, {}).get(field, FieldClass.PUBLIC)


class Mask:
    """What one viewer reads: `mask(Customer, "name", value)`. Equal for two who read the same."""

    def __init__(self, viewer: User) -> None:
        self._reads_personal = viewer.has(READ_PERSONAL)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mask) and self._reads_personal == other._reads_personal

    def __hash__(self) -> int:
        return hash(self._reads_personal)

    @overload
    def __call__(self, model: type[Model], field: str, value: str) -> str: ...
    @overload
    def __call__[T](self, model: type[Model], field: str, value: T) -> T | str: ...
    def __call__(self, model: type[Model], field: str, value: object) -> object:
        """`value`, or what of it may be shown. Secret fields show their last four characters to nobody but
        those who read personal data; the whole takes a reveal with a reason."""
        shown = _shown(model, field, self._reads_personal)
        return shown(value) if shown else value

    def text(self, value: str) -> str:
        """Free text that may hold personal data: a message, a note, a subject."""
        return value if self._reads_personal or not value else HIDDEN


def last_four(value: object) -> str:
    text = str(value or "")
    return f"•••• {text[-4:]}" if len(text) > 8 else (HIDDEN if text else "")


def hidden(value: object) -> object:
    """Initials of a name, nothing of anything else."""
    if not value or isinstance(value, bool):
        return value
    if isinstance(value, date | int | float):
        return HIDDEN
    words = [word for word in str(value).split() if word[:1].isalpha()]
    return " ".join(f"{word[0].upper()}." for word in words[:3]) if words and len(words) < 5 else HIDDEN


@cache
def _shown(model: type[Model], field: str, reads_personal: bool) -> Callable[[object], object] | None:  # noqa: FBT001  part of the key
    """What is made of the field's value; None when it is shown as it is."""
    match field_class(model, field):
        case FieldClass.SECRET:
            return last_four if reads_personal else _nothing_of
        case FieldClass.PERSONAL if not reads_personal:
            return hidden
    return None


def _nothing_of(value: object) -> object:
    return HIDDEN if value else value


@cache
def _classes() -> dict[str, dict[str, FieldClass]]:
    merged: dict[str, dict[str, FieldClass]] = {}
    for declared in FIELD_CLASSES.fillings():
        for model, fields in declared.items():
            merged.setdefault(model, {}).update(fields)
    return merged
