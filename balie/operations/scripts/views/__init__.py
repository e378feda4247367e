"""The doors of scripts: the runner beside a contact, and the designer."""

from balie.operations.scripts.views.designer import (
    approval,
    begin,
    create,
    drop,
    export,
    imported,
    index,
    opens_on,
    publish,
    retire,
    script,
    submit,
    versions,
)
from balie.operations.scripts.views.figures import figures
from balie.operations.scripts.views.graph import graph, places, steps, ways
from balie.operations.scripts.views.parts import about, move, part, remove, words
from balie.operations.scripts.views.preview import preview, preview_step
from balie.operations.scripts.views.runner import panel, start, step, take_up

__all__ = [
    "about",
    "approval",
    "begin",
    "create",
    "drop",
    "export",
    "figures",
    "graph",
    "imported",
    "index",
    "move",
    "opens_on",
    "panel",
    "part",
    "places",
    "preview",
    "preview_step",
    "publish",
    "remove",
    "retire",
    "script",
    "start",
    "step",
    "steps",
    "submit",
    "take_up",
    "versions",
    "ways",
    "words",
]
