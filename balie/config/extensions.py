"""Who fills which extension point, in this order. The one table of extensions."""

from __future__ import annotations

from balie.access.accounts import pages as access
from balie.access.permissions import policies as permissions
from balie.access.permissions.extensions import FIELD_CLASSES, VERBS
from balie.conversation.contacts import policies as contacts
from balie.foundation.extensions import Extensions
from balie.foundation.live.extensions import TOPICS
from balie.foundation.presence import topics as presence
from balie.foundation.ui.extensions import SETTINGS_PAGES

EXTENSIONS: Extensions = {
    FIELD_CLASSES: [permissions.FIELD_CLASSES, contacts.FIELD_CLASSES],
    SETTINGS_PAGES: [*access.SETTINGS_PAGES],
    TOPICS: [*presence.TOPICS],
    VERBS: [permissions.VERBS, contacts.VERBS],
}
