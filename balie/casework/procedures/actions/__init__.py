"""Verbs on procedures and their runs; the only writers of their tables."""

from balie.casework.procedures.actions.following import (
    MOST_LATE,
    AlreadyEnded,
    NotSkippable,
    NotYours,
    end_runs,
    finish_step,
    go_on,
    hold,
    late_steps,
    note_late,
    set_aside,
    skip_step,
    start,
    take_step_back,
)
from balie.casework.procedures.actions.steps import StepFields, move_step, remove_step, save_step
from balie.casework.procedures.actions.writing import NoDraft, begin_draft, create_procedure, drop_draft, publish, save_draft, set_retired

__all__ = [
    "MOST_LATE",
    "AlreadyEnded",
    "NoDraft",
    "NotSkippable",
    "NotYours",
    "StepFields",
    "begin_draft",
    "create_procedure",
    "drop_draft",
    "end_runs",
    "finish_step",
    "go_on",
    "hold",
    "late_steps",
    "move_step",
    "note_late",
    "publish",
    "remove_step",
    "save_draft",
    "save_step",
    "set_aside",
    "set_retired",
    "skip_step",
    "start",
    "take_step_back",
]
