"""Doors of the main host: a file comes in, or its reader is sent to the second host. No file is served from here."""

from __future__ import annotations

import uuid
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from balie.foundation.errors import Invalid, NotFound
from balie.foundation.files import actions, host, queries

UPLOADED = "upload"


@login_required
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Keep one file, field `file`, as a draft of its sender (of draft `draft`, when given); its id goes with a form later."""
    user: Any = request.user
    sent = request.FILES.get("file")
    if sent is None or sent.file is None:
        raise Invalid(field="file", reason=_("No file came with the request. Choose the file again."))
    file = actions.store_file(
        sent.file,
        name=sent.name or "",
        content_type=sent.content_type or "",
        by=user,
        at=timezone.now(),
        draft_key=request.POST.get("draft") or UPLOADED,
    )
    shown = {"id": str(file.pk), "name": file.name, "size": file.size, "content_type": file.content_type}
    return JsonResponse(shown | {"url": reverse("files:open", args=[file.pk])}, status=HTTPStatus.CREATED)


@login_required
@require_safe
def open_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """On to the second host, when the reader may."""
    file = queries.find_for(request.user, pk)
    if file is None:
        raise NotFound
    return HttpResponseRedirect(host.download_url(file, user=request.user))
