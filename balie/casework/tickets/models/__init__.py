"""Tables of tickets."""

from balie.casework.tickets.models.beside import (
    Change,
    Notification,
    SideThread,
    TicketContact,
    TicketFile,
    TicketLink,
    TicketNote,
    TicketRun,
    TicketThread,
    Watcher,
)
from balie.casework.tickets.models.decided import ClosingRule, ProgressMessage, TemplatePlace, TermsStamp
from balie.casework.tickets.models.passing import Handover, Transfer
from balie.casework.tickets.models.surveys import Survey, SurveyRule
from balie.casework.tickets.models.ticket import IS_SHARED, PriorityCell, StateReason, Ticket, TicketQuerySet
from balie.casework.tickets.models.together import BulkJob, BulkRefusal, Merge
from balie.casework.tickets.models.turns import Turn
from balie.casework.tickets.models.views import SavedView, ViewCount, ViewDelta

__all__ = [
    "IS_SHARED",
    "BulkJob",
    "BulkRefusal",
    "Change",
    "ClosingRule",
    "Handover",
    "Merge",
    "Notification",
    "PriorityCell",
    "ProgressMessage",
    "SavedView",
    "SideThread",
    "StateReason",
    "Survey",
    "SurveyRule",
    "TemplatePlace",
    "TermsStamp",
    "Ticket",
    "TicketContact",
    "TicketFile",
    "TicketLink",
    "TicketNote",
    "TicketQuerySet",
    "TicketRun",
    "TicketThread",
    "Transfer",
    "Turn",
    "ViewCount",
    "ViewDelta",
    "Watcher",
]
