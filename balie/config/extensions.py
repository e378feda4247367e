"""Who fills which extension point, in this order. The one table of extensions."""

from __future__ import annotations

from balie.access.accounts import bulk as people_bulk
from balie.access.accounts import demo as people_demo
from balie.access.accounts import pages as access
from balie.access.permissions import policies as permissions
from balie.access.permissions.actions import install_roles
from balie.access.permissions.extensions import FIELD_CLASSES, STANDINGS, VERBS
from balie.casework.problems import demo as problem_demo
from balie.casework.problems import finding as problem_finding
from balie.casework.problems import pages as problem_pages
from balie.casework.problems import policies as problems
from balie.casework.procedures import demo as procedure_demo
from balie.casework.procedures import pages as procedure_pages
from balie.casework.procedures import policies as procedures
from balie.casework.tickets import bulk as ticket_bulk
from balie.casework.tickets import demo as ticket_demo
from balie.casework.tickets import pages as ticket_pages
from balie.casework.tickets import policies as tickets
from balie.casework.tickets import suggestions as ticket_suggestions
from balie.casework.tickets.actions import FOLLOWER
from balie.casework.tickets.extensions import PANELS as TICKET_PANELS
from balie.conversation.answers import pages as answer_pages
from balie.conversation.answers import policies as answers
from balie.conversation.contacts import pages as contact_pages
from balie.conversation.contacts import policies as contacts
from balie.conversation.contacts.extensions import MESSAGE_KEEPERS, MESSAGE_VIEWS, QUESTION_ACTIONS, QUESTION_PANELS, WORK
from balie.conversation.contacts.extensions import PANELS as CONTACT_PANELS
from balie.conversation.email import demo as email_demo
from balie.conversation.email import doctor as email_doctor
from balie.conversation.email import extras as email_extras
from balie.conversation.email import pages as email_pages
from balie.conversation.email import policies as email
from balie.conversation.email import services as email_services
from balie.conversation.email.extensions import FILED_UNDER, OFFERED_TEMPLATES
from balie.conversation.email.pictures import drawn_again
from balie.conversation.handouts import pages as handout_pages
from balie.conversation.handouts import policies as handouts
from balie.conversation.identity import pages as identity_pages
from balie.conversation.identity import policies as identity
from balie.conversation.identity.extensions import HELD, WAYS
from balie.conversation.ivr import demo as ivr_demo
from balie.conversation.ivr import pages as ivr_pages
from balie.conversation.ivr import policies as ivr
from balie.conversation.promises import demo as promise_demo
from balie.conversation.promises import pages as promise_pages
from balie.conversation.promises import policies as promises
from balie.conversation.promises.extensions import SUBJECTS
from balie.conversation.recordings import demo as recording_demo
from balie.conversation.recordings import pages as recording_pages
from balie.conversation.recordings import policies as recordings
from balie.conversation.referrals import demo as referral_demo
from balie.conversation.referrals import pages as referral_pages
from balie.conversation.referrals import policies as referrals
from balie.conversation.routing import demo as routing_demo
from balie.conversation.routing import pages as routing_pages
from balie.conversation.routing import policies as routing
from balie.conversation.routing import services as routing_services
from balie.conversation.routing.extensions import NEXT, TALKS
from balie.conversation.routing.extensions import SUBJECTS as WHO_WAITS
from balie.conversation.telephony import demo as telephony_demo
from balie.conversation.telephony import doctor as telephony_doctor
from balie.conversation.telephony import pages as telephony_pages
from balie.conversation.telephony import policies as telephony
from balie.conversation.telephony import services as telephony_services
from balie.conversation.telephony.extensions import GUIDES, NOTICES, SAID, TOLD, TURNED_AWAY
from balie.foundation.extensions import Extensions
from balie.foundation.files.extensions import ATTACHABLE, DOCUMENTS, DRAWING, OPENERS, PUBLIC_PAGES
from balie.foundation.installation.extensions import BULK, DEMO, INSTALL
from balie.foundation.live.extensions import TOPICS
from balie.foundation.postgres import checks as postgres
from balie.foundation.presence import topics as presence
from balie.foundation.processes import machine_checks
from balie.foundation.processes.checks import CHECKS
from balie.foundation.search import learning
from balie.foundation.search.extensions import SEARCHABLE
from balie.foundation.suggestions import pages as suggestion_pages
from balie.foundation.suggestions.extensions import PLACES, SUGGESTED, as_suggestion
from balie.foundation.tasks.extensions import BACKGROUND
from balie.foundation.ui.extensions import (
    COMMANDS,
    OPERATOR_STATE,
    OWN_COMMANDS,
    PHONE_BAR,
    SETTINGS_PAGES,
    SOFTPHONE,
    SUGGESTIONS,
    WAITING,
)
from balie.foundation.web.health import HEALTH
from balie.operations.automations import demo as automation_demo
from balie.operations.automations import pages as automation_pages
from balie.operations.automations import policies as automations
from balie.operations.scripts import demo as script_demo
from balie.operations.scripts import pages as script_pages
from balie.operations.scripts import policies as scripts
from balie.operations.scripts.extensions import ACTIONS as SCRIPT_ACTIONS
from balie.records.calendars import demo as calendar_demo
from balie.records.calendars import pages as calendar_pages
from balie.records.calendars import policies as calendars
from balie.records.catalogue import demo as catalogue_demo
from balie.records.catalogue import facts as contract_facts
from balie.records.catalogue import finding as contract_finding
from balie.records.catalogue import pages as catalogue_pages
from balie.records.catalogue import policies as catalogue
from balie.records.customers import bulk as customer_bulk
from balie.records.customers import demo as customer_demo
from balie.records.customers import facts as customer_facts
from balie.records.customers import finding as customer_finding
from balie.records.customers import pages as customer_pages
from balie.records.customers import policies as customers
from balie.records.customers import topics as customer_topics
from balie.records.customers.extensions import ALONG, ENTITLED, FACTS, FILE_PARTS, FILE_TABS, LONG_TIMELINE, OPEN_WORK, TIMELINE
from balie.records.customers.extensions import PANELS as FILE_PANELS
from balie.records.directory import demo as directory_demo
from balie.records.directory import finding as directory_finding
from balie.records.directory import pages as directory_pages
from balie.records.directory import policies as directory
from balie.records.knowledge import demo as knowledge_demo
from balie.records.knowledge import pages as knowledge_pages
from balie.records.knowledge import policies as knowledge
from balie.records.knowledge.extensions import USES
from balie.records.shorthand import pages as shorthand_pages
from balie.records.shorthand import policies as shorthand
from balie.records.sla import demo as sla_demo
from balie.records.sla import pages as sla_pages
from balie.records.sla import policies as sla
from balie.records.sla.extensions import FOLLOWERS
from balie.records.taxonomy import demo as taxonomy_demo
from balie.records.taxonomy import pages as taxonomy_pages
from balie.records.taxonomy import policies as taxonomy
from balie.records.taxonomy import topics as taxonomy_topics
from balie.records.taxonomy.extensions import TERM_LISTS
from balie.surfaces.desk import pages as desk

