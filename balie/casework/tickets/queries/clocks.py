"""What is promised of one ticket, and how each promise was used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from balie.access.accounts.models import User
from balie.casework.tickets.models import StateReason
from balie.casework.tickets.queries.detail import ticket_for
from balie.casework.tickets.words import state_names
from balie.records.sla import rules
from balie.records.sla.models import Clock
from balie.records.sla.queries import clocks_of, logs_of


@dataclass(frozen=True)
class Told:
    """A clock with its ledger until it stopped, or until now."""

    clock: Clock
    entries: Sequence[rules.Entry]


def clocks_for(viewer: User, number: int, *, at: datetime) -> list[Told]:
    """Every clock of a ticket the viewer may see, the running ones first. Raises `NotFound`."""
    clocks = clocks_of("ticket", ticket_for(viewer, number).pk)
    logs = logs_of(clocks)
    return [Told(each, rules.ledger(rules.read_clock(logs[each.pk]), each.stopped_at or at)) for each in clocks]


def wait_names() -> Mapping[str, str]:
    """The codes of what pauses a clock, states and reasons, in words."""
    reasons = {key: str(name) for key, name in StateReason.objects.values_list("key", "name")}
    return {**state_names(), rules.STOPPED: _("closed meanwhile"), **reasons}
