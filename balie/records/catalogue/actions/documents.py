"""The documents of a contract."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid, NotFound
from balie.foundation.files.models import File
from balie.foundation.live import nudge
from balie.records.catalogue.models import Contract, ContractFile
from balie.records.catalogue.policies import CHANGE


@transaction.atomic
def attach_documents(contract: Contract, files: Sequence[File], *, by: User | None, at: datetime) -> None:
    """Lay files in the contract. Raises `Invalid` on files when there are none."""
    ensure_may(by, CHANGE, contract)
    if not files:
        raise Invalid(field="files", reason=_("Choose a file first."))
    rows = ContractFile.objects.bulk_create(ContractFile(contract=contract, file=file, at=at, by=by) for file in files)
    record("catalogue.document_added", contract, by=by, at=at, data={"document_ids": [row.pk for row in rows]})
    nudge(f"contract:{contract.number}")


@transaction.atomic
def remove_document(contract: Contract, file_id: uuid.UUID, *, by: User | None, at: datetime) -> None:
    """Take a file out of the contract. Raises `NotFound`."""
    ensure_may(by, CHANGE, contract)
    row = ContractFile.objects.select_for_update().filter(contract=contract, file=file_id).first()
    if row is None:
        raise NotFound()
    record("catalogue.document_removed", contract, by=by, at=at, data={"document_ids": [row.pk]})
    row.delete()
    nudge(f"contract:{contract.number}")
