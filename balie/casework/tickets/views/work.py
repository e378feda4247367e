"""The work list, and "give me the next"."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets import actions
from balie.casework.tickets.queries.lists import counts_asked
from balie.casework.tickets.queries.views import views_asked
from balie.casework.tickets.queries.work import LATE, PROMISE, WorkRow, work_asked, work_for
from balie.casework.tickets.views.tabs import WORK, list_tabs
from balie.casework.tickets.words import metric_name, priority_names
from balie.conversation.contacts.queries import open_contacts_asked
from balie.conversation.routing.actions import HandsFull, LeaseLost, NotReady
from balie.foundation.statements.together import asked_together
from balie.foundation.ui.addresses import url
from balie.foundation.web.pages import is_partial, redirect_after_post, render, render_block

PAGE = "tickets/work.html"
TAKE = "tickets.take"
TOLD = "tickets.told"  # in the session, until the page one comes back to has shown it


@require_safe
def work(request: OperatorRequest) -> HttpResponse:
    """What loses most if left, first: one's own, nobody's of one's teams, one's promises."""
    ensure_may(request.user, TAKE)
    after, at = request.GET.get("after", ""), timezone.now()
    if is_partial(request):
        return render_block(request, PAGE, "list", **_listed(request, after))
    beside = (counts_asked(request.user), views_asked(request.user), open_contacts_asked(request.user))
    with asked_together(*work_asked(request.user, after=after, at=at), *beside):
        told = request.session.pop(TOLD, "")
        return render(request, PAGE, **_listed(request, after, at=at), **list_tabs(request.user, WORK), told=told)


@require_POST
def next_one(request: OperatorRequest) -> HttpResponse:
    """Open the next ticket; why there is none is told where one stands."""
    try:
        pulled = actions.pull_next(by=request.user, at=timezone.now())
    except (actions.NothingToDo, NotReady, HandsFull, LeaseLost) as refusal:
        request.session[TOLD] = str(refusal)
        return redirect_after_post("tickets:work")
    return redirect_after_post("tickets:ticket", pulled.ticket.number)


def _listed(request: OperatorRequest, after: str, *, at: Any = None) -> dict[str, Any]:
    at = at or timezone.now()
    page = work_for(request.user, after=after, at=at)
    here = url("tickets:work")
    return {
        "page": page,
        "reasons": {(row.kind, row.id): why(row) for row in page.rows},
        "priorities": priority_names(),
        "now": at,
        "here": request.get_full_path(),
        "older": f"{here}?after={page.next}" if page.next else "",
        "newer": here if after else "",
        "topics": _topics(request),
    }


def why(row: WorkRow) -> str:
    """What puts the row where it stands, beside how long it has: "first response", "promised", "no promise"."""
    if row.kind == LATE:
        return _("%(name)s promised") % {"name": row.owner}
    if row.kind == PROMISE:
        return _("you promised")
    if row.due_at is not None:
        return metric_name(row.metric)
    return _("no promise, the customer waits") if row.is_pressing else _("no promise, oldest")


def _topics(request: OperatorRequest) -> str:
    names = [f"tickets:user:{request.user.pk}", f"user:{request.user.pk}", *(f"tickets:team:{pk}" for pk in request.user.team_ids)]
    return ", ".join([*(f"nudge:{name} from:body throttle:1s" for name in names), "resync from:body", "settled"])
