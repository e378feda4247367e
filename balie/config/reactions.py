"""Who answers which event, in this order, inside the announcing transaction. The one table of reactions."""

from __future__ import annotations

from balie.foundation.events import Reactions

REACTIONS: Reactions = {}
