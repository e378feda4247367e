"""What the apps above declare about who may do what, and how private each field is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

from django.utils.functional import Promise

from balie.access.accounts.models import User
from balie.foundation.extensions import ExtensionPoint


class Assurance(IntEnum):
    """How sure we are of who the other party is. Doors pass what was reached; policies name what a verb needs."""

    NONE = 0
    CLAIMED = 1
    CHECKED = 2
    STRONG = 3


class FieldClass(StrEnum):
    """How private a field is; `mask` decides who reads it."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SECRET = "secret"  # noqa: S105


@dataclass(frozen=True)
class Verb:
    """Something one may do: `name` is `app.action`; `roles` hold it when the organisation starts.

    `may` adds a condition on the subject, `tier` the assurance the other party must have reached.
    """

    name: str
    meaning: str | Promise
    roles: Sequence[str]
    may: Callable[[User, Any], bool] | None = None
    tier: Assurance = Assurance.NONE


@dataclass(frozen=True)
class Standing:
    """How a verb stands while its customer is on the line: what it needs, what the identity check reached.

    `missing` says what to ask, `check_url` where that is done.
    """

    needed: Assurance
    reached: Assurance
    missing: str
    check_url: str


VERBS: ExtensionPoint[Sequence[Verb]] = ExtensionPoint("permissions.verbs")
# Asked for verbs with a tier, where the door does not pass the assurance itself; None: no customer is on the line.
STANDINGS: ExtensionPoint[Callable[[User, Verb, Any], Standing | None]] = ExtensionPoint("permissions.standings")
FIELD_CLASSES: ExtensionPoint[Mapping[str, Mapping[str, FieldClass]]] = ExtensionPoint("permissions.field_classes")
