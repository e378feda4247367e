"""The door of presence: the browser says every twenty seconds that a page is looked at."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from balie.foundation.errors import Invalid, NotAllowed
from balie.foundation.live.queries import may_subscribe
from balie.foundation.presence import actions


@require_POST
def here(request: HttpRequest) -> HttpResponse:
    """`topic`, `writing` (1 or 0), `leaving` (1 or 0); only for topics the viewer may follow."""
    viewer, topic = request.user, request.POST.get("topic", "")
    assert isinstance(viewer, AbstractBaseUser)
    if not topic or len(topic) > 80:
        raise Invalid(field="topic", reason=_("Name the topic that is looked at."))
    if not may_subscribe(viewer, topic):
        raise NotAllowed()
    if request.POST.get("leaving") == "1":
        actions.leave(topic, by=viewer)
    else:
        actions.see(topic, by=viewer, at=timezone.now(), is_writing=request.POST.get("writing") == "1")
    return HttpResponse(status=HTTPStatus.NO_CONTENT)
