"""What the pages before the desk show."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from balie.access.accounts.adapter import DEMO_PASSWORD

DEMO_SIGN_INS = ("operator", "operator2", "lead", "supervisor", "knowledge", "privacy", "auditor", "admin")


def entrance(_request: HttpRequest) -> dict[str, object]:
    """The languages by their own names; in the demo its sign-ins."""
    context: dict[str, object] = {"entrance_languages": settings.LANGUAGES}
    if settings.BALIE_DEMO:
        context |= {"demo_sign_ins": DEMO_SIGN_INS, "demo_password": DEMO_PASSWORD}
    return context
