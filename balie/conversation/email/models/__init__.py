"""Mail: mailboxes, the raw mail as it came, what was read in it, threads, and what goes out."""

from balie.conversation.email.models.demo import DemoMail
from balie.conversation.email.models.filed import Email, InlinePart, Thread, ThreadParticipant
from balie.conversation.email.models.mailbox import Mailbox
from balie.conversation.email.models.received import BlockedSender, RawMail
from balie.conversation.email.models.sent import AutomaticBudget, AutomaticMail, Outgoing

__all__ = [
    "AutomaticBudget",
    "AutomaticMail",
    "BlockedSender",
    "DemoMail",
    "Email",
    "InlinePart",
    "Mailbox",
    "Outgoing",
    "RawMail",
    "Thread",
    "ThreadParticipant",
]
