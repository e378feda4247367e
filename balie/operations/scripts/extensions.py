"""What scripts ask of the apps around them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from balie.conversation.contacts.models import Contact
from balie.foundation.extensions import ExtensionPoint


@dataclass(frozen=True)
class ScriptAction:
    """What an action step may do: `url` is where it is done for a contact, None when it cannot be there. `verb` is the right it takes."""

    key: str
    name: str | Promise
    icon: str
    url: Callable[[Contact], str | None]
    verb: str


ACTIONS: ExtensionPoint[ScriptAction] = ExtensionPoint("scripts.actions")
