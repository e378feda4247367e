"""What a mail holds besides its words – an invitation, a protection, messages within it – as it is kept with the mail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from balie.conversation.email.parsing import Address, Attachment, NestedMail, ParsedMail
from balie.foundation.files.models import File

MOST_ADDRESSES = 20
# Each page of the ticket reads it; the rest is in the file.
MOST_TEXT = 20_000
type Kept = Sequence[tuple[Attachment, File]]


def contents_of(mail: ParsedMail, kept: Kept, within: Sequence[Kept]) -> dict[str, Any]:
    """As plain values; what a mail does not hold is left out. `kept` are its files, `within` those of each message within it."""
    nested = [_nested(each, kept, files) for each, files in zip(mail.nested, within, strict=True)]
    said = {"protection": mail.protection, "invitation": asdict(mail.invitation) if mail.invitation else None, "nested": nested}
    return {name: value for name, value in said.items() if value}


def _nested(mail: NestedMail, kept: Kept, files: Kept) -> dict[str, Any]:
    return {
        "file": next((str(file.pk) for part, file in kept if part.sha256 == mail.sha256), ""),
        "subject": mail.subject[:300],
        "from": _people(mail.senders),
        "to": _people(mail.to),
        "date": mail.date.isoformat() if mail.date else "",
        "text": mail.text[:MOST_TEXT] + "…" if len(mail.text) > MOST_TEXT else mail.text,
        "files": [str(file.pk) for _part, file in files],
    }


def _people(addresses: Iterable[Address]) -> list[str]:
    """As a person reads them: a name, or the address without one, both where they differ."""
    return [_person(each)[:300] for each in list(addresses)[:MOST_ADDRESSES]]


def _person(said: Address) -> str:
    if not said.address or not said.name or said.name == said.address:
        return said.address or said.name
    return f"{said.name} <{said.address}>"
