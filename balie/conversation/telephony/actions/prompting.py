"""What callers hear, in the organisation's own voice."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.conversation.telephony.models import Prompt
from balie.conversation.telephony.policies import SETTINGS
from balie.conversation.telephony.spoken import file_of
from balie.foundation.errors import Invalid

MOST_BYTES = 24_000_000
WHY = {
    "format": _("This is no WAV file of plain sound (PCM) with one or two channels."),
    "rate": _("Record it with 8,000 to 48,000 samples a second."),
    "length": _("It may last from a tenth of a second to two minutes."),
    "silent": _("Nothing can be heard in it."),
    "size": _("The file is too large: two minutes are 24 MB at most."),
}


@transaction.atomic
def save_prompt(name: str, language: str, content: bytes, *, by: User | None, at: datetime) -> Prompt:
    """From now on callers hear this WAV file under the name, converted to what is played. Raises `Invalid`."""
    ensure_may(by, SETTINGS)
    from balie.conversation.telephony import waves  # numpy only where it is needed

    if len(content) > MOST_BYTES:
        raise Invalid(field="sound", reason=WHY["size"])
    try:
        heard, duration_ms = waves.converted(content)
    except waves.Unusable as unusable:
        raise Invalid(field="sound", reason=WHY[unusable.why]) from unusable
    sha256 = hashlib.sha256(heard).hexdigest()
    _keep(file_of(sha256), heard)
    fields = {"sha256": sha256, "duration_ms": duration_ms, "saved_at": at, "saved_by": by}
    prompt, _made = Prompt.objects.update_or_create(name=name, language=language, defaults=fields)
    record("telephony.prompt_saved", prompt, by=by, at=at, data={"name": name, "language": language})
    return prompt


@transaction.atomic
def drop_prompt(name: str, language: str, *, by: User | None, at: datetime) -> None:
    """Callers hear again what comes with Balie. Its file stays: somebody may be hearing it."""
    ensure_may(by, SETTINGS)
    for prompt in Prompt.objects.filter(name=name, language=language):
        record("telephony.prompt_dropped", prompt, by=by, at=at, data={"name": name, "language": language})
        prompt.delete()


def _keep(path: Path, content: bytes) -> None:
    """Whole or not at all: the media process may read it at any moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = path.with_suffix(".part")
    whole.write_bytes(content)
    whole.replace(path)