EXTENSIONS: Extensions = {
    ALONG: [contact_pages.ALONG, *catalogue_pages.ALONG, *identity_pages.ALONG, promise_pages.ALONG, *ticket_pages.ALONG],
    ATTACHABLE: [*ticket_pages.ATTACHABLE_FILES],
    BACKGROUND: [
        email_services.watch_mailboxes,
        email_services.listen_for_mail,
        telephony_services.drive_telephone,
        routing_services.hand_out,
        learning.follow_index,
    ],
    BULK: [people_bulk.load_many, customer_bulk.load_many, ticket_bulk.load_many],
    CHECKS: [
        machine_checks.machine,
        machine_checks.runs_as_root,
        machine_checks.built,
        postgres.database,
        email_doctor.mail_domains,
        telephony_doctor.telephone,
    ],
    COMMANDS: [
        *desk.HOME,
        *ticket_pages.COMMANDS,
        *problem_pages.COMMANDS,
        *contact_pages.COMMANDS,
        *customer_pages.COMMANDS,
        *knowledge_pages.COMMANDS,
        *directory_pages.COMMANDS,
        *answer_pages.COMMANDS,
        *email_pages.COMMANDS,
        *promise_pages.COMMANDS,
        *routing_pages.COMMANDS,
        *telephony_pages.COMMANDS,
        *shorthand_pages.COMMANDS,
        *desk.LAST,
    ],
    DEMO: [
        people_demo.load,
        taxonomy_demo.load,
        calendar_demo.load,
        customer_demo.load,
        catalogue_demo.load,
        knowledge_demo.load,
        directory_demo.load,
        sla_demo.load,
        routing_demo.load,
        email_demo.load,
        telephony_demo.load,
        recording_demo.load,
        ivr_demo.load,
        procedure_demo.load,
        ticket_demo.load,
        problem_demo.load,
        referral_demo.load,
        promise_demo.load,
        automation_demo.load,
        script_demo.load,
    ],
    ENTITLED: [*catalogue_pages.ENTITLED],
    DOCUMENTS: [*email_pages.DOCUMENTS],
    DRAWING: [drawn_again],
    FIELD_CLASSES: [
        permissions.FIELD_CLASSES,
        taxonomy.FIELD_CLASSES,
        calendars.FIELD_CLASSES,
        customers.FIELD_CLASSES,
        catalogue.FIELD_CLASSES,
        sla.FIELD_CLASSES,
        shorthand.FIELD_CLASSES,
        knowledge.FIELD_CLASSES,
        directory.FIELD_CLASSES,
        contacts.FIELD_CLASSES,
        identity.FIELD_CLASSES,
        promises.FIELD_CLASSES,
        routing.FIELD_CLASSES,
        email.FIELD_CLASSES,
        telephony.FIELD_CLASSES,
        recordings.FIELD_CLASSES,
        ivr.FIELD_CLASSES,
        handouts.FIELD_CLASSES,
        referrals.FIELD_CLASSES,
        answers.FIELD_CLASSES,
        procedures.FIELD_CLASSES,
        tickets.FIELD_CLASSES,
        problems.FIELD_CLASSES,
        automations.FIELD_CLASSES,
        scripts.FIELD_CLASSES,
    ],
    FACTS: [customer_facts.KEEPER, contract_facts.KEEPER],
    FILE_PANELS: [identity_pages.state_of],
    FILE_TABS: [*catalogue_pages.FILE_TABS],
    FOLLOWERS: [FOLLOWER],
    FILE_PARTS: [*promise_pages.FILE_PARTS],
    CONTACT_PANELS: [
        *script_pages.CONTACT_PANELS,
        *identity_pages.CONTACT_PANELS,
        *recording_pages.CONTACT_PANELS,
        *handout_pages.CONTACT_PANELS,
        *problem_pages.CONTACT_PANELS,
        *referral_pages.CONTACT_PANELS,
        *promise_pages.CONTACT_PANELS,
    ],
    HELD: [ticket_pages.held_mails],
    GUIDES: [ivr_pages.GUIDE],
    HEALTH: [email_pages.health, telephony_pages.health, routing_pages.health],
    INSTALL: [install_roles],
    LONG_TIMELINE: [*catalogue_pages.LONG_TIMELINE],
    MESSAGE_KEEPERS: [email_extras.KEEPER],
    MESSAGE_VIEWS: [*email_pages.MESSAGE_VIEWS],
    NEXT: [ticket_pages.next_address],
    NOTICES: [recording_pages.notice_for],
    SAID: [ivr_pages.said_by],
    TOLD: [ivr_pages.told],
    TURNED_AWAY: [ivr_pages.turned_away],
    OWN_COMMANDS: [ticket_pages.saved_lists],
    OPERATOR_STATE: [routing_pages.state_bar],
    PHONE_BAR: [telephony_pages.call_bar, routing_pages.phone_bar],
    SOFTPHONE: [telephony_pages.softphone],
    PLACES: [*contact_pages.SUGGESTION_PLACES, *ticket_suggestions.PLACES],
    SUGGESTED: [
        ticket_suggestions.DUPLICATES,
        *knowledge_pages.SUGGESTED,
        *script_pages.SUGGESTED,
        *map(as_suggestion, directory_finding.SEARCHABLE),
        ticket_suggestions.SIMILAR,
    ],
    SUGGESTIONS: [suggestion_pages.beside_the_text],
    PUBLIC_PAGES: [*handout_pages.PUBLIC_PAGES],
    SCRIPT_ACTIONS: [*script_pages.ACTIONS],
    SUBJECTS: [*promise_pages.SUBJECTS, *ticket_pages.SUBJECTS],
    WHO_WAITS: [*telephony_pages.WHO_WAITS],
    OPENERS: [
        contact_pages.may_open_file,
        email_pages.may_open_file,
        ticket_pages.may_open_file,
        catalogue_pages.may_open_file,
        knowledge_pages.may_open_file,
    ],
    SEARCHABLE: [
        *customer_finding.SEARCHABLE,
        *contact_pages.SEARCHABLE,
        *ticket_pages.SEARCHABLE,
        *contract_finding.SEARCHABLE,
        *knowledge_pages.SEARCHABLE,
        *directory_finding.SEARCHABLE,
        *problem_finding.SEARCHABLE,
        *script_pages.SEARCHABLE,
    ],
    SETTINGS_PAGES: [
        *access.SETTINGS_PAGES,
        *taxonomy_pages.SETTINGS_PAGES,
        *calendar_pages.SETTINGS_PAGES,
        *sla_pages.SETTINGS_PAGES,
        *procedure_pages.SETTINGS_PAGES,
        *promise_pages.SETTINGS_PAGES,
        *identity_pages.SETTINGS_PAGES,
        *routing_pages.SETTINGS_PAGES,
        *telephony_pages.SETTINGS_PAGES,
        *ivr_pages.SETTINGS_PAGES,
        *recording_pages.SETTINGS_PAGES,
        *email_pages.SETTINGS_PAGES,
        *ticket_pages.SETTINGS_PAGES,
        *automation_pages.SETTINGS_PAGES,
        *script_pages.SETTINGS_PAGES,
    ],
    STANDINGS: [identity_pages.standing_for],
    TALKS: [telephony_pages.talks],
    TICKET_PANELS: [*problem_pages.TICKET_PANELS],
    USES: [handout_pages.uses_of, problem_pages.uses_of],
    TERM_LISTS: [*catalogue_pages.TERM_LISTS],
    TIMELINE: [contact_pages.timeline_for, ticket_pages.timeline],
    TOPICS: [
        *presence.TOPICS,
        *taxonomy_topics.TOPICS,
        *customer_topics.TOPICS,
        *catalogue_pages.TOPICS,
        *knowledge_pages.TOPICS,
        *directory_pages.TOPICS,
        *answer_pages.TOPICS,
        *contact_pages.TOPICS,
        *promise_pages.TOPICS,
        *routing_pages.TOPICS,
        *email_pages.TOPICS,
        *telephony_pages.TOPICS,
        *procedure_pages.TOPICS,
        *ticket_pages.TOPICS,
        *problem_pages.TOPICS,
        *script_pages.TOPICS,
        *desk.TOPICS,
    ],
    WAITING: [
        contact_pages.waiting_for,
        recording_pages.forgotten,
        ticket_pages.told_to,
        email_pages.mail_waits,
        ticket_pages.due_next,
        knowledge_pages.to_read,
    ],
    VERBS: [
        permissions.VERBS,
        calendars.VERBS,
        customers.VERBS,
        catalogue.VERBS,
        sla.VERBS,
        shorthand.VERBS,
        knowledge.VERBS,
        directory.VERBS,
        contacts.VERBS,
        identity.VERBS,
        promises.VERBS,
        routing.VERBS,
        email.VERBS,
        telephony.VERBS,
        recordings.VERBS,
        handouts.VERBS,
        referrals.VERBS,
        answers.VERBS,
        procedures.VERBS,
        tickets.VERBS,
        problems.VERBS,
        automations.VERBS,
        scripts.VERBS,
    ],
    WAYS: [*identity_pages.WAYS, *email_pages.WAYS],
    WORK: [ticket_pages.work_of],
    FILED_UNDER: [ticket_pages.filed_under],
    OFFERED_TEMPLATES: [ticket_pages.templates_of],
    OPEN_WORK: [ticket_pages.open_work],
    QUESTION_ACTIONS: [*ticket_pages.QUESTION_ACTIONS],
    QUESTION_PANELS: ticket_pages.QUESTION_PANELS,
}
