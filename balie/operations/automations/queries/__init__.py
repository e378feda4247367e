"""Reads of automations."""

from balie.operations.automations.queries.dry_run import SPANS, DryRun, dry_run
from balie.operations.automations.queries.log import LogPage, runs_for
from balie.operations.automations.queries.memory import forget_rules, has_rules_for
from balie.operations.automations.queries.rules import (
    all_rules,
    find_rule,
    moment_of,
    rule_ids_for,
    tickets_due,
    timed_rule_ids,
    versions_of,
)
from balie.operations.automations.queries.vocabulary import Vocabulary, read_vocabulary

__all__ = [
    "SPANS",
    "DryRun",
    "LogPage",
    "Vocabulary",
    "all_rules",
    "dry_run",
    "find_rule",
    "forget_rules",
    "has_rules_for",
    "moment_of",
    "read_vocabulary",
    "rule_ids_for",
    "runs_for",
    "tickets_due",
    "timed_rule_ids",
    "versions_of",
]
