"""Who answers which event, in this order, inside the announcing transaction. The one table of reactions."""

from __future__ import annotations

from balie.access.accounts.events import AccountChanged, TeamChanged
from balie.access.audit import actions as audit
from balie.casework.tickets import actions as tickets
from balie.casework.tickets.events import TicketStateChanged, TicketTaken, TicketTransferred, TicketUndone
from balie.conversation.contacts import actions as contacts
from balie.conversation.contacts.events import ContactRegistered, CustomerAttached, MessageReceived
from balie.conversation.email import actions as mail
from balie.conversation.email.events import MailFiled, MailRepeated, MailTakenBack, OutgoingFailed, OutgoingMoved
from balie.foundation.events import Reactions
from balie.records.customers.events import CustomersMerged

REACTIONS: Reactions = {
    AccountChanged: [audit.record_account_change],
    TeamChanged: [audit.record_team_change],
    CustomersMerged: [contacts.move_to_kept_customer, tickets.move_to_kept_customer],
    ContactRegistered: [tickets.file_contact],
    CustomerAttached: [tickets.follow_customer],
    MessageReceived: [tickets.note_message],
    MailRepeated: [tickets.share_ticket],
    MailTakenBack: [tickets.put_words_back],
    MailFiled: [mail.answer_filed],
    TicketStateChanged: [tickets.tell_progress],
    TicketTaken: [tickets.tell_progress],
    TicketTransferred: [tickets.tell_progress],
    TicketUndone: [tickets.take_progress_back],
    OutgoingMoved: [tickets.show_sending],
    OutgoingFailed: [tickets.show_sending, tickets.tell_unsent],
}
