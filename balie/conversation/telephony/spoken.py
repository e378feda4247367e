"""What callers hear under a name: what the organisation recorded, else what comes with Balie."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from balie.conversation.telephony import prompts
from balie.conversation.telephony.models import Prompt

MUSIC = "music"


def spoken(name: str, language: str) -> Path:
    return spoken_all([name], language)[0]


def spoken_all(names: Sequence[str], language: str) -> list[Path]:
    """The WAV files in this order, by one query."""
    kept = dict(Prompt.objects.filter(name__in=names, language=language).values_list("name", "sha256"))
    return [file_of(kept[name]) if name in kept else prompts.sound(name, language) for name in names]


def file_of(sha256: str) -> Path:
    """Where a sound of the organisation lies: among the stored files, so that a backup takes it along."""
    return Path(settings.BALIE_FILES_ROOT) / "prompts" / f"{sha256}.wav"
