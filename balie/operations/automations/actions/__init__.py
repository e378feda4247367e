"""Verbs of automations; the only writers of their tables."""

from balie.operations.automations.actions.answering import answer_clock, answer_event
from balie.operations.automations.actions.running import run_rule
from balie.operations.automations.actions.saving import (
    Content,
    HasWorked,
    StartsItself,
    ensure_few,
    move_rule,
    remove_rule,
    save_rule,
    switch,
)
from balie.operations.automations.actions.timing import run_due

__all__ = [
    "Content",
    "HasWorked",
    "StartsItself",
    "answer_clock",
    "answer_event",
    "ensure_few",
    "move_rule",
    "remove_rule",
    "run_due",
    "run_rule",
    "save_rule",
    "switch",
]
