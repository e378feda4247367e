"""What mail asks of the apps above."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from balie.access.accounts.models import User
from balie.conversation.email.models import Mailbox
from balie.foundation.extensions import ExtensionPoint

# Thread ids to the numbers of the tickets they are filed under; threads without a ticket are left out.
FILED_UNDER: ExtensionPoint[Callable[[Sequence[int]], dict[int, int]]] = ExtensionPoint("email.filed_under")


@dataclass(frozen=True)
class OfferedTemplates:
    """The reply templates offered in a mailbox, as (name, address), and the page where they are written."""

    templates: Sequence[tuple[str, str]]
    page: str


# Which reply templates answers from the mailbox may use; None for who may not write templates.
OFFERED_TEMPLATES: ExtensionPoint[Callable[[Mailbox, User], OfferedTemplates | None]] = ExtensionPoint("email.offered_templates")
