"""Verbs on agreements and clocks, the only writers."""

from balie.records.sla.actions.agreements import HasPromised, make_default, remove_agreement, save_agreement, save_targets
from balie.records.sla.actions.clocks import (
    AlreadyRunning,
    ClockStopped,
    NoPromise,
    pause_clock,
    rebase_clock,
    resume_clock,
    start_clock,
    stop_clock,
)
from balie.records.sla.actions.contracts import (
    count_following,
    follow_contracts,
    hold_by_contract,
    rebase_for_contracts,
    release_contract,
    transaction_now,
    turn_day,
)
from balie.records.sla.actions.escalations import Step, save_escalations, take_escalation
from balie.records.sla.actions.keeping import Standing, clocks_asked, keep_clocks, keep_many
from balie.records.sla.actions.rebasing import count_running, rebase_batch, rebase_for_calendar
from balie.records.sla.actions.starting import Begun, begin, write
from balie.records.sla.actions.telling import MOST_TOLD, tell_steps

__all__ = [
    "MOST_TOLD",
    "AlreadyRunning",
    "Begun",
    "ClockStopped",
    "HasPromised",
    "NoPromise",
    "Standing",
    "Step",
    "begin",
    "clocks_asked",
    "count_following",
    "count_running",
    "follow_contracts",
    "hold_by_contract",
    "keep_clocks",
    "keep_many",
    "make_default",
    "pause_clock",
    "rebase_batch",
    "rebase_clock",
    "rebase_for_calendar",
    "rebase_for_contracts",
    "release_contract",
    "remove_agreement",
    "resume_clock",
    "save_agreement",
    "save_escalations",
    "save_targets",
    "start_clock",
    "stop_clock",
    "take_escalation",
    "tell_steps",
    "transaction_now",
    "turn_day",
    "write",
]
