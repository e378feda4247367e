"""The tables of routing."""

from balie.conversation.routing.models.matching import LogEntry, Matcher, Snapshot
from balie.conversation.routing.models.operators import (
    Channel,
    ChannelLimit,
    Decision,
    Lease,
    NotReadyReason,
    OperatorState,
    Requirement,
)
from balie.conversation.routing.models.queues import Offer, Queue, QueueSkill, RelaxationStep, Waiting

__all__ = [
    "Channel",
    "ChannelLimit",
    "Decision",
    "Lease",
    "LogEntry",
    "Matcher",
    "NotReadyReason",
    "Offer",
    "OperatorState",
    "Queue",
    "QueueSkill",
    "RelaxationStep",
    "Requirement",
    "Snapshot",
    "Waiting",
]
