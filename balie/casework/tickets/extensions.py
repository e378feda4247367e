"""What tickets ask of the apps above."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from balie.foundation.extensions import ExtensionPoint


@dataclass(frozen=True)
class TicketPanel:
    """A part beside a ticket (known problems): the partial at `url(number)`, refreshed by its own topic."""

    name: str | Promise
    url: Callable[[int], str]
    verb: str


PANELS: ExtensionPoint[TicketPanel] = ExtensionPoint("tickets.panels")
