"""Storing files; the only writer of their rows."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from http import HTTPStatus
from io import BytesIO
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.foundation.errors import Refusal
from balie.foundation.files import store
from balie.foundation.files.models import File
from balie.foundation.files.rules import SNIFF_BYTES, safe_name, sniffed_type
from balie.foundation.statements.rows import insert_row

MEGABYTE = 1024 * 1024


class FileTooLarge(Refusal):
    """More than the installation takes in one file; `limit` in MB."""

    code = "file_too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    sentence = _("“{name}” is larger than {limit} MB and was not stored. What you typed is kept.")
    field = "file"


class FileEmpty(Refusal):
    """A file without content is most often a failed copy."""

    code = "file_empty"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("“{name}” is empty and was not stored. Choose the file again.")
    field = "file"


def store_file(
    content: bytes | IO[bytes],
    *,
    name: str,
    content_type: str = "",
    by: Any | None,
    at: datetime,
    draft_key: str = "",
    limit: int | None = None,
    allow_empty: bool = False,
) -> File:
    """Keep `content`: synced on disk before its row exists, so a row never names what is not there.

    `by` is the owner, None for what a machine brought. `limit` in bytes replaces BALIE_MAX_UPLOAD_BYTES.
    Raises `FileTooLarge`, `FileEmpty`.
    """
    shown, most = safe_name(name), settings.BALIE_MAX_UPLOAD_BYTES if limit is None else limit
    source = BytesIO(content) if isinstance(content, bytes) else content
    try:
        stored = store.put(source, limit=most, head_bytes=SNIFF_BYTES)
    except store.OverLimit:
        raise FileTooLarge(name=shown, limit=most // MEGABYTE) from None
    if stored.size == 0 and not allow_empty:
        raise FileEmpty(name=shown)
    return insert_row(
        File(
            sha256=stored.sha256,
            size=stored.size,
            name=shown,
            content_type=sniffed_type(stored.head),
            claimed_type=content_type[:200],
            created_at=at,
            owner=by,
            draft_key=draft_key[:80],
        )
    )


def return_to_draft(files: Iterable[File], draft_key: str, *, by: Any) -> None:
    """Lay the files in `by`'s draft again, because the record that held them is going."""
    File.objects.filter(pk__in=[file.pk for file in files]).update(draft_key=draft_key[:80], owner=by)


def keep_drafts(ids: Iterable[uuid.UUID | str], *, by: Any) -> list[File]:
    """Take `by`'s own drafts out of their draft, because a record holds them now; others' ids are left out."""
    wanted = list(ids)
    return _kept(wanted, by) if wanted else []


@transaction.atomic
def _kept(ids: list[uuid.UUID | str], by: Any) -> list[File]:
    found = list(File.objects.select_for_update().filter(pk__in=ids, owner=by).exclude(draft_key="").order_by("created_at"))
    for file in found:
        file.draft_key = ""
    File.objects.bulk_update(found, ["draft_key"])
    return found
