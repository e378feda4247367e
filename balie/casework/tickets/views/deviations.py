"""Where procedures were not followed, for who leads."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.accounts.queries import active_teams
from balie.access.permissions.actions import ensure_may
from balie.casework.procedures.models import Deviation
from balie.casework.procedures.policies import WATCH
from balie.casework.tickets.queries.deviations import PERIODS, USUAL_PERIOD, Asked, deviations_for
from balie.casework.tickets.views.tabs import DEVIATIONS, list_tabs
from balie.foundation.text.numbers import whole
from balie.foundation.web.pages import render


@require_safe
def deviations(request: OperatorRequest) -> HttpResponse:
    """A page of fifty; team, kind and period narrow it."""
    ensure_may(request.user, WATCH)
    ensure_may(request.user, "tickets.view")
    asked = _asked(request)
    page = deviations_for(request.user, asked, at=timezone.now())
    shown: dict[str, Any] = {
        "page": page,
        "asked": asked,
        "teams": [(team.pk, str(team.name)) for team in active_teams()],
        "kinds": [(kind, str(label)) for kind, label in Deviation.Kind.choices],
        "periods": [(days, _period(days)) for days in PERIODS],
        "older": _link(asked, page.next) if page.next else "",
        "newest": _link(asked, "") if asked.after else "",
    }
    return render(request, "tickets/deviations.html", **shown, **list_tabs(request.user, DEVIATIONS))


def _asked(request: HttpRequest) -> Asked:
    """What the address asks; what nobody offered is as not asked."""
    given = request.GET.get
    team, days = given("team", ""), given("days", "")
    return Asked(
        team_id=whole(team) or None,
        kind=given("kind", "") if given("kind") in Deviation.Kind.values else "",
        days=int(days) if days in {str(each) for each in PERIODS} else USUAL_PERIOD,
        after=given("after", ""),
    )


def _link(asked: Asked, after: str) -> str:
    fields = {"team": asked.team_id, "kind": asked.kind, "days": asked.days, "after": after}
    return "?" + urlencode({name: value for name, value in fields.items() if value})


def _period(days: int) -> str:
    return _("the last day") if days == 1 else ngettext("the last %(days)s day", "the last %(days)s days", days) % {"days": days}
