"""Where the desk puts itself on screen, and who hears a user's own nudges."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from balie.foundation.live.extensions import TopicKind
from balie.foundation.ui.extensions import Command


def is_oneself(user: Any, key: str) -> bool:
    """`user:<id>` is heard by that user alone."""
    return str(user.pk) == key


HOME = [Command(_("Desk"), "desk:home", "desk", key="d", in_rail=True)]
LAST = [
    Command(_("My settings"), "desk:me", "user", key="m"),
    Command(_("Help"), "desk:help", "help"),
    Command(_("Settings"), "desk:settings", "settings", key="s", in_rail=True),
]
TOPICS = [TopicKind("user", is_oneself)]
