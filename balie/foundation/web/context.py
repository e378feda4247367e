"""What every template is given."""

from __future__ import annotations

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.safestring import SafeString


def csrf_once(request: HttpRequest) -> dict[str, object]:
    """Context processor: the token of the page's forms, masked once a page instead of once a form, and only when asked for."""

    def as_input() -> SafeString:
        return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)

    token = SimpleLazyObject(lambda: get_token(request))
    return {"csrf_token": token, "csrf_input": SimpleLazyObject(as_input)}
