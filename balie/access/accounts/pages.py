"""Where access puts itself on screen."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.foundation.ui.extensions import SettingsPage

_PEOPLE = _("People and rights")
SETTINGS_PAGES = [
    SettingsPage(_("People"), "accounts:people", "user", "accounts.manage", _PEOPLE),
    SettingsPage(_("Teams"), "accounts:teams", "team", "accounts.manage", _PEOPLE),
    SettingsPage(_("Roles"), "permissions:roles", "lock", "accounts.manage", _PEOPLE),
    SettingsPage(_("Audit log"), "audit:log", "list", "audit.view", _PEOPLE),
]
