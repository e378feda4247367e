"""The one writer of the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Model

from balie.access.accounts.events import AccountChanged, TeamChanged
from balie.access.accounts.models import User
from balie.access.audit.models import AuditLine
from balie.foundation.statements.rows import add_row
from balie.foundation.web.logs import current_request_id

type Code = str | int | bool | list[Code] | dict[str, Code] | None


def record(verb: str, subject: Model, *, by: User | None, at: datetime, data: Mapping[str, Code] | None = None) -> None:
    """Write the audit line in the caller's transaction. `data` holds ids and codes, never what somebody wrote."""
    line = AuditLine(
        at=at,
        actor=by,
        verb=verb,
        subject_kind=subject._meta.label_lower,
        subject_id=str(subject.pk),
        data=dict(data or {}),
        request_id=current_request_id.get(),
    )
    add_row(line)


def record_account_change(event: AccountChanged) -> None:
    """Reaction: accounts lie below the log, so they announce and this writes."""
    _write(event, "accounts.user", event.user_id)


def record_team_change(event: TeamChanged) -> None:
    """Reaction, as above."""
    _write(event, "accounts.team", event.team_id)


def _write(event: AccountChanged | TeamChanged, kind: str, subject_id: int) -> None:
    AuditLine.objects.create(
        at=event.at,
        actor_id=event.by_id,
        verb=event.verb,
        subject_kind=kind,
        subject_id=str(subject_id),
        request_id=current_request_id.get(),
    )
