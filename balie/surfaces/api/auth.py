"""Who calls: an API token, or the session of a page of our own."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth

from balie.access.accounts.models import User
from balie.access.accounts.queries import find_by_token


class TokenAuth(HttpBearer):
    """`Authorization: Bearer balie_…`; the token's user becomes the request's."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        user = find_by_token(token)
        if user is not None:
            request.user = user
        return user


# The order matters: the session's CSRF check would refuse a call with a token and no cookie.
AUTH = [TokenAuth(), SessionAuth()]
