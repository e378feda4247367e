"""How far the jobs are that bring running clocks in line with what was changed: each says so itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Value
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
    names = _names({each["agreement_id"] for each in given}, {each["calendar_id"] for each in given}) if given else {}
    return [_following(each, names) for each in given]


def _names(agreements: Collection[int], calendars: Collection[int]) -> dict[tuple[str, int], str]:
    """("agreement" or "calendar", id) → its name: one query."""
    rows: Any = Agreement.objects.filter(pk__in=agreements).values_list(Value("agreement"), "pk", "name")
    found = rows.union(Calendar.objects.filter(pk__in=calendars).values_list(Value("calendar"), "pk", "name"), all=True)
    return {(kind, pk): str(name) for kind, pk, name in found}


def _following(given: Mapping[str, Any], names: Mapping[tuple[str, int], str]) -> Following:
    what = names.get(("agreement", given["agreement_id"])) or names.get(("calendar", given["calendar_id"])) or _("Contracts")
    return Following(what, given.get("done", 0), given.get("total", 0))
