"""Where opening hours stand among the settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.foundation.ui.extensions import SettingsPage

SETTINGS_PAGES = [SettingsPage(_("Opening hours"), "calendars:index", "clock", "settings.manage", _("Organisation"))]
