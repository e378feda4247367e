"""Builders of rules for tests."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM
from balie.operations.automations import rules
from balie.operations.automations.actions import Content, save_rule, switch
from balie.operations.automations.models import Rule
from balie.operations.automations.rules import Condition, Deed

_serial = count(1)


def a_deed(do: str, **given: str) -> Deed:
    return Deed(do, tuple(given.items()))


def a_rule(
    *deeds: Deed, when: str = rules.OPENED, conditions: Sequence[Condition] = (), is_on: bool = True, by: User | None = None, **more: Any
) -> Rule:
    """A rule as its action saves it, on unless said otherwise; without deeds it makes the urgency high."""
    name = more.pop("name", "") or f"Rule {next(_serial)}"
    content = Content(name, when, conditions, deeds or (a_deed("set_urgency", value="1"),), **more)
    rule = save_rule(Rule(position=0), content, by=by, at=MONDAY_9AM)
    return switch(rule, is_on=True, by=None, at=MONDAY_9AM) if is_on else rule
