"""Where the directory stands on screen."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.foundation.live.extensions import TopicKind
from balie.foundation.ui.extensions import Command
from balie.records.directory.policies import VIEW


def may_follow(viewer: User | Any, key: str) -> bool:
    """`directory`: that some entry changed."""
    return not key and bool(viewer.has(VIEW))


COMMANDS = [Command(_("Directory"), "directory:index", "building", key="y", verb=VIEW)]
TOPICS = [TopicKind("directory", may_follow)]
