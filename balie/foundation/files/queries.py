"""Reading files: always for a viewer, always the bytes that were stored."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, BinaryIO

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from balie.foundation.errors import Refusal
from balie.foundation.files import store
from balie.foundation.files.extensions import ATTACHABLE, OPENERS, About, Attachable
from balie.foundation.files.models import File


class FileDamaged(Refusal):
    """The bytes on disk are gone or not those that were stored: better none than wrong ones."""

    code = "file_damaged"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    sentence = _("“{name}” is damaged or missing on the server. Your administrator can restore it from the backup.")


class NotAttachable(Refusal):
    """A file that does not belong to what the mail is about, or that its writer may not see: both are told alike."""

    code = "not_attachable"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("One of the files is gone or not yours to send. Take it out and attach it again; what you typed is kept.")
    field_name = "files"


def open_file(file: File) -> BinaryIO:
    """The content, read from its start, after its hash was checked; the caller closes it. Raises `FileDamaged`."""
    try:
        source = store.path_of(file.sha256).open("rb")
    except FileNotFoundError:
        raise FileDamaged(name=file.name) from None
    digest = hashlib.sha256()
    for block in store.blocks(source):
        digest.update(block)
    if digest.hexdigest() != file.sha256:
        source.close()
        raise FileDamaged(name=file.name)
    source.seek(0)
    return source


def read_file(file: File) -> bytes:
    """The whole content. Raises `FileDamaged`."""
    with open_file(file) as source:
        return source.read()


def may_open(user: Any, file: File) -> bool:
    """Whether `user` may open `file`: their own draft, or a record they may read holds it."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return False
    if file.draft_key and file.owner_id is not None and file.owner_id == user.pk:
        return True
    return any(may(user, file) for may in OPENERS.fillings())


def find_for(user: Any, pk: uuid.UUID | str) -> File | None:
    """The file, or None when there is none or `user` may not open it: both look the same."""
    file = File.objects.filter(pk=pk).first()
    return file if file is not None and may_open(user, file) else None


def attachables_for(user: Any, about: About) -> list[Attachable]:
    """What can go along with a mail of the user's about the record, each file once, under the first that offers it."""
    found: dict[uuid.UUID, Attachable] = {}
    for offer in ATTACHABLE.fillings():
        for each in offer(user, about):
            found.setdefault(each.file_id, each)
    return list(found.values())


def attachable_files(user: Any, about: About, ids: Iterable[uuid.UUID]) -> list[File]:
    """The files with these ids, in their order. Raises `NotAttachable` when one is not among `attachables_for`."""
    wanted = list(dict.fromkeys(ids))
    offered = {each.file_id for each in attachables_for(user, about)} if wanted else set()
    if not offered.issuperset(wanted):
        raise NotAttachable()
    files = File.objects.in_bulk(wanted)
    return [files[pk] for pk in wanted]


def drafts_of(user: Any, *, draft_key: str = "", ids: Iterable[uuid.UUID | str] | None = None) -> QuerySet[File]:
    """The user's own files that no record holds yet, of one draft or by id, oldest first."""
    found = File.objects.filter(owner=user).exclude(draft_key="")
    if draft_key:
        found = found.filter(draft_key=draft_key)
    if ids is not None:
        found = found.filter(pk__in=list(ids))
    return found.order_by("created_at", "pk")
