"""Who answers which event, in this order, inside the announcing transaction. The one table of reactions."""

from __future__ import annotations

from balie.access.accounts.events import AccountChanged, TeamChanged
from balie.access.audit import actions as audit
from balie.foundation.events import Reactions

REACTIONS: Reactions = {
    AccountChanged: [audit.record_account_change],
    TeamChanged: [audit.record_team_change],
}
