"""What doors ask of a request."""

from __future__ import annotations

from django.http import HttpRequest

from balie.access.accounts.models import User


def user_of(request: HttpRequest) -> User:
    """Who calls: the sign-in of pages or API has put a user there, or refused the request."""
    assert isinstance(request.user, User)  # noqa: S101 - else the door stands open by mistake
    return request.user
