"""What only an installation of its own can read: fields encrypted with its key, for tests that write past it into its database."""

from __future__ import annotations

import base64
import os
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


def sealed(text: str, *, home: Path) -> str:
    """`text` as `EncryptedTextField` of the installation at `home` keeps it."""
    key, nonce = bytes.fromhex((home / "secrets" / "fields.key").read_text().strip()), os.urandom(_NONCE_BYTES)
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, text.encode(), None)).decode()
