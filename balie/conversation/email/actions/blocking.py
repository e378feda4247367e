"""Senders whose mail goes to quarantine."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.conversation.email import queries
from balie.conversation.email.blocking import is_ours, is_too_wide, read_pattern
from balie.conversation.email.models import BlockedSender, RawMail
from balie.conversation.email.why import Why, why
from balie.foundation.errors import Invalid
from balie.foundation.text.normalise import one_line

BLOCK, MANAGE = "email.block_sender", "email.manage_blocks"


@transaction.atomic
def block_sender(typed: str, *, reason: str = "", by: User, at: datetime) -> BlockedSender:
    """Put what comes from this address, or from `@domain` and below, in quarantine from now on; twice is once.

    Raises `Invalid` for what is no address, for our own, and for a domain that whole towns write from.
    """
    ensure_may(by, BLOCK)
    pattern = read_pattern(typed)
    if pattern is None:
        raise Invalid(field="pattern", reason=_("Write an address (an@shop.example) or a domain (@shop.example)."))
    if is_too_wide(pattern):
        raise Invalid(field="pattern", reason=_("Too many people write from {domain}. Block the address alone.").format(domain=pattern))
    if is_ours(pattern, own=queries.own_addresses()):
        raise Invalid(field="pattern", reason=_("That is an address of ours."))
    blocked, is_new = BlockedSender.objects.get_or_create(pattern=pattern, defaults={"why": one_line(reason)[:300], "by": by, "at": at})
    if is_new:
        record("email.sender_blocked", blocked, by=by, at=at)
    return blocked


@transaction.atomic
def unblock_sender(blocked: BlockedSender, *, by: User, at: datetime) -> None:
    """Let the sender write again; what waits in quarantine stays there until somebody files it."""
    ensure_may(by, MANAGE)
    record("email.sender_unblocked", blocked, by=by, at=at)
    blocked.delete()


def note_hit(blocked_id: int, *, at: datetime) -> Why:
    """Count a mail of a blocked sender; why it is put aside."""
    BlockedSender.objects.filter(pk=blocked_id).update(hits=F("hits") + 1, last_hit_at=at)
    blocked = BlockedSender.objects.select_related("by").get(pk=blocked_id)
    return why(RawMail.Reason.BLOCKED, who=blocked.by.name, pattern=blocked.pattern)
