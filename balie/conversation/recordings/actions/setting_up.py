"""Which calls are recorded, as the organisation decides."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.conversation.recordings import rules
from balie.conversation.recordings.models import Aim, RecordingRule
from balie.conversation.recordings.policies import SETTINGS
from balie.conversation.routing.models import Queue
from balie.foundation.errors import Invalid
from balie.records.taxonomy.models import Purpose


@transaction.atomic
def save_rule(
    *,
    aim: str,
    queue: Queue | None = None,
    purpose: Purpose | None = None,
    percent: int = 100,
    may_refuse: bool = True,
    keep_days: int = rules.LONGEST_FOR_QUALITY_DAYS,
    by: User | None,
    at: datetime,
) -> RecordingRule:
    """The rule for this queue and purpose, made or changed; it holds for calls that come from now on. Raises `Invalid`."""
    ensure_may(by, SETTINGS)
    if aim == Aim.QUALITY and keep_days > rules.LONGEST_FOR_QUALITY_DAYS:
        raise Invalid(field="keep_days", reason=_("To judge how one answers the law lets a recording be kept a month at most."))
    fields: dict[str, str | int] = {"aim": aim, "percent": percent, "may_refuse": may_refuse, "keep_days": keep_days}
    row, _made = RecordingRule.objects.update_or_create(queue=queue, purpose=purpose, defaults=fields)
    record("recordings.rule_saved", row, by=by, at=at, data={"queue": row.queue_id, "purpose": row.purpose_id, **fields})
    return row


@transaction.atomic
def drop_rule(row: RecordingRule, *, by: User | None, at: datetime) -> None:
    ensure_may(by, SETTINGS)
    record("recordings.rule_dropped", row, by=by, at=at, data={"queue": row.queue_id, "purpose": row.purpose_id})
    row.delete()
