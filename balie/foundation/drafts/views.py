"""The door drafts come through: JSON, from the drafts module in the browser."""

from __future__ import annotations

import json
from http import HTTPStatus

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from balie.foundation.drafts import actions, queries
from balie.foundation.errors import Invalid


@require_http_methods(["GET", "PUT", "DELETE"])
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """GET: `{"fields", "saved_at"}` or 204. PUT `{"fields": {…}}`: `{"saved_at"}`. DELETE: 204."""
    owner = request.user
    assert isinstance(owner, AbstractBaseUser)
    if request.method == "PUT":
        saved = actions.save_draft(key, _fields(request), by=owner, at=timezone.now())
        return JsonResponse({"saved_at": saved.saved_at.isoformat()})
    if request.method == "DELETE":
        actions.drop_draft(key, by=owner)
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    kept = queries.find_draft(key, owner=owner)
    if kept is None:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return JsonResponse({"fields": kept.fields, "saved_at": kept.saved_at.isoformat()})


def _fields(request: HttpRequest) -> dict[str, object]:
    try:
        body = json.loads(request.body)
    except ValueError:
        body = None
    if not isinstance(body, dict) or not isinstance(body.get("fields"), dict):
        raise Invalid(field="fields", reason=_("A draft is a form's fields with their texts."))
    fields: dict[str, object] = body["fields"]
    return fields
