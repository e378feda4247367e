"""Where the answers to common questions stand on screen."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.conversation.answers.policies import VIEW
from balie.foundation.live.extensions import TopicKind
from balie.foundation.ui.extensions import Command


def may_follow(viewer: User | Any, key: str) -> bool:
    """`answers`: that something was asked again."""
    return not key and bool(viewer.has(VIEW))


COMMANDS = [Command(_("Common questions"), "answers:index", "help", key="h", verb=VIEW)]
TOPICS = [TopicKind("answers", may_follow)]
