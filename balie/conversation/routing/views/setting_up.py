"""Queues as the organisation sets them up."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.conversation.routing import actions, queries
from balie.conversation.routing.forms import QueueForm
from balie.conversation.routing.models import Queue
from balie.conversation.routing.policies import SETTINGS
from balie.foundation.errors import Invalid, NotFound
from balie.foundation.web.pages import redirect_after_post, render


@require_http_methods(["GET", "HEAD", "POST"])
def queue_settings(request: OperatorRequest) -> HttpResponse:
    """All queues; posting retires one, or uses it again."""
    ensure_may(request.user, SETTINGS)
    if request.method == "POST":
        row = get_object_or_404(Queue, key=request.POST.get("key", ""))
        actions.set_queue_retired(row, is_retired=not row.is_retired, by=request.user, at=timezone.now())
        return redirect_after_post("routing:queue_settings")
    return render(request, "routing/queue_settings.html", queues=queries.all_queues(with_retired=True))


@require_http_methods(["GET", "HEAD", "POST"])
def create_queue(request: OperatorRequest) -> HttpResponse:
    ensure_may(request.user, SETTINGS)
    return _edited(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_queue(request: OperatorRequest, key: str) -> HttpResponse:
    ensure_may(request.user, SETTINGS)
    found = queries.queue_to_edit(key)
    if found is None:
        raise NotFound()
    return _edited(request, found)


def _edited(request: OperatorRequest, row: Queue | None) -> HttpResponse:
    form = QueueForm(request.POST or None, queue=row)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_queue(
                row.key if row else form.cleaned_data["key"],
                fields=form.values(),
                skills=form.skills(),
                steps=form.steps(),
                by=request.user,
                at=timezone.now(),
            )
        except Invalid as invalid:
            form.add_error(invalid.field if invalid.field in form.fields else None, str(invalid))
        else:
            messages.success(request, _("Saved."))
            return redirect_after_post("routing:edit_queue", saved.key)
    return render(request, "routing/queue_edit.html", 422 if form.errors else 200, queue=row, form=form)
