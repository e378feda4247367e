"""How a script is followed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.foundation.text.numbers import whole
from balie.foundation.web.pages import render
from balie.operations.scripts.policies import WATCH, WRITE
from balie.operations.scripts.queries import figures as queries
from balie.operations.scripts.queries.written import newest_version


@require_safe
def figures(request: OperatorRequest, key: str) -> HttpResponse:
    """Of the last `days`, of all versions or of the one by `number`."""
    ensure_may(request.user, WATCH)
    newest, days = newest_version(key), whole(request.GET.get("days", ""))
    days = days if days in queries.SPANS else queries.SPANS[1]
    number = whole(request.GET.get("number", ""))
    found = queries.figures_of(request.user, newest, since=queries.since_days(days, at=timezone.now()), number=number)
    context: dict[str, Any] = {"script": newest.script, "figures": found, "days": days, "number": number, "spans": queries.SPANS}
    return render(request, "scripts/figures.html", may_write=request.user.has(WRITE), **context)
