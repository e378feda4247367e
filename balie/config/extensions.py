"""Who fills which extension point, in this order. The one table of extensions."""

from __future__ import annotations

from balie.access.accounts import pages as access
from balie.access.permissions import policies as permissions
from balie.access.permissions.extensions import FIELD_CLASSES, VERBS
from balie.conversation.contacts import pages as contact_pages
from balie.conversation.contacts import policies as contacts
from balie.foundation.extensions import Extensions
from balie.foundation.files.extensions import OPENERS
from balie.foundation.live.extensions import TOPICS
from balie.foundation.postgres import checks as postgres
from balie.foundation.presence import topics as presence
from balie.foundation.processes import machine_checks
from balie.foundation.processes.checks import CHECKS
from balie.foundation.search.extensions import SEARCHABLE
from balie.foundation.ui.extensions import COMMANDS, SETTINGS_PAGES, WAITING
from balie.records.customers.extensions import MOVED, TIMELINE
from balie.surfaces.desk import pages as desk

EXTENSIONS: Extensions = {
    CHECKS: [machine_checks.machine, machine_checks.runs_as_root, machine_checks.built, postgres.database],
    COMMANDS: [*desk.HOME, *contact_pages.COMMANDS, *desk.LAST],
    FIELD_CLASSES: [permissions.FIELD_CLASSES, contacts.FIELD_CLASSES],
    MOVED: [contact_pages.merge_count],
    OPENERS: [contact_pages.may_open_file],
    SEARCHABLE: [*contact_pages.SEARCHABLE],
    SETTINGS_PAGES: [*access.SETTINGS_PAGES],
    TIMELINE: [contact_pages.timeline_for],
    TOPICS: [*presence.TOPICS, *contact_pages.TOPICS, *desk.TOPICS],
    VERBS: [permissions.VERBS, contacts.VERBS],
    WAITING: [contact_pages.waiting_for],
}
