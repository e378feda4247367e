"""What closing takes and how long a ticket opens again, as the organisation decided; read every few seconds at most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache

from balie.casework.procedures.models import RunStep
from balie.casework.procedures.queries.runs import in_language, words_of
from balie.casework.procedures.rules import branch_of
from balie.casework.tickets import rules
from balie.casework.tickets.models import ClosingRule, Ticket, TicketContact
from balie.conversation.contacts.models import Contact
from balie.records.taxonomy.models import Category

_KEY, _SECONDS = "tickets.closing", 5


@dataclass(frozen=True)
class ClosingRules:
    """Category (None for all) → its rule, and the parents of categories."""

    known: Mapping[int | None, rules.Closing]
    parents: Mapping[int, int | None]

    def of(self, category_id: int | None) -> rules.Closing:
        return rules.closing_of(self.known, branch_of(self.parents, category_id))


def closing_rules() -> ClosingRules:
    """Seconds behind in other processes."""
    known: ClosingRules | None = cache.get(_KEY)
    if known is None:
        rows = {row.category_id: closing_in(row) for row in ClosingRule.objects.all()}
        known = ClosingRules(rows, dict(Category.objects.values_list("pk", "parent_id")) if rows else {})
        cache.set(_KEY, known, _SECONDS)
    return known


def forget_closing() -> None:
    cache.delete(_KEY)


def closing_in(row: ClosingRule) -> rules.Closing:
    return rules.Closing(row.asks_result, row.asks_cause, row.asks_told, row.asks_steps, row.reopen_days)


def open_steps(ticket: Ticket) -> list[str]:
    """What the mandatory steps that are open ask, in the reader's language and their order."""
    rows = RunStep.objects.filter(run__ticket_run__ticket=ticket, run__aside_at=None, state=RunStep.State.OPEN, step__is_mandatory=True)
    asked = rows.annotate(lines=words_of("step__text", "step__text_version")).order_by("run_id", "step__position")
    return [in_language(lines).title for lines in asked.values_list("lines", flat=True)]


def noted_as_told(ticket: Ticket) -> datetime | None:
    """When somebody last spoke to the customer in a contact of the ticket, since their last message; None for never."""
    spoken = TicketContact.objects.filter(ticket=ticket).exclude(contact__channel=Contact.Channel.MAIL)
    since = ticket.answer_due_since
    found: Sequence[datetime] = list(spoken.order_by("-contact__started_at").values_list("contact__started_at", flat=True)[:1])
    return found[0] if found and (since is None or found[0] >= since) else None
