"""Where routing stands on screen."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from balie.conversation.routing.policies import BE_READY, SETTINGS, VIEW
from balie.conversation.routing.queries import silent_since
from balie.foundation.live.extensions import TopicKind
from balie.foundation.ui.addresses import url
from balie.foundation.ui.extensions import Command, Region, SettingsPage
from balie.foundation.web.health import Part


def state_bar(user: Any) -> Region | None:
    """One's own state, in the top bar."""
    return Region(url("routing:state"), f"user:{user.pk}") if user.has(BE_READY) else None


def phone_bar(user: Any) -> Region | None:
    """What rings, at the foot of the screen."""
    return Region(url("routing:ringing"), f"user:{user.pk}", "phone-bar") if user.has(BE_READY) else None


def may_follow_queues(user: Any, key: str) -> bool:
    """`queues`: that something waits, rings or was taken up; nothing of it is told."""
    return not key and bool(user.has(BE_READY))


def may_follow(user: Any, key: str) -> bool:
    """`routing`: that some operator's state changed."""
    return not key and bool(user.has(VIEW))


def health() -> Part:
    """Well while somebody hands out what waits; before a worker ever ran there is nothing to be well."""
    since = silent_since()
    return Part("matcher", is_well=since is None, detail=f"silent since {since:%Y-%m-%d %H:%M:%S} UTC" if since else "hands out")


COMMANDS = [
    Command(_("Queues"), "routing:queues", "clock", key="l", verb=VIEW),
    Command(_("Operators"), "routing:operators", "phone", key="p", verb=VIEW),
]
SETTINGS_PAGES = [
    SettingsPage(_("Queues"), "routing:queue_settings", "phone", SETTINGS, _("Organisation")),
    SettingsPage(_("Handing out work"), "routing:settings", "transfer", SETTINGS, _("Organisation")),
    SettingsPage(_("Why operators are not ready"), "routing:reasons", "clock", SETTINGS, _("Organisation")),
]
TOPICS = [TopicKind("routing", may_follow), TopicKind("queues", may_follow_queues)]
