"""The installation's own secrets, made once, kept under BALIE_HOME with mode 0600."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Secrets:
    """`signing`: sessions and links; `fields`: encrypted columns (32 bytes, hex); `mail`: reply tokens; `telephony`: the engine's at the media process."""

    signing: str
    fields: str
    mail: str
    telephony: str


def read_secrets(home: Path) -> Secrets:
    folder = home / "secrets"
    return Secrets(
        signing=_read_or_make(folder / "signing.key"),
        fields=_read_or_make(folder / "fields.key"),
        mail=_read_or_make(folder / "mail.key"),
        telephony=_read_or_make(folder / "telephony.key"),
    )


def _read_or_make(path: Path) -> str:
    """The file's content; whoever creates it first wins, so two processes starting at once agree."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}")
    if not path.exists():
        fresh.write_text(secrets.token_hex(32))
        fresh.chmod(0o600)
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()
