"""Django's sessions and allauth's sign-in, with the two reads of every request prepared once."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.db.models import BigIntegerField, CharField, DateTimeField
from django.utils import timezone

from balie.access.accounts.models import User
from balie.foundation.statements.prepared import Given, Prepared

_SESSION = Prepared(
    lambda: Session.objects.filter(session_key=Given("key", CharField(max_length=40)), expire_date__gt=Given("now", DateTimeField()))
)
_USER = Prepared(lambda: User.objects.filter(pk=Given("pk", BigIntegerField())))


class SessionStore(DatabaseSessions):
    def _get_session_from_db(self) -> Session | None:
        found: list[Session] = _SESSION.records(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
        return found[0] if found else None


class Backend(AuthenticationBackend):  # type: ignore[misc]
    def get_user(self, user_id: int) -> Any:
        found: list[User] = _USER.records(pk=user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None
