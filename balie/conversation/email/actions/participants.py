"""Who takes part in a conversation: whoever was copied in sees nothing until an operator says so."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.conversation.email.models import ThreadParticipant
from balie.foundation.errors import Refusal


class NobodyWaits(Refusal):
    """Nobody with this address waits to be let in: a colleague decided, or it was never copied in."""

    code = "nobody_waits"
    sentence = _("{address} does not wait any more: a colleague decided a moment before you.")


@transaction.atomic
def decide_copied(address: str, *, thread_ids: Collection[int], is_accepted: bool, by: User, at: datetime) -> None:
    """Let an address that was copied into these threads take part from now on, or keep it out. Raises `NobodyWaits`.

    It gets the answers written after this and nothing of before; a refused one is not asked about again.
    """
    ensure_may(by, "email.decide_copied")
    rows = ThreadParticipant.objects.waiting().filter(address=address.casefold(), thread_id__in=thread_ids)
    found = list(rows.select_for_update().order_by("pk"))
    if not found:
        raise NobodyWaits(address=address)
    for row in found:
        row.is_accepted, row.refused_at = is_accepted, None if is_accepted else at
        row.save(update_fields=["is_accepted", "refused_at"])
        record("email.copied_accepted" if is_accepted else "email.copied_refused", row, by=by, at=at, data={"thread_id": row.thread_id})
