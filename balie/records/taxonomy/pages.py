"""Where the organisation's words stand among the settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.foundation.ui.extensions import SettingsPage

SETTINGS_PAGES = [
    SettingsPage(_("Organisation"), "taxonomy:organisation", "building", "settings.manage", _("Organisation")),
    SettingsPage(_("Purposes, categories, results …"), "taxonomy:index", "tag", "settings.manage", _("Organisation")),
]
