"""What the page of a ticket or contact shows of a mail besides its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.permissions.levels import ALL_TEAMS
from balie.access.permissions.masking import Mask
from balie.conversation.contacts.extensions import MessageExtras, MessageKeeper
from balie.conversation.email.invited import Invited, invited
from balie.conversation.email.models import Email

ABOVE, BELOW = "email/extras_above.html", "email/extras_below.html"
_CLOSED = _("It can only be read with the recipient’s key. Download the mail and open it in a program that has the key.")
_SIGNED = _("The mail says that it is signed. Balie did not check the signature.")
_NOT_YOURS = _("What is in it cannot be read here, and the mail itself is not open to you. Ask a colleague who may see mails that came in.")
# What it is called, what to know about it, and whether the mail itself is what one needs.
_PROTECTIONS: Mapping[str, tuple[str | Promise, str | Promise, bool]] = {
    "smime_signed": (_("Signed (S/MIME)"), _SIGNED, False),
    "pgp_signed": (_("Signed (PGP)"), _SIGNED, False),
    "smime_closed": (
        _("Signed (S/MIME)"),
        _("What is in it could not be unpacked. Download the mail and open it in a mail program."),
        True,
    ),
    "smime_encrypted": (_("Encrypted (S/MIME)"), _CLOSED, True),
    "pgp_encrypted": (_("Encrypted (PGP)"), _CLOSED, True),
}


@dataclass(frozen=True)
class Protection:
    """`is_closed`: the text cannot be read here. `raw` is the file to download then, for who may open it; empty otherwise."""

    name: str | Promise
    said: str | Promise
    is_closed: bool
    raw: str


@dataclass(frozen=True)
class Nested:
    """A message within the mail; its `file` and its own `files` by id."""

    sender: str
    to: str
    at: datetime | None
    subject: str
    text: str
    file: str
    files: frozenset[str]


@dataclass(frozen=True)
class Marked:
    """What a colleague called the mail, and who."""

    name: str | Promise
    by: str
    is_phishing: bool


@dataclass(frozen=True)
class Said:
    invitation: Invited | None
    protection: Protection | None
    nested: Sequence[Nested]
    marked: Marked | None


def kept_with() -> QuerySet[Email, Any]:
    """Of mails that are more than words."""
    line = JSONObject(
        contents="contents", raw="raw__file_id", team="raw__mailbox__team_id", level="raw__mailbox__team__default_level",
        mark="mark", marked_by="marked_by__name",
    )  # fmt: skip
    return Email.objects.filter(message=OuterRef("pk")).exclude(contents={}, mark="").values(line=line)


def extras_of(viewer: User, mask: Mask, kept: Mapping[str, Any]) -> MessageExtras:
    """What the viewer is shown of the mail of which `kept_with` gave this."""
    held: dict[str, Any] = kept["contents"]
    nested = [_nested(each, mask) for each in held.get("nested", ())]
    said = Said(
        invitation=invited(_masked(held["invitation"], mask)) if "invitation" in held else None,
        protection=_protection(held["protection"], kept["raw"], is_open=_is_raw_open_to(viewer, kept)) if "protection" in held else None,
        nested=nested,
        marked=_marked(kept["mark"], kept["marked_by"]) if kept["mark"] else None,
    )
    return MessageExtras(ABOVE, BELOW, said, frozenset[str]().union(*({each.file} | each.files for each in nested)))


KEEPER = MessageKeeper(kept_with, extras_of)


def _is_raw_open_to(viewer: User, kept: Mapping[str, Any]) -> bool:
    """`RawMail.objects.visible_to` of the one mail, without a query for each."""
    if not viewer.has("email.view_quarantine"):
        return False
    return viewer.has(ALL_TEAMS) or kept["team"] is None or kept["level"] == 0 or kept["team"] in viewer.team_ids


def _marked(mark: str, by: str | None) -> Marked:
    return Marked(Email.Mark(mark).label, by or "", mark == Email.Mark.PHISHING)


def _masked(said: Mapping[str, str], mask: Mask) -> dict[str, str]:
    return {name: mask.text(value) if name in {"summary", "place", "organiser"} else value for name, value in said.items()}


def _protection(kind: str, raw: str | None, *, is_open: bool) -> Protection:
    name, said, is_closed = _PROTECTIONS[kind]
    if is_closed and raw and not is_open:
        return Protection(name, _NOT_YOURS, is_closed, raw="")
    return Protection(name, said, is_closed, raw=raw or "" if is_closed else "")


def _nested(said: Mapping[str, Any], mask: Mask) -> Nested:
    return Nested(
        sender=", ".join(mask(Email, "sender", each) for each in said["from"]),
        to=", ".join(mask(Email, "to", each) for each in said["to"]),
        at=_at(said["date"]),
        subject=mask.text(said["subject"]),
        text=mask.text(said["text"]),
        file=said["file"],
        files=frozenset(said["files"]),
    )


def _at(said: str) -> datetime | None:
    """A day that no zone can be applied to is left out."""
    try:
        return timezone.localtime(datetime.fromisoformat(said)) if said else None
    except (ValueError, OverflowError):
        return None
