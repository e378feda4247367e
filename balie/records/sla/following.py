"""How far the jobs are that bring running clocks in line with what was changed: each says so itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateJob

from balie.records.calendars.models import Calendar
from balie.records.sla.jobs import REBASE
from balie.records.sla.models import Agreement


@dataclass(frozen=True)
class Following:
    """`what` was changed, in words; of `total` clocks or tickets `done` were looked at. Without a total it has not begun."""

    what: str
    done: int
    total: int


def changes_being_followed() -> list[Following]:
    """The oldest change first; those that are only looked at once more, for what began meanwhile, are not among them."""
    waiting = ProcrastinateJob.objects.filter(task_name=REBASE, status__in=("todo", "doing")).order_by("id")
    given = [job.args for job in waiting if not job.args.get("settles")]
    agreements = Agreement.objects.in_bulk({each["agreement_id"] for each in given})
    calendars = Calendar.objects.in_bulk({each["calendar_id"] for each in given})
    return [_following(each, agreements, calendars) for each in given]


def _following(given: Mapping[str, Any], agreements: Mapping[int, Agreement], calendars: Mapping[int, Calendar]) -> Following:
    changed = agreements.get(given["agreement_id"]) or calendars.get(given["calendar_id"])
    return Following(str(changed.name) if changed else _("Contracts"), given.get("done", 0), given.get("total", 0))
