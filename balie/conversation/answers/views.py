"""What customers ask most, each with its best answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.conversation.answers.policies import VIEW
from balie.conversation.answers.queries import PERIODS, top_asked
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.text.numbers import whole
from balie.foundation.web.pages import is_partial, render, render_block
from balie.records.taxonomy.models import Purpose
from balie.records.taxonomy.queries import choices


@require_safe
def index(request: OperatorRequest) -> HttpResponse:
    """The most asked of the last `days`, for one `purpose` (complaints, say) or for all."""
    ensure_may(request.user, VIEW)
    asked = whole(request.GET.get("days", ""))
    days = asked if asked in PERIODS else PERIODS[1]
    purpose, language = whole(request.GET.get("purpose", "")) or None, (get_language() or LANGUAGES[0])[:2]
    context: dict[str, Any] = {
        "lines": top_asked(request.user, days=days, purpose=purpose, language=language, today=timezone.localdate()),
        "days": days,
        "periods": [(each, ngettext("the last day", "the last %(num)s days", each) % {"num": each}) for each in PERIODS],
        "purpose": purpose,
        "purposes": choices(Purpose),
        "here": request.get_full_path(),
    }
    if is_partial(request):
        return render_block(request, "answers/index.html", "list", **context)
    return render(request, "answers/index.html", **context)
