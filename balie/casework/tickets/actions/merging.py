"""Two tickets become one, and can be taken apart again: what went along is kept row by row, so that it all goes back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.casework.tickets.actions.holding import RESTORABLE, Changed, columns, ensure_open, ensure_whole, held, keep, put_column
from balie.casework.tickets.actions.opening import hear
from balie.casework.tickets.actions.promises import KIND
from balie.casework.tickets.actions.refiling import heard_last, hold_in_order, waiting_since
from balie.casework.tickets.events import TicketStateChanged
from balie.casework.tickets.indexing import index_ticket
from balie.casework.tickets.models import (
    Change,
    Merge,
    SideThread,
    Ticket,
    TicketContact,
    TicketFile,
    TicketLink,
    TicketNote,
    TicketThread,
    Watcher,
)
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.sharing import SHARED, share_contact, unshare_contact
from balie.conversation.promises.actions import pass_on
from balie.foundation.errors import Invalid, NotFound
from balie.foundation.events import announce

# Whose rows go along; a ticket keeps its own history and links.
ALONG: tuple[type[models.Model], ...] = (TicketContact, TicketThread, SideThread, TicketNote, TicketFile)
PROMISED = "Promise"
SURVIVOR = ("answer_due_since", "level", "first_answer_at", "told_at", "heard_at")
_CLOSES = ("state", "state_reason", "wake_at", "solved_at", "closed_at", "answer_due_since")


@transaction.atomic
def merge_tickets(number: int, *, into: int, by: User, at: datetime) -> Ticket:
    """Let ticket `number` go up in the open ticket `into`, which it gives; mail to come follows.

    Raises `NotFound`, `MergedAway`, `AlreadyClosed` for a closed survivor, and `Invalid` on `into` for itself or for another customer's.
    """
    if number == into:
        raise Invalid(field="into", reason=_("A ticket cannot be merged into itself."))
    hold_in_order(number, into)
    merged, survivor = (held(each, by=by, verb="tickets.merge") for each in (number, into))
    for each in (survivor, merged):
        ensure_whole(each)
    ensure_open(survivor)
    if merged.customer_id and survivor.customer_id and merged.customer_id != survivor.customer_id:
        raise Invalid(field="into", reason=_("These are tickets of two customers: link them, or merge the customers' files first."))
    merge = Merge(survivor=survivor, merged=merged, at=at, by=by, was=columns(merged, RESTORABLE), before=columns(survivor, SURVIVOR))
    merge.moved = {model.__name__: _move(model, merged, survivor) for model in ALONG}
    merge.moved[PROMISED] = pass_on(KIND, merged.pk, to_id=survivor.pk, to_number=survivor.number)
    merge.shared = _share(merge.moved[TicketContact.__name__], survivor, at=at)
    merge.added = _join(merged, survivor)
    merge.after = columns(survivor, SURVIVOR)
    merge.save()
    TicketLink.objects.create(ticket=merged, to=survivor, kind=TicketLink.Kind.MERGED)
    _close(merged, survivor, by=by, at=at)
    fields = [*SURVIVOR, "participant_ids", "also_team_ids"]
    keep(survivor, "merged", Changed("took_in", new=merged.number), by=by, at=at, fields=fields)
    index_ticket(survivor)
    return survivor


@transaction.atomic
def take_apart(number: int, *, by: User, at: datetime) -> Ticket:
    """Let ticket `number`, which went up in another, be as it was, with all that went along; gives it.

    What came to the survivor since stays there, but for mail in a thread that goes back: who wrote it waits at the ticket that it goes to.
    Raises `NotFound` when it is not merged.
    """
    merge = Merge.objects.filter(merged__number=number, undone_at=None).select_related("survivor").first()
    if merge is None:
        raise NotFound()
    hold_in_order(number, merge.survivor.number)
    merged, survivor = (held(each, by=by, verb="tickets.merge") for each in (number, merge.survivor.number))
    if not Merge.objects.filter(pk=merge.pk, undone_at=None).exists():
        raise NotFound()
    ensure_whole(survivor)
    for model in ALONG:
        _put_back(model, merge.moved.get(model.__name__, []), survivor, merged)
    pass_on(KIND, survivor.pk, to_id=merged.pk, to_number=merged.number, only=merge.moved.get(PROMISED, []))
    has_later = _follow_threads(survivor, merged)
    for contact_id, kept in merge.shared.items():
        unshare_contact(int(contact_id), kept["before"], unless=kept["after"], at=at)
    _leave(merge, survivor, merged)
    if has_later and survivor.is_open:
        survivor.answer_due_since, survivor.heard_at = waiting_since(survivor), heard_last(survivor)
    TicketLink.objects.filter(ticket=merged, to=survivor, kind=TicketLink.Kind.MERGED).delete()
    old = merged.state
    for name in RESTORABLE:
        put_column(merged, name, merge.was[name])
    merge.undone_at = at
    merge.save(update_fields=["undone_at"])
    keep(
        merged,
        "unmerged",
        Changed("merged_into", old=survivor.number),
        *([Changed("state", old, merged.state)] if old != merged.state else []),
        by=by,
        at=at,
        fields=[name.removesuffix("_id") for name in RESTORABLE],
    )
    keep(survivor, "unmerged", Changed("took_in", old=merged.number), by=by, at=at, fields=[*SURVIVOR, "participant_ids", "also_team_ids"])
    for each in (merged, survivor):
        index_ticket(each)
    if old != merged.state:
        announce(TicketStateChanged(ticket_id=merged.pk, old=old, new=merged.state, at=at))
    if has_later and (since := waiting_since(merged)):
        merged.heard_at = heard_last(merged)
        hear(merged, since=since, at=at)
    return merged


def _move(model: type[models.Model], merged: Ticket, survivor: Ticket) -> list[int]:
    """The ids of the rows that went; a contact that both have stays where it is."""
    rows = model._default_manager.filter(ticket=merged)
    if model is TicketContact:
        rows = rows.exclude(contact__in=TicketContact.objects.filter(ticket=survivor).values("contact"))
    moved = sorted(rows.values_list("pk", flat=True))
    model._default_manager.filter(pk__in=moved).update(ticket=survivor)
    return moved


def _put_back(model: type[models.Model], ids: Iterable[int], survivor: Ticket, merged: Ticket) -> None:
    """Those that still stand in the survivor: what was moved on since stays there."""
    rows = model._default_manager.filter(pk__in=list(ids), ticket=survivor)
    if model is TicketContact:
        rows = rows.exclude(contact__in=TicketContact.objects.filter(ticket=merged).values("contact"))
    rows.update(ticket=merged)


def _follow_threads(survivor: Ticket, merged: Ticket) -> bool:
    """Contacts that came by a thread that went back go with it; whether there are any."""
    later = TicketContact.objects.filter(ticket=survivor, question=None, contact__messages__email__thread__ticket_thread__ticket=merged)
    others = later.filter(contact__messages__email__thread__ticket_thread__ticket=survivor).values("pk")
    there = TicketContact.objects.filter(ticket=merged).values("contact")
    gone = later.exclude(pk__in=others).exclude(contact__in=there).values("pk")
    return TicketContact.objects.filter(pk__in=gone).update(ticket=merged) > 0


def _join(merged: Ticket, survivor: Ticket) -> dict[str, list[int]]:
    """Who took part in the one takes part in the other; what was added."""
    known = set(Watcher.objects.filter(ticket=survivor).values_list("user", flat=True))
    watchers = [each for each in Watcher.objects.filter(ticket=merged) if each.user_id not in known]
    Watcher.objects.bulk_create(Watcher(ticket=survivor, user_id=each.user_id, since=each.since) for each in watchers)
    teams = [each for each in (merged.team_id, *merged.also_team_ids) if each and each not in {survivor.team_id, *survivor.also_team_ids}]
    teams = list(dict.fromkeys(teams))
    participants = [each for each in merged.participant_ids if each not in survivor.participant_ids]
    survivor.also_team_ids = [*survivor.also_team_ids, *teams]
    survivor.participant_ids = [*survivor.participant_ids, *participants]
    survivor.level = max(survivor.level, merged.level)
    waits = [each for each in (survivor.answer_due_since, merged.answer_due_since) if each]
    survivor.answer_due_since = min(waits, default=None)
    for name, chosen in (("first_answer_at", min), ("told_at", max), ("heard_at", max)):
        moments = [each for each in (getattr(survivor, name), getattr(merged, name)) if each]
        setattr(survivor, name, chosen(moments, default=None))
    return {"watchers": [each.user_id for each in watchers], "participants": participants, "teams": teams}


def _share(moved: list[int], survivor: Ticket, *, at: datetime) -> dict[int, dict[str, Any]]:
    """What came along is seen by who sees the survivor; contact → who saw it before and after."""
    teams = [each for each in (survivor.team_id, *survivor.also_team_ids) if each]
    found = {}
    for contact in Contact.objects.filter(ticket_contacts__in=moved):
        before = columns(contact, SHARED)
        after = columns(share_contact(contact.pk, teams, level=survivor.level, at=at), SHARED)
        if after != before:
            found[contact.pk] = {"before": before, "after": after}
    return found


def _leave(merge: Merge, survivor: Ticket, merged: Ticket) -> None:
    """Take back what the survivor got, where nobody changed it since, nor another that is merged into it needs it."""
    others = [each.merged for each in Merge.objects.filter(survivor=survivor, undone_at=None).exclude(pk=merge.pk).select_related("merged")]
    since = Change.objects.filter(ticket=survivor, at__gt=merge.at)
    needed = {survivor.owner_id, *since.values_list("by", flat=True), *(pk for each in others for pk in each.participant_ids)}
    watch = set(Watcher.objects.filter(ticket__in=others).values_list("user", flat=True))
    teams = {pk for each in others for pk in (each.team_id, *each.also_team_ids)}
    Watcher.objects.filter(ticket=survivor, user__in=set(merge.added["watchers"]) - watch).delete()
    gone = set(merge.added["participants"]) - needed
    survivor.participant_ids = [each for each in survivor.participant_ids if each not in gone]
    survivor.also_team_ids = [each for each in survivor.also_team_ids if each in teams or each not in merge.added["teams"]]
    now = columns(survivor, SURVIVOR)
    for name, left in merge.after.items():
        if now[name] == left:
            put_column(survivor, name, merge.before[name])
    moved = survivor.team if survivor.team and since.filter(field="team").exists() else None
    survivor.level = max(survivor.level, moved.default_level if moved else 0, *(each.level for each in others))


def _close(merged: Ticket, survivor: Ticket, *, by: User, at: datetime) -> None:
    old = merged.state
    merged.state, merged.closed_at, merged.solved_at = Ticket.State.CLOSED, at, merged.solved_at or at
    merged.answer_due_since = merged.wake_at = merged.state_reason = None
    changes = [Changed("merged_into", new=survivor.number)] + ([Changed("state", old, merged.state)] if old != merged.state else [])
    keep(merged, "merged", *changes, by=by, at=at, fields=_CLOSES)
    index_ticket(merged)
    if old != merged.state:
        announce(TicketStateChanged(ticket_id=merged.pk, old=old, new=merged.state, at=at))
