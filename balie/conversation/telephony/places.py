"""Where the engine and the media process meet; known to who starts them, so without Django."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

LONGEST_SOCKET = 100  # a socket's path may take 107 bytes


def control_socket(home: Path) -> Path:
    """Under `home`, or a short one where that path is too long for a socket; its folder is the user's alone."""
    usual = home / "telephony" / "control"
    if len(os.fsencode(usual)) <= LONGEST_SOCKET:
        return usual
    return Path("/tmp") / f"balie-telephony-{os.geteuid()}-{hashlib.sha256(os.fsencode(home)).hexdigest()[:16]}" / "control"  # noqa: S108 - made with mode 0700 or refused


def token_file(home: Path) -> Path:
    return home / "secrets" / "telephony.key"
