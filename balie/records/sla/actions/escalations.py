"""What is done when a promise runs out: what the organisation agreed, and that it was done, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Team, User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid
from balie.records.sla.actions.rebasing import rebase_later
from balie.records.sla.models import Agreement, ClockStep, Escalated, Escalation, Metric
from balie.records.sla.policies import MANAGE

MOST = 20


@dataclass(frozen=True)
class Step:
    """One thing to do at `percent` of a promise; of each without a `metric`. `team` is for a transfer alone."""

    percent: int
    action: str
    metric: str = ""
    team: Team | None = None


@transaction.atomic
def save_escalations(agreement: Agreement, steps: Sequence[Step], *, by: User | None, at: datetime) -> None:
    """Put these in the place of those before; clocks that run come by them from now on, and what they passed before is not made up for.

    One that stays keeps what was done under it. Raises `Invalid` on `percent_<n>`, `team_<n>` or `action_<n>`, counted from 0.
    """
    ensure_may(by, MANAGE)
    for number, step in enumerate(steps):
        _ensure_sense(step, number)
    if len(steps) > MOST:
        raise Invalid(field=f"percent_{MOST}", reason=_("At most twenty steps for an agreement."))
    Agreement.objects.select_for_update().get(pk=agreement.pk)  # two who save at once, one after the other
    known = {_key(row): row for row in Escalation.objects.filter(agreement=agreement)}
    wanted = {_key(step): step for step in steps}
    Escalation.objects.filter(pk__in=[row.pk for key, row in known.items() if key not in wanted]).delete()
    Escalation.objects.bulk_create(
        Escalation(agreement=agreement, metric=step.metric, percent=step.percent, action=step.action, team=step.team, since=at)
        for key, step in wanted.items()
        if key not in known
    )
    record("sla.escalations_saved", agreement, by=by, at=at, data={"key": agreement.key, "steps": len(wanted)})
    rebase_later(agreement_id=agreement.pk)


def take_escalation(escalation_id: int, step_id: int, *, at: datetime) -> Escalated | None:
    """What is to be done now for a step, by whoever asks first; None when it was done, is agreed no more, or its clock has stopped.

    It counts as done when the transaction ends well.
    """
    escalation = Escalation.objects.select_related("agreement", "team").filter(pk=escalation_id).first()
    step = ClockStep.objects.filter(pk=step_id, clock__stopped_at=None).select_related("clock").first()
    if escalation is None or step is None:
        return None
    done, is_new = Escalated.objects.get_or_create(escalation=escalation, step=step, defaults={"at": at})
    return done if is_new else None


def _key(step: Step | Escalation) -> tuple[int, str, str, int]:
    return (step.percent, step.action, step.metric, step.team.pk if step.team else 0)


def _ensure_sense(step: Step, number: int) -> None:
    if not 1 <= step.percent <= 300:
        raise Invalid(field=f"percent_{number}", reason=_("Write a percentage from 1 to 300."))
    if step.action not in Escalation.Action.values or step.metric not in ("", *Metric.values):
        raise Invalid(field=f"action_{number}", reason=_("Choose what is to be done."))
    if (step.action == Escalation.Action.TRANSFER) != (step.team is not None):
        raise Invalid(
            field=f"team_{number}",
            reason=_("Choose the team it goes to.") if step.team is None else _("Only a transfer goes to a team."),
        )
