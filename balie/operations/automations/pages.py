"""Where the rules stand among the settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.foundation.ui.extensions import SettingsPage
from balie.operations.automations.policies import VIEW

SETTINGS_PAGES = [SettingsPage(_("Rules"), "automations:index", "settings", VIEW, _("Tickets"))]
