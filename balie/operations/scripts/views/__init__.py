"""The doors of scripts: the runner beside a contact."""

from balie.operations.scripts.views.runner import panel, start, step, take_up

__all__ = ["panel", "start", "step", "take_up"]
