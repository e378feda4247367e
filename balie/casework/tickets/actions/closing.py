"""What must be there before a ticket is solved or closed, and what the refusal says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets import rules
from balie.casework.tickets.models import ClosingRule, Ticket
from balie.casework.tickets.queries.closing import closing_rules, forget_closing, noted_as_told, open_steps
from balie.foundation.errors import Invalid, Refusal
from balie.records.taxonomy.models import Category, Cause, Result

MANAGE = "settings.manage"
MOST_DAYS = 3650


@dataclass(frozen=True)
class Lack:
    """One thing that is missing: its code (result, cause, told, steps) and what to do about it."""

    code: str
    sentence: str


class NotReadyToClose(Refusal):
    """Something that closing takes is not there yet; `lacks` names each."""

    code = "not_ready_to_close"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = "{lacks}"

    def __init__(self, lacks: Sequence[Lack]) -> None:
        super().__init__(lacks=" ".join(each.sentence for each in lacks))
        self.lacks = tuple(lacks)
        self.more = {"missing": [each.code for each in lacks]}
        self.field_name = lacks[0].code


def ensure_ready(ticket: Ticket, *, result: Result | None, cause: Cause | None, is_told: bool) -> None:
    """Raise `NotReadyToClose` with each thing that the rule of the ticket's category asks and that is not there.

    `is_told`: whoever closes it says that the customer knows.
    """
    asks = closing_rules().of(ticket.category_id)
    steps = open_steps(ticket) if asks.steps else []
    missing = rules.lacking(
        asks,
        has_result=result is not None,
        has_cause=cause is not None,
        is_told=is_told or not asks.told or _knows(ticket),
        open_steps=len(steps),
    )
    if missing:
        raise NotReadyToClose([Lack(code, _sentence(code, steps)) for code in missing])


@transaction.atomic
def save_closing_rule(
    category: Category | None,
    *,
    asks_result: bool,
    asks_cause: bool,
    asks_told: bool,
    asks_steps: bool,
    reopen_days: int | None,
    by: User | None,
    at: datetime,
) -> ClosingRule:
    """Let this hold for the category and its branch from now on; None for all without a rule nearer. Raises `Invalid` on reopen_days."""
    ensure_may(by, MANAGE)
    if reopen_days is not None and not 0 <= reopen_days <= MOST_DAYS:
        raise Invalid(field="reopen_days", reason=_("Write a number of days from 0 to 3650, or nothing."))
    asks = {"asks_result": asks_result, "asks_cause": asks_cause, "asks_told": asks_told, "asks_steps": asks_steps}
    rule, _new = ClosingRule.objects.update_or_create(category=category, defaults={**asks, "reopen_days": reopen_days})
    record(
        "tickets.closing_rule_saved",
        rule,
        by=by,
        at=at,
        data={"category": category.key if category else "", "reopen_days": reopen_days, **asks},
    )
    _forget()
    return rule


@transaction.atomic
def remove_closing_rule(category: Category | None, *, by: User | None, at: datetime) -> None:
    """What is nearest above holds again."""
    ensure_may(by, MANAGE)
    for rule in ClosingRule.objects.filter(category=category):
        record("tickets.closing_rule_removed", rule, by=by, at=at, data={"category": category.key if category else ""})
        rule.delete()
    _forget()


def _forget() -> None:
    forget_closing()
    transaction.on_commit(forget_closing)


def _knows(ticket: Ticket) -> bool:
    return rules.is_told(told_at=ticket.told_at, waits_since=ticket.answer_due_since, noted_at=noted_as_told(ticket))


def _sentence(code: str, steps: Sequence[str]) -> str:
    if code != rules.STEPS:
        return str(_SENTENCES[code])
    said = ngettext("A step of the procedure is open: %(steps)s.", "Steps of the procedure are open: %(steps)s.", len(steps))
    return said % {"steps": ", ".join(f"“{step}”" for step in steps)}


_SENTENCES: dict[str, str | Promise] = {
    rules.RESULT: gettext_lazy("Choose how the ticket ended."),
    rules.CAUSE: gettext_lazy("Choose the cause."),
    rules.TOLD: gettext_lazy(
        "Tell the customer: their last message has no answer, or nobody spoke to them. Or tick that you told them by telephone."
    ),
}
