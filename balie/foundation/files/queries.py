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
from balie.foundation.files.extensions import OPENERS
from balie.foundation.files.models import File


class FileDamaged(Refusal):
    """The bytes on disk are gone or not those that were stored: better none than wrong ones."""

    code = "file_damaged"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    sentence = _("“{name}” is damaged or missing on the server. Your administrator can restore it from the backup.")


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


def drafts_of(user: Any, *, draft_key: str = "", ids: Iterable[uuid.UUID | str] | None = None) -> QuerySet[File]:
    """The user's own files that no record holds yet, of one draft or by id, oldest first."""
    found = File.objects.filter(owner=user).exclude(draft_key="")
    if draft_key:
        found = found.filter(draft_key=draft_key)
    if ids is not None:
        found = found.filter(pk__in=list(ids))
    return found.order_by("created_at", "pk")
