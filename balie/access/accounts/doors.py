"""What doors ask of a request."""

from __future__ import annotations

from django.http import HttpRequest

from balie.access.accounts.models import User


def user_of(request: HttpRequest) -> User:
    """Who calls: the sign-in of pages or API has put a user there, or refused the request."""
    assert isinstance(request.user, User)
    return request.user
