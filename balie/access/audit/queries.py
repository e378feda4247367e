"""Reads of the log: ids and codes, so no mask; a read is for who holds `audit.view`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from balie.access.accounts.models import User
from balie.access.audit.models import AuditLine
from balie.foundation.errors import NotAllowed

PAGE = 50


@dataclass(frozen=True)
class Line:
    id: int
    at: datetime
    actor: str | None
    verb: str
    subject_kind: str
    subject_id: str
    data: dict[str, object]
    request_id: str


def lines(
    viewer: User, *, before: int | None = None, verb: str = "", actor: str = "", subject_kind: str = "", subject_id: str = ""
) -> list[Line]:
    """The newest 51 lines older than line `before`; the 51st says there is another page."""
    if not viewer.has("audit.view"):
        raise NotAllowed()
    wanted = {"verb": verb, "actor__username": actor, "subject_kind": subject_kind, "subject_id": subject_id}
    rows = AuditLine.objects.filter(**{name: value for name, value in wanted.items() if value})
    if before:
        rows = rows.filter(pk__lt=before)
    fields = ("id", "at", "actor__name", "verb", "subject_kind", "subject_id", "data", "request_id")
    return [Line(*row) for row in rows.order_by("-id").values_list(*fields)[: PAGE + 1]]
