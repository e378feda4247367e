"""What doors ask of a request."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import Team, User
from balie.access.accounts.queries import find_user
from balie.foundation.errors import Invalid


def user_of(request: HttpRequest) -> User:
    """Who calls: the sign-in of pages or API has put a user there, or refused the request."""
    assert isinstance(request.user, User)
    return request.user


def team_named(key: str, *, field: str) -> Team | None:
    """The team a program names by its key; none when it names none. Raises `Invalid`."""
    if not key:
        return None
    team = Team.objects.filter(key=key, is_active=True).first()
    if team is None:
        raise Invalid(field=field, reason=_("There is no team “{key}”.").format(key=key))
    return team


def user_named(username: str, *, field: str) -> User:
    """The colleague a program names. Raises `Invalid`."""
    user = find_user(username)
    if user is None:
        raise Invalid(field=field, reason=_("Nobody signs in as {name}.").format(name=username))
    return user
