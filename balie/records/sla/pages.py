"""Where service levels stand among the settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.foundation.ui.extensions import SettingsPage
from balie.records.sla.policies import MANAGE

SETTINGS_PAGES = [
    SettingsPage(_("Service levels"), "sla:index", "clock", MANAGE, _("Organisation")),
    SettingsPage(_("Try a service level"), "sla:try_out", "clock", MANAGE, _("Organisation")),
]
