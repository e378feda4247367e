"""Where procedures stand among the settings, and what is followed live of them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.casework.procedures.policies import MANAGE
from balie.foundation.live.extensions import TopicKind
from balie.foundation.ui.extensions import SettingsPage


def may_follow(viewer: User, _key: str) -> bool:
    return viewer.has(MANAGE)


SETTINGS_PAGES = [SettingsPage(_("Procedures"), "procedures:index", "list", MANAGE, _("Organisation"))]
TOPICS = [TopicKind("procedures", may_follow)]
