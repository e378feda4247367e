"""The door of the audit log."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse

from balie.access.accounts.models import OperatorRequest
from balie.access.audit import queries
from balie.foundation.text.numbers import whole
from balie.foundation.web.pages import render

FILTERS = ("verb", "actor", "subject_kind", "subject_id")


def log(request: OperatorRequest) -> HttpResponse:
    """Who did what to which record, newest first; older pages by key."""
    chosen = {name: request.GET.get(name, "") for name in FILTERS}
    before = request.GET.get("before", "")
    found = queries.lines(request.user, before=whole(before) or None, **chosen)
    shown = found[: queries.PAGE]
    older = urlencode({**chosen, "before": shown[-1].id}) if len(found) > queries.PAGE else ""
    newer = urlencode(chosen) if before else ""
    return render(request, "audit/log.html", lines=shown, chosen=chosen, older=older, newer=newer)
