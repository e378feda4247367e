"""Who fills which extension point, in this order. The one table of extensions."""

from __future__ import annotations

from balie.access.accounts import bulk as people_bulk
from balie.access.accounts import demo as people_demo
from balie.access.accounts import pages as access
from balie.access.permissions import policies as permissions
from balie.access.permissions.actions import install_roles
from balie.access.permissions.extensions import FIELD_CLASSES, VERBS
from balie.casework.tickets import bulk as ticket_bulk
from balie.casework.tickets import demo as ticket_demo
from balie.casework.tickets import pages as ticket_pages
from balie.casework.tickets import policies as tickets
from balie.conversation.contacts import pages as contact_pages
from balie.conversation.contacts import policies as contacts
from balie.conversation.contacts.extensions import MESSAGE_VIEWS, QUESTION_ACTIONS, WORK
from balie.conversation.email import demo as email_demo
from balie.conversation.email import pages as email_pages
from balie.conversation.email import policies as email
from balie.conversation.email import services as email_services
from balie.conversation.email.extensions import FILED_UNDER
from balie.foundation.extensions import Extensions
from balie.foundation.files.extensions import DOCUMENTS, OPENERS
from balie.foundation.installation.extensions import BULK, DEMO, INSTALL
from balie.foundation.live.extensions import TOPICS
from balie.foundation.postgres import checks as postgres
from balie.foundation.presence import topics as presence
from balie.foundation.processes import machine_checks
from balie.foundation.processes.checks import CHECKS
from balie.foundation.search.extensions import SEARCHABLE
from balie.foundation.tasks.extensions import BACKGROUND
from balie.foundation.ui.extensions import COMMANDS, SETTINGS_PAGES, WAITING
from balie.foundation.web.health import HEALTH
from balie.records.calendars import demo as calendar_demo
from balie.records.calendars import pages as calendar_pages
from balie.records.calendars import policies as calendars
from balie.records.customers import bulk as customer_bulk
from balie.records.customers import demo as customer_demo
from balie.records.customers import finding as customer_finding
from balie.records.customers import pages as customer_pages
from balie.records.customers import policies as customers
from balie.records.customers import topics as customer_topics
from balie.records.customers.extensions import MOVED, OPEN_WORK, TIMELINE
from balie.records.taxonomy import demo as taxonomy_demo
from balie.records.taxonomy import pages as taxonomy_pages
from balie.records.taxonomy import policies as taxonomy
from balie.records.taxonomy import topics as taxonomy_topics
from balie.surfaces.desk import pages as desk

EXTENSIONS: Extensions = {
    BACKGROUND: [email_services.watch_mailboxes, email_services.listen_for_mail],
    BULK: [people_bulk.load_many, customer_bulk.load_many, ticket_bulk.load_many],
    CHECKS: [machine_checks.machine, machine_checks.runs_as_root, machine_checks.built, postgres.database],
    COMMANDS: [*desk.HOME, *ticket_pages.COMMANDS, *contact_pages.COMMANDS, *customer_pages.COMMANDS, *email_pages.COMMANDS, *desk.LAST],
    DEMO: [people_demo.load, taxonomy_demo.load, calendar_demo.load, customer_demo.load, email_demo.load, ticket_demo.load],
    DOCUMENTS: [*email_pages.DOCUMENTS],
    FIELD_CLASSES: [
        permissions.FIELD_CLASSES,
        taxonomy.FIELD_CLASSES,
        calendars.FIELD_CLASSES,
        customers.FIELD_CLASSES,
        contacts.FIELD_CLASSES,
        email.FIELD_CLASSES,
        tickets.FIELD_CLASSES,
    ],
    HEALTH: [email_pages.health],
    INSTALL: [install_roles],
    MESSAGE_VIEWS: [*email_pages.MESSAGE_VIEWS],
    MOVED: [contact_pages.merge_count, ticket_pages.merge_count],
    OPENERS: [contact_pages.may_open_file, email_pages.may_open_file, ticket_pages.may_open_file],
    SEARCHABLE: [*customer_finding.SEARCHABLE, *contact_pages.SEARCHABLE, *ticket_pages.SEARCHABLE],
    SETTINGS_PAGES: [
        *access.SETTINGS_PAGES,
        *taxonomy_pages.SETTINGS_PAGES,
        *calendar_pages.SETTINGS_PAGES,
        *email_pages.SETTINGS_PAGES,
        *ticket_pages.SETTINGS_PAGES,
    ],
    TIMELINE: [contact_pages.timeline_for, ticket_pages.timeline],
    TOPICS: [
        *presence.TOPICS,
        *taxonomy_topics.TOPICS,
        *customer_topics.TOPICS,
        *contact_pages.TOPICS,
        *email_pages.TOPICS,
        *ticket_pages.TOPICS,
        *desk.TOPICS,
    ],
    VERBS: [permissions.VERBS, customers.VERBS, contacts.VERBS, email.VERBS, tickets.VERBS],
    WAITING: [contact_pages.waiting_for, ticket_pages.told_to, email_pages.held_back, ticket_pages.due_next],
    WORK: [ticket_pages.work_of],
    FILED_UNDER: [ticket_pages.filed_under],
    OPEN_WORK: [ticket_pages.open_work],
    QUESTION_ACTIONS: [*ticket_pages.QUESTION_ACTIONS],
}
