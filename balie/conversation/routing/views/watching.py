"""The queues as they are now, what waits in them, and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.conversation.routing import queries
from balie.conversation.routing.policies import VIEW
from balie.foundation.errors import NotFound
from balie.foundation.web.pages import is_partial, render, render_block


@require_safe
def queues(request: OperatorRequest) -> HttpResponse:
    """Who waits how long, who is there, and what was answered in time today."""
    ensure_may(request.user, VIEW)
    context: dict[str, Any] = {
        "lines": queries.queues_for(request.user, since=midnight(timezone.now())),
        "names": queries.state_names(),
        "silent_since": queries.silent_since(),
    }
    if is_partial(request):
        return render_block(request, "routing/queues.html", "list", **context)
    return render(request, "routing/queues.html", **context)


@require_safe
def queue(request: OperatorRequest, key: str) -> HttpResponse:
    """What waits in one queue, in its turn."""
    ensure_may(request.user, VIEW)
    found = queries.waiting_for(request.user, key, at=timezone.now())
    if found is None:
        raise NotFound()
    context: dict[str, Any] = {"queue": found[0], "lines": found[1]}
    if is_partial(request):
        return render_block(request, "routing/queue.html", "list", **context)
    return render(request, "routing/queue.html", **context)


@require_safe
def waiting(request: OperatorRequest, waiting_id: int) -> HttpResponse:
    """Why it waits still, and why it rang where it rang."""
    ensure_may(request.user, VIEW)
    found = queries.waiting_named(request.user, waiting_id)
    if found is None:
        raise NotFound()
    offers = queries.offers_of(found)
    chosen = queries.why_chosen(offer.decision for offer in offers if offer.decision)
    return render(
        request,
        "routing/waiting.html",
        row=found,
        told=queries.subjects_for(request.user, [found]).get((found.subject_kind, found.subject_id)),
        why=queries.why_waiting(found, at=timezone.now()),
        offers=[(offer, chosen.get(offer.decision_id or 0, [])) for offer in offers],
    )


def midnight(at: datetime) -> datetime:
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
