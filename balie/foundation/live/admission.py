"""Who asks for a stream, and which topics they may hear. Runs in a Django thread."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections
from django.http import HttpRequest, parse_cookie

from balie.foundation.live.extensions import TOPICS
from balie.foundation.live.rules import BadTopic, kind_and_key


@dataclass(frozen=True)
class Admission:
    """A signed-in user's stream: the topics it hears, and those it does not."""

    user_id: str
    topics: tuple[str, ...]
    refused: tuple[str, ...]


def admit(cookies: str, topics: list[str]) -> Admission | None:
    """What the owner of the session in `cookies` may hear of `topics`; None when nobody is signed in by it."""
    close_old_connections()
    try:
        user = _user_of(cookies)
        if user is None:
            return None
        allowed = tuple(topic for topic in topics if _may_hear(user, topic))
        return Admission(str(user.pk), allowed, tuple(topic for topic in topics if topic not in allowed))
    finally:
        close_old_connections()


def _user_of(cookies: str) -> Any | None:
    key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME)
    if not key:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    user = get_user(request)
    return user if user.is_authenticated and user.is_active else None


def _may_hear(user: Any, topic: str) -> bool:
    try:
        kind, key = kind_and_key(topic)
    except BadTopic:
        return False
    return any(each.may_subscribe(user, key) for each in TOPICS.fillings() if each.prefix == kind)
