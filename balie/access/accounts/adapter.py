"""What allauth asks us: nobody signs up by himself; demo sign-ins work in the demo alone."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.actions import note_ended_sessions
from balie.access.accounts.models import User

DEMO_PASSWORD = "balie-demo"  # noqa: S105 - printed on the sign-in page of the demo, refused outside it


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def logout(self, request: HttpRequest) -> None:
        user = request.user
        super().logout(request)
        if isinstance(user, User):
            note_ended_sessions(user.pk, at=timezone.now())

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        if credentials.get("password") == DEMO_PASSWORD and not settings.BALIE_DEMO:
            raise ValidationError(_("The demo's sign-ins only work in the demo."))
        return super().authenticate(request, **credentials)
