"""Encrypted columns: AES-256-GCM with the installation's key; never searched, never indexed."""

from __future__ import annotations

import base64
import os
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

_NONCE_BYTES = 12


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that only this installation can read; in the database and in backups it is cipher text."""

    def get_prep_value(self, value: Any) -> Any:
        return encrypt(value) if value else ""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str:
        return decrypt(value) if value else ""


def encrypt(text: str) -> str:
    nonce = os.urandom(_NONCE_BYTES)
    return base64.b64encode(nonce + _cipher().encrypt(nonce, text.encode(), None)).decode()


def decrypt(stored: str) -> str:
    """Raises `cryptography.exceptions.InvalidTag` when the value or the key is not ours."""
    raw = base64.b64decode(stored)
    return _cipher().decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], None).decode()


@cache
def _cipher() -> AESGCM:
    return AESGCM(bytes.fromhex(settings.BALIE_FIELD_KEY))
