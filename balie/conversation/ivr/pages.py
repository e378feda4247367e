"""Where menus stand beside the rest: what they do in a call, and their pages of settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.conversation.ivr import actions, queries
from balie.conversation.ivr.policies import SETTINGS
from balie.conversation.telephony.extensions import Guide
from balie.foundation.ui.extensions import SettingsPage

GUIDE = Guide(queries.is_led, actions.begin_journey)
said_by = queries.said_by
told = actions.tell_of_wait
turned_away = actions.turn_away

SETTINGS_PAGES = [
    SettingsPage(_("Menus by keys"), "ivr:menus", "list", SETTINGS, _("Telephone")),
    SettingsPage(_("What callers hear"), "ivr:prompts", "microphone", SETTINGS, _("Telephone")),
]
