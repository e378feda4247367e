"""Who answers which event, in this order, inside the announcing transaction. The one table of reactions."""

from __future__ import annotations

from balie.access.accounts.events import AccountChanged, SignedOut, TeamChanged
from balie.access.audit import actions as audit
from balie.casework.procedures.events import OfferedChanged
from balie.casework.tickets import actions as tickets
from balie.casework.tickets.events import (
    CustomerWrote,
    TicketAnswered,
    TicketClosed,
    TicketOpened,
    TicketStateChanged,
    TicketTaken,
    TicketTransferred,
    TicketUndone,
)
from balie.conversation.answers import actions as answers
from balie.conversation.contacts.events import ContactAccessChanged, ContactFinished, ContactRegistered, CustomerAttached, MessageReceived
from balie.conversation.email import actions as mail
from balie.conversation.email.events import MailFiled, MailMarked, MailRepeated, MailTakenBack, MailUnmarked, OutgoingFailed, OutgoingMoved
from balie.conversation.ivr import actions as ivr
from balie.conversation.promises import actions as promises
from balie.conversation.promises.events import PromiseChanged
from balie.conversation.recordings import actions as recordings
from balie.conversation.routing import actions as routing
from balie.conversation.routing.events import LeaseExpired, OfferAccepted, Offered, OfferEnded, WaitedLongest
from balie.conversation.telephony import actions as telephony
from balie.conversation.telephony.events import CallAnswered, KeyPressed, Played, RecordingClosed, RecordingPaused
from balie.foundation.events import Reactions
from balie.operations.automations import actions as automations
from balie.operations.scripts import actions as scripts
from balie.records.calendars.events import CalendarChanged
from balie.records.catalogue import actions as catalogue
from balie.records.catalogue.events import ContractsChanged
from balie.records.customers.events import CustomerAccessChanged, CustomersMerged, CustomersTakenApart, PeopleChanged
from balie.records.sla import actions as sla
from balie.records.sla.events import ClockBreached, ClocksMoved, ClockWarned

REACTIONS: Reactions = {
    AccountChanged: [audit.record_account_change, routing.follow_account],
    TeamChanged: [audit.record_team_change],
    SignedOut: [routing.leave_desk],
    CalendarChanged: [sla.rebase_for_calendar],
    OfferedChanged: [tickets.forget_offered],
    ClocksMoved: [tickets.follow_terms],
    ClockWarned: [tickets.tell_before_due, tickets.escalate_later, automations.answer_clock],
    ClockBreached: [tickets.escalate_later, automations.answer_clock],
    CustomerAccessChanged: [promises.follow_customer],
    CustomersMerged: [catalogue.follow_merge, promises.follow_merge],
    CustomersTakenApart: [catalogue.follow_merge, promises.follow_merge],
    PeopleChanged: [catalogue.follow_people],
    ContractsChanged: [sla.rebase_for_contracts],
    ContactRegistered: [tickets.file_contact],
    PromiseChanged: [tickets.show_promise],
    LeaseExpired: [tickets.put_back],
    ContactAccessChanged: [promises.follow_contact],
    ContactFinished: [telephony.end_wrap_up, tickets.learn_what_answered, answers.count_contact],
    CustomerAttached: [promises.follow_contact, tickets.follow_customer, scripts.follow_customer],
    MessageReceived: [tickets.note_message],
    MailRepeated: [tickets.share_ticket],
    MailTakenBack: [tickets.put_words_back],
    MailFiled: [mail.answer_filed],
    MailMarked: [tickets.set_spam_aside],
    MailUnmarked: [tickets.bring_back],
    TicketOpened: [automations.answer_event],
    CustomerWrote: [automations.answer_event],
    TicketAnswered: [automations.answer_event],
    TicketStateChanged: [tickets.tell_progress, tickets.withdraw_survey, tickets.learn_what_helped, automations.answer_event],
    TicketTaken: [tickets.tell_progress, automations.answer_event],
    TicketTransferred: [tickets.tell_progress, automations.answer_event],
    TicketClosed: [tickets.ask_satisfaction, automations.answer_event],
    TicketUndone: [tickets.take_progress_back, tickets.withdraw_survey],
    OutgoingMoved: [tickets.show_sending],
    CallAnswered: [telephony.settle_call_back, recordings.record_answered, ivr.judge_announcements],
    KeyPressed: [recordings.refuse_by_key, ivr.follow_key],
    Played: [ivr.follow_played, ivr.follow_last_words],
    RecordingPaused: [recordings.note_place],
    RecordingClosed: [recordings.close_recording],
    Offered: [telephony.ring_offered],
    OfferAccepted: [telephony.answer_accepted, telephony.call_in_turn],
    OfferEnded: [telephony.stop_ringing],
    WaitedLongest: [telephony.end_long_wait],
    OutgoingFailed: [tickets.show_sending, tickets.tell_unsent],
}
