"""Which files of a ticket can go along with a mail about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.casework.tickets.queries.detail import TicketDetail, detail_for
from balie.conversation.contacts.queries import FileLine
from balie.foundation.errors import Refusal
from balie.foundation.files.extensions import About, Attachable
from balie.foundation.files.models import File
from balie.foundation.files.queries import attachable_files

KIND = "ticket"


def of_ticket(viewer: Any, about: About) -> list[Attachable]:
    """The files of the mails, then those laid in the ticket, then those only colleagues know: of notes and of third parties."""
    if about.kind != KIND:
        return []
    try:
        detail = detail_for(viewer, about.number)
    except Refusal:
        return []
    return list(_files_of(detail))


def chosen(ids: Iterable[UUID], number: int, *, language: str, by: User) -> list[File]:
    """The files of the ticket, and of whatever else offers some, that `by` sends along. Raises `NotAttachable`."""
    return attachable_files(by, About(KIND, number, language), ids)


def _files_of(detail: TicketDetail) -> Iterator[Attachable]:
    for direction, kind in (("in", _("From the customer")), ("out", _("Sent by us"))):
        yield from _lines(kind, (file for entry in detail.entries if entry.kind == direction for file in entry.files))
    yield from _lines(_("Laid in the ticket"), detail.files)
    yield from _lines(
        _("Internal notes"), (file for entry in detail.entries if entry.kind == "note" for file in entry.files), is_internal=True
    )
    asked = (file for side in detail.sides for message in side.messages for file in message.files)
    yield from _lines(_("From third parties"), asked, is_internal=True)


def _lines(kind: str | Promise, files: Iterable[FileLine], *, is_internal: bool = False) -> Iterator[Attachable]:
    for file in files:
        yield Attachable(UUID(str(file.id)), file.name, file.size, kind, is_internal)
