"""What is known of the servers that mail is handed over to: one that cannot be used is tried by one mail at a time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Now

from balie.conversation.email.backoff import connecting_delay
from balie.conversation.email.jobs import defer_sending
from balie.conversation.email.models import Mailbox, Outgoing
from balie.foundation.live import nudge

ONE_TRIES = timedelta(minutes=2)
LEAVE_AT_ONCE = 100
WELL = {"sending_reason": "", "sending_since": None, "sending_again_at": None, "sending_failures": 0}


def may_try_server(outgoing: Outgoing) -> bool:
    """Whether it is time to try its server again, and nobody else does just now; always for a mail's last try."""
    rested = Mailbox.objects.filter(pk=outgoing.mailbox_id, sending_again_at__lte=Now())
    if rested.update(sending_again_at=Now() + ONE_TRIES):
        return True
    return Outgoing.objects.filter(pk=outgoing.pk, give_up_at__lte=Now()).exists()


@transaction.atomic
def note_server_down(mailbox: Mailbox, reason: str, *, spread: float, at: datetime) -> None:
    """No mail can be handed over, for `reason`; the next try waits longer each time, a quarter of an hour at most."""
    box = Mailbox.objects.select_for_update(of=("self",)).get(pk=mailbox.pk)
    box.sending_failures += 1
    box.sending_reason, box.sending_since = reason[:300], box.sending_since or at
    box.sending_again_at = at + connecting_delay(box.sending_failures, spread=spread)
    box.save(update_fields=list(WELL))
    nudge("mail")


@transaction.atomic
def note_server_up(mailbox: Mailbox) -> None:
    """Mail can be handed over again: what waited for that is due."""
    box = Mailbox.objects.select_for_update(of=("self",)).get(pk=mailbox.pk)
    if box.sending_since is None:
        return
    hurry_waiting(box)
    Mailbox.objects.filter(pk=box.pk).update(**WELL)
    nudge("mail")


def hurry_waiting(mailbox: Mailbox) -> None:
    """The first hundred leave now, the sweep takes the rest within half a minute. In the caller's transaction, which holds the mailbox."""
    waiting = Outgoing.objects.filter(mailbox=mailbox, state=Outgoing.State.QUEUED, last_error=mailbox.sending_reason).exclude(
        last_error=""
    )
    ids = list(waiting.order_by("next_at").values_list("pk", flat=True)[:LEAVE_AT_ONCE])
    waiting.update(next_at=Now())
    for pk in ids:
        defer_sending(pk)
