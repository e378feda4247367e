"""Connecting mailboxes, and what their watchers note of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.conversation.email import queries
from balie.conversation.email.actions.servers import WELL, hurry_waiting
from balie.conversation.email.models import Mailbox
from balie.conversation.email.parsing.addresses import trusted_address
from balie.foundation.errors import Invalid, Refusal
from balie.foundation.live import nudge

LEASE = timedelta(seconds=60)
SECRETS = ("password", "smtp_password", "client_secret")
SIGNED_IN_WITH = {"username", "sign_in", "client_id", "token_url", "scope"}
CONNECTION = {"address", "source", "host", "port", "security", "username", "password", "folder", "sign_in"}


class ConnectedAlready(Refusal):
    """The steps of connecting it are behind it."""

    code = "mailbox_connected_already"
    sentence = _("This mailbox is connected already. Change it on its own page, under Mailboxes.")


@dataclass(frozen=True)
class Lease:
    """The right to fetch a mailbox; `fence` is checked at each write."""

    mailbox_id: int
    owner: str
    fence: int


@transaction.atomic
def prepare_mailbox(mailbox: Mailbox | None, *, by: User, at: datetime, **fields: Any) -> Mailbox:
    """Keep what was told so far of a mailbox that is being connected; none of its mail is fetched yet. Raises `Invalid`, `ConnectedAlready`."""
    if mailbox:
        _ensure_connecting(mailbox)
    return save_mailbox(mailbox, by=by, at=at, **fields | {"is_active": False, "is_connecting": True})


@transaction.atomic
def begin_mailbox(mailbox: Mailbox, *, by: User, at: datetime, **fields: Any) -> Mailbox:
    """Put a mailbox that was being connected in use: from now on its mail is fetched. Raises `Invalid`, `ConnectedAlready`."""
    _ensure_connecting(mailbox)
    return save_mailbox(mailbox, by=by, at=at, **fields | {"is_active": True, "is_connecting": False})


@transaction.atomic
def discard_mailbox(mailbox: Mailbox, *, by: User, at: datetime) -> None:
    """Throw away a mailbox that is still being connected: none of its mail was ever fetched. Raises `ConnectedAlready`."""
    ensure_may(by, "email.manage_mailboxes")
    _ensure_connecting(mailbox)
    record("email.mailbox_discarded", mailbox, by=by, at=at)
    mailbox.delete()
    nudge("mail")


def _ensure_connecting(mailbox: Mailbox) -> None:
    if not Mailbox.objects.select_for_update(of=("self",)).get(pk=mailbox.pk).is_connecting:
        raise ConnectedAlready()


@transaction.atomic
def save_mailbox(mailbox: Mailbox | None, *, by: User, at: datetime, **fields: Any) -> Mailbox:
    """Connect a mailbox or change one; an empty password keeps the one that is there. Raises `Invalid`.

    Saved as it is, it goes on undisturbed, unless its server cannot be used: then that is tried again.
    """
    ensure_may(by, "email.manage_mailboxes")
    box = Mailbox.objects.select_for_update(of=("self",)).get(pk=mailbox.pk) if mailbox else Mailbox()
    given = {name: value for name, value in fields.items() if not (name in SECRETS and box.pk and not value)}
    given["address"] = _checked_address(str(given.get("address", box.address)), box)
    if "always_bcc" in given:
        given["always_bcc"] = _checked_copies(given["always_bcc"], own=given["address"])
    changed = [name for name, value in given.items() if getattr(box, name) != value]
    if box.pk and not changed and not box.sending_since:
        return box
    for name in changed:
        setattr(box, name, given[name])
    if CONNECTION & set(changed):
        box.state, box.state_reason, box.state_since = Mailbox.State.NEW, "", at
        box.uid_validity = box.last_uid = 0
    if SIGNED_IN_WITH & set(changed):  # a permission holds for one account and one application
        box.refresh_token, box.access_token, box.access_ends_at = "", "", None
    box.fence += 1  # whoever fetches it with the old settings stops
    box.lease_owner, box.leased_until = "", None
    if box.sending_since:  # the next mail tries the settings as they are now
        hurry_waiting(box)
    for name, value in WELL.items():
        setattr(box, name, value)
    box.save()
    record("email.mailbox_saved", box, by=by, at=at, data={"fields": list(changed)})
    nudge("mail")
    return box


@transaction.atomic
def keep_tokens(mailbox: Mailbox, *, access: str, refresh: str, ends_at: datetime) -> None:
    """What the sign-in service gave; an empty `refresh` keeps the one that is there. Nothing, when the settings changed meanwhile."""
    box = Mailbox.objects.select_for_update(of=("self",)).get(pk=mailbox.pk)
    if any(getattr(box, name) != getattr(mailbox, name) for name in SIGNED_IN_WITH):
        return
    box.access_token, box.access_ends_at, box.refresh_token = access, ends_at, refresh or box.refresh_token
    box.save(update_fields=["access_token", "access_ends_at", "refresh_token"])


@transaction.atomic
def note_signed_in(mailbox: Mailbox, *, by: User, at: datetime) -> None:
    """Somebody signed in for the mailbox: it is tried at once."""
    ensure_may(by, "email.manage_mailboxes")
    Mailbox.objects.filter(pk=mailbox.pk).update(
        state=Mailbox.State.NEW, state_reason="", state_since=at, lease_owner="", leased_until=None, fence=F("fence") + 1
    )
    record("email.mailbox_signed_in", mailbox, by=by, at=at)
    nudge("mail")


def _checked_address(address: str, box: Mailbox) -> str:
    bare = trusted_address(address.strip())
    if bare is None:
        raise Invalid(field="address", reason=_("“{address}” is not a mail address.").format(address=address))
    other = Mailbox.objects.filter(address__iexact=bare).exclude(pk=box.pk).first()
    if other and other.is_connecting:
        raise Invalid(
            field="address", reason=_("{address} is being connected already: go on with it under Mailboxes.").format(address=bare)
        )
    if other:
        raise Invalid(field="address", reason=_("{address} is connected already.").format(address=bare))
    return bare.casefold()


def _checked_copies(addresses: Iterable[str], *, own: str) -> list[str]:
    ours, checked = queries.own_addresses() | {own}, []
    for address in addresses:
        bare = trusted_address(address)
        if bare is None:
            raise Invalid(field="always_bcc", reason=_("“{address}” is not a mail address.").format(address=address))
        if bare.casefold() in ours or queries.is_reply_address(bare):
            raise Invalid(field="always_bcc", reason=_("{address} is a mailbox of ours: its copies would come back.").format(address=bare))
        checked.append(bare)
    return list(dict.fromkeys(checked))


@transaction.atomic
def take_lease(mailbox_id: int, *, owner: str) -> Lease | None:
    """The right to fetch the mailbox for a minute, by the database's clock; None while somebody else has it."""
    free = Q(leased_until=None) | Q(leased_until__lt=Now()) | Q(lease_owner=owner)
    taken = Mailbox.objects.filter(free, pk=mailbox_id, is_active=True).update(
        lease_owner=owner, leased_until=Now() + LEASE, fence=F("fence") + 1
    )
    if not taken:
        return None
    return Lease(mailbox_id, owner, Mailbox.objects.values_list("fence", flat=True).get(pk=mailbox_id))


