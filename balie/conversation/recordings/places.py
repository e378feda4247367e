"""Where recordings lie: among the stored files, so that a backup takes them along."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def file_of(name: str) -> Path:
    return Path(settings.BALIE_FILES_ROOT) / "recordings" / name[:2] / name
