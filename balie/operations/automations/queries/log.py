"""What the rules did, for a viewer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
from balie.casework.tickets.models import Ticket
from balie.operations.automations.models import Run

PAGE = 50
FAILURES = ("failed", "stopped")


@dataclass(frozen=True)
class LogLine:
    """One run: `changed` as the rule wrote it, field, old and new codes each."""

    id: int
    rule_id: int
    rule: str
    ticket: int
    subject: str
    kind: str
    at: datetime
    depth: int
    outcome: str
    changed: list[dict[str, Any]]
    said: str


@dataclass(frozen=True)
class LogPage:
    """`next` is the key of the next older page, 0 at the end."""

    lines: list[LogLine]
    next: int


def runs_for(viewer: User, *, rule_id: int = 0, ticket: int = 0, is_failed: bool = False, before: int = 0, most: int = PAGE) -> LogPage:
    """Runs on tickets that `viewer` may see, newest first, at most fifty; of one rule, of one ticket, or only those that failed."""
    rows = Run.objects.exclude(outcome=Run.Outcome.RENEWED).filter(ticket__in=Ticket.objects.visible_to(viewer))
    if rule_id:
        rows = rows.filter(rule=rule_id)
    if ticket:
        rows = rows.filter(ticket__number=ticket)
    if is_failed:
        rows = rows.filter(outcome__in=FAILURES)
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.select_related("rule", "ticket").order_by("-pk")[: most + 1])
    mask = Mask(viewer)
    lines = [
        LogLine(
            id=run.pk,
            rule_id=run.rule_id,
            rule=run.rule.name,
            ticket=run.ticket.number,
            subject=mask(Ticket, "subject", run.ticket.subject),
            kind=run.kind,
            at=run.at,
            depth=run.depth,
            outcome=run.outcome,
            changed=[each | {"old": _shown(mask, each, "old"), "new": _shown(mask, each, "new")} for each in run.changed],
            said=mask.text(run.said),
        )
        for run in found[:most]
    ]
    return LogPage(lines, lines[-1].id if len(found) > most else 0)


def _shown(mask: Mask, change: dict[str, Any], name: str) -> list[str]:
    codes: list[str] = change.get(name, [])
    return [mask.text(each) for each in codes] if change.get("field") in {"note", "subject"} else codes