def renew_lease(lease: Lease) -> bool:
    """Another minute; False when the lease was lost, and nothing may be written any more."""
    return bool(_held(lease).update(leased_until=Now() + LEASE))


def release_lease(lease: Lease) -> None:
    _held(lease).update(lease_owner="", leased_until=None)


def note_progress(lease: Lease, *, uid_validity: int, last_uid: int) -> bool:
    """Up to here everything is stored. False when the lease was lost."""
    return bool(_held(lease).update(uid_validity=uid_validity, last_uid=last_uid))


@transaction.atomic
def note_state(mailbox_id: int, state: str, reason: str = "", *, at: datetime) -> None:
    """How the mailbox does, in words; since when changes only with the state."""
    box = Mailbox.objects.select_for_update(of=("self",)).filter(pk=mailbox_id).first()
    if box is None or (box.state == state and box.state_reason == reason[:300]):
        return
    if box.state != state:
        box.state_since = at
    box.state, box.state_reason = state, reason[:300]
    box.save(update_fields=["state", "state_reason", "state_since"])
    nudge("mail")


def _held(lease: Lease) -> Any:
    return Mailbox.objects.filter(pk=lease.mailbox_id, lease_owner=lease.owner, fence=lease.fence, leased_until__gte=Now(), is_active=True)
