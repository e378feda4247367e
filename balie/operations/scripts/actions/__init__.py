"""Verbs on scripts and their runs; the only writers of their tables."""

from balie.operations.scripts.actions.reactions import follow_customer
from balie.operations.scripts.actions.running import (
    AlreadyRunning,
    CannotFollow,
    ContactOver,
    happen,
    know_customer,
    start_run,
    take_up,
)
from balie.operations.scripts.actions.writing import (
    NeedsApproval,
    NoDraft,
    NotPublishable,
    begin_draft,
    create_script,
    drop_draft,
    import_script,
    publish,
    save_draft,
    set_approval,
    set_openings,
    set_retired,
    submit,
)

__all__ = [
    "AlreadyRunning",
    "CannotFollow",
    "ContactOver",
    "NeedsApproval",
    "NoDraft",
    "NotPublishable",
    "begin_draft",
    "create_script",
    "drop_draft",
    "follow_customer",
    "happen",
    "import_script",
    "know_customer",
    "publish",
    "save_draft",
    "set_approval",
    "set_openings",
    "set_retired",
    "start_run",
    "submit",
    "take_up",
]
