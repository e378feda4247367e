"""What every page needs around itself, worked out only when the page asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest

from balie.foundation.ui.addresses import url
from balie.foundation.ui.extensions import OPERATOR_STATE, PHONE_BAR, SOFTPHONE, SUGGESTIONS, Region
from balie.surfaces.desk import tabs
from balie.surfaces.desk.places import Place, places_for

THEME_COOKIE = "balie_theme"
type RailItem = tuple[str, str, str, str, bool]


def shell_context(request: HttpRequest) -> dict[str, object]:
    """Context processor: `shell`, which costs nothing until a template looks into it."""
    return {"shell": Shell(request)}


class Shell:
    """The frame of one request. For somebody who is not signed in it asks the database nothing."""

    drafts_url = "/drafts/"
    files_url = "/files/"
    live_url = "/live"
    presence_url = "/presence/"

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def asked_at(self) -> int:
        """From when on, in milliseconds since 1970, a nudge tells what the page does not show."""
        return getattr(self._request, "asked_at", 0)

    @cached_property
    def user(self) -> Any | None:
        """Who is signed in, if anybody; a page about a failure may come before the session was read."""
        user = getattr(self._request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def user_id(self) -> str:
        return str(self.user.pk) if self.user else ""

    @cached_property
    def user_name(self) -> str:
        return self.user.name if self.user else ""

    @cached_property
    def theme(self) -> str:
        chosen = self.user.theme if self.user else self._request.COOKIES.get(THEME_COOKIE, "")
        return chosen if chosen in {"light", "dark"} else "auto"

    @property
    def languages(self) -> tuple[tuple[str, str], ...]:
        return tuple(settings.LANGUAGES)

    @property
    def messages(self) -> Any:
        return get_messages(self._request)

    @property
    def sign_in_url(self) -> str:
        return url("account_login")

    @property
    def search_url(self) -> str:
        return url("desk:search")

    @property
    def waiting_url(self) -> str:
        return url("desk:waiting")

    @cached_property
    def waiting_topics(self) -> list[str]:
        """What the list "Waits for me" listens to."""
        return [f"user:{self.user_id}", f"tickets:user:{self.user_id}"] if self.user else []

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """What the user may go to, in the table's order."""
        return places_for(self.user) if self.user else ()

    @cached_property
    def rail(self) -> tuple[RailItem, ...]:
        """The rail's items: label, icon, address, key, whether we are there."""
        items = [each for each in self.places if each.in_rail]
        here = max((each.address for each in items if is_within(self._request.path, each.address)), key=len, default="")
        return tuple((each.label, each.icon, each.address, each.key, each.address == here) for each in items)

    @cached_property
    def palette(self) -> tuple[tuple[str, str, str], ...]:
        """What only the palette lists: label, address, key."""
        return tuple((each.label, each.address, each.key) for each in self.places if not each.in_rail)

    @cached_property
    def tabs(self) -> list[tabs.Tab]:
        """The user's open contacts and tickets, one query."""
        return tabs.tabs_for(self.user, path=self._request.path) if self.user else []

    @cached_property
    def presence(self) -> Region | None:
        return _first(OPERATOR_STATE, self.user)

    @cached_property
    def phone_bars(self) -> list[Region]:
        return [*_all(PHONE_BAR, self.user)]

    @cached_property
    def softphone(self) -> Region | None:
        return _first(SOFTPHONE, self.user)

    @cached_property
    def suggestions(self) -> Region | None:
        return _first(SUGGESTIONS, self.user)


def is_within(path: str, address: str) -> bool:
    """Whether `path` is `address` or lies under it; the home page holds only itself."""
    return path == address or (address != "/" and path.startswith(address))


def _first[T](point: Any, user: Any) -> T | None:
    """The first filling that has something for this user."""
    return next(_all(point, user), None)


def _all(point: Any, user: Any) -> Iterator[Any]:
    """What the fillings have for this user, in their order."""
    return (found for fill in point.fillings() if user and (found := fill(user)) is not None)
