"""Verbs of routing; the only writers of its tables."""

from balie.conversation.routing.actions.leases import (
    HandsFull,
    LeaseLost,
    NotReady,
    Subject,
    WorkBusy,
    ensure_ready,
    expire_leases,
    give_back,
    lease,
    note_decision,
    renew,
    use,
)
from balie.conversation.routing.actions.settings import (
    change_abilities,
    drop_requirement,
    require,
    save_limits,
    save_reason,
    set_reason_retired,
)
from balie.conversation.routing.actions.states import OnTheLine, choose_state, leave_desk, note_state

__all__ = [
    "HandsFull",
    "LeaseLost",
    "NotReady",
    "OnTheLine",
    "Subject",
    "WorkBusy",
    "change_abilities",
    "choose_state",
    "drop_requirement",
    "ensure_ready",
    "expire_leases",
    "give_back",
    "lease",
    "leave_desk",
    "note_decision",
    "note_state",
    "renew",
    "require",
    "save_limits",
    "save_reason",
    "set_reason_retired",
    "use",
]
