"""Scripts among what was found: those that may be opened now, each once, in the reader's language where it was found in that too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from balie.access.accounts.models import User
from balie.conversation.contacts.models import Contact
from balie.foundation.text.labels import LANGUAGES
from balie.operations.scripts.models import Run, Version
from balie.operations.scripts.policies import FOLLOW

KIND = "script"


@dataclass(frozen=True)
class ScriptFound:
    """`id` is that of what the search found."""

    id: int
    key: str
    name: str


def entry_id(script_id: int, language: str) -> int:
    """A script stands in the index once for each language."""
    return script_id * len(LANGUAGES) + LANGUAGES.index(language)


def scripts_found(viewer: User, ids: Sequence[int], *, language: str, beside: Contact | None = None) -> list[ScriptFound]:
    """Nothing for who follows no scripts, and not the one that is followed in the contact `beside` already."""
    if not viewer.has(FOLLOW):
        return []
    chosen: dict[int, int] = {}
    for pk in sorted(ids, key=lambda each: (LANGUAGES[each % len(LANGUAGES)] != language, ids.index(each))):
        chosen.setdefault(pk // len(LANGUAGES), pk)
    rows = Version.objects.filter(script__in=chosen, state=Version.State.PUBLISHED, script__is_retired=False)
    if beside is not None:
        followed = Run.objects.filter(contact=beside, status__in=[Run.Status.GOING, Run.Status.PAUSED])
        rows = rows.exclude(script__in=followed.values("version__script"))
    return [
        ScriptFound(chosen[pk], key, name.in_language(LANGUAGES[chosen[pk] % len(LANGUAGES)]))
        for pk, key, name in rows.values_list("script_id", "script__key", "script__name")
    ]


def open_contact_of(viewer: User) -> int | None:
    """The number of the newest contact the viewer is in: there a script is followed."""
    rows = Contact.objects.filter(operator=viewer, finished_at=None).order_by("-started_at", "-pk")
    return rows.values_list("number", flat=True).first()
