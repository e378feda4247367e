"""Builders of menus for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from balie.access.accounts.testing import MONDAY_9AM
from balie.conversation.ivr.actions import save_menu
from balie.conversation.ivr.models import Answering, Menu
from balie.conversation.ivr.rules.outline import Kind, Line
from balie.conversation.telephony.models import Number
from balie.foundation.text.labels import LANGUAGES, label

WORDS = dict.fromkeys(LANGUAGES, "words")


def a_line(kind: Kind, line_id: str, depth: int = 0, **fields: Any) -> Line:
    known: dict[str, Any] = {"id": line_id, "kind": kind, "depth": depth, "words": WORDS}
    return Line(**known | fields)


def a_menu(lines: Sequence[Line], *, number: Number | None = None, key: str = "main", at: datetime = MONDAY_9AM) -> Menu:
    """A menu, and who rings the number is led by it, whether or not anything of it can be heard."""
    menu = save_menu(key, lines, name=label(key, key, key, key), by=None, at=at)
    if number is not None:
        Answering.objects.create(number=number, menu=menu)
    return menu
