"""What is promised; a change re-bases the clocks that run under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid, Refusal
from balie.foundation.text.labels import Label
from balie.records.calendars.actions import version_of
from balie.records.calendars.models import Calendar
from balie.records.calendars.queries import hours_of
from balie.records.calendars.rules import CalendarTooShort, open_until
from balie.records.sla import queries
from balie.records.sla.actions.contracts import follow_days, follow_default, set_kind
from balie.records.sla.actions.rebasing import rebase_later
from balie.records.sla.models import Agreement, ContractAgreement, Metric, Target
from balie.records.sla.policies import MANAGE
from balie.records.taxonomy.models import Purpose

PRIORITIES = (1, 2, 3, 4)
MOST_PERCENT = 300
type Cells = Mapping[tuple[int, str], timedelta]


class HasPromised(Refusal):
    """Something was promised under the agreement, or it holds for somebody."""

    code = "has_promised"
    sentence = _("“{name}” stays: something was promised under it, or it holds for somebody. Give it a last day instead.")


@transaction.atomic
def save_agreement(
    agreement: Agreement,
    *,
    name: Mapping[str, str],
    kind: str,
    first_on: date | None = None,
    last_on: date | None = None,
    warn_percents: Sequence[int] = (75,),
    by: User | None,
    at: datetime,
) -> Agreement:
    """Save a new or known agreement. Raises `Invalid`: name, kind, last_on or warn_percents.

    On other days, other agreements hold by its contracts: what runs for these follows by a job.
    """
    ensure_may(by, MANAGE)
    days = Agreement.objects.filter(pk=agreement.pk).values_list("first_on", "last_on").first()
    agreement.name = Label({code: text.strip() for code, text in name.items() if text.strip()})
    agreement.kind, agreement.first_on, agreement.last_on = kind, first_on, last_on
    agreement.warn_percents = sorted(set(warn_percents))
    _ensure_sense(agreement)
    verb = "sla.agreement_changed" if agreement.pk else "sla.agreement_created"
    agreement.save()
    set_kind(agreement)
    if days is not None and days != (first_on, last_on):
        follow_days(agreement)
    record(verb, agreement, by=by, at=at, data={"key": agreement.key})
    rebase_later(agreement_id=agreement.pk)
    return agreement


@transaction.atomic
def remove_agreement(agreement: Agreement, *, by: User | None, at: datetime) -> None:
    """Take away one under which nothing was ever promised, with its targets. Raises `HasPromised`."""
    ensure_may(by, MANAGE)
    if agreement.is_default or ContractAgreement.objects.filter(agreement=agreement).exists():
        raise HasPromised(name=agreement.name)
    record("sla.agreement_removed", agreement, by=by, at=at, data={"key": agreement.key})
    try:
        agreement.delete()
    except ProtectedError as error:
        raise HasPromised(name=agreement.name) from error
    queries.forget_promised()
    transaction.on_commit(queries.forget_promised)


@transaction.atomic
def make_default(agreement: Agreement, *, by: User | None, at: datetime) -> None:
    """The agreement of its kind that holds where no other is named; what runs follows by a job."""
    ensure_may(by, MANAGE)
    Agreement.objects.filter(kind=agreement.kind, is_default=True).update(is_default=False)
    Agreement.objects.filter(pk=agreement.pk).update(is_default=True)
    queries.forget_promised()
    transaction.on_commit(queries.forget_promised)
    follow_default(agreement.kind)
    record("sla.agreement_made_default", agreement, by=by, at=at, data={"key": agreement.key})


@transaction.atomic
def save_targets(
    agreement: Agreement, *, purpose: Purpose | None = None, cells: Cells, calendars: Mapping[int, Calendar], by: User | None, at: datetime
) -> None:
    """Put the targets of a purpose, or of all, in the place of those before: (priority, metric) → promise, priority → calendar.

    Running clocks are re-based by a job. Raises `Invalid` on `calendar_<priority>` or `cell_<priority>_<metric>`.
    """
    ensure_may(by, MANAGE)
    rows = [_target(agreement, purpose, cell, promise, calendars, at) for cell, promise in sorted(cells.items())]
    Agreement.objects.select_for_update().get(pk=agreement.pk)  # two who save at once, one after the other
    for calendar in {row.calendar.pk: row.calendar for row in rows}.values():
        version_of(calendar, at=at)
    Target.objects.filter(agreement=agreement, purpose=purpose).delete()
    Target.objects.bulk_create(rows)
    record("sla.targets_saved", agreement, by=by, at=at, data={"key": agreement.key, "purpose": purpose.key if purpose else ""})
    rebase_later(agreement_id=agreement.pk)


def _target(
    agreement: Agreement,
    purpose: Purpose | None,
    cell: tuple[int, str],
    promise: timedelta,
    calendars: Mapping[int, Calendar],
    at: datetime,
) -> Target:
    priority, metric = cell
    if priority not in PRIORITIES or metric not in Metric.values:
        raise Invalid(field="priority", reason=_("There is no such priority or promise."))
    calendar = calendars.get(priority)
    if calendar is None:
        raise Invalid(field=f"calendar_{priority}", reason=_("Choose the hours in which this counts."))
    try:
        open_until(hours_of(calendar), at, promise)
    except CalendarTooShort:
        raise Invalid(field=f"cell_{priority}_{metric}", reason=_("The calendar never holds so much open time."))
    seconds = round(promise.total_seconds())
    return Target(agreement=agreement, purpose=purpose, metric=metric, priority=priority, seconds=seconds, calendar=calendar)


def _ensure_sense(agreement: Agreement) -> None:
    if not agreement.name:
        raise Invalid(field="name_nl", reason=_("Give it a name in at least one language."))
    if agreement.first_on and agreement.last_on and agreement.last_on < agreement.first_on:
        raise Invalid(field="last_on", reason=_("The last day is before the first."))
    if any(not 1 <= percent <= MOST_PERCENT for percent in agreement.warn_percents) or len(agreement.warn_percents) > 8:
        raise Invalid(field="warn_percents", reason=_("Write at most eight percentages from 1 to 300, as 50 75 90."))
