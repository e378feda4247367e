"""What opens and runs: published versions. A version never changes, so its graph is read once a process."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from balie.foundation.errors import NotFound
from balie.operations.scripts.documents import read_data
from balie.operations.scripts.models import Opening, Version
from balie.operations.scripts.queries.situation import Situation
from balie.operations.scripts.rules.document import Document
from balie.operations.scripts.rules.graph import Graph, graph_of
from balie.operations.scripts.rules.opening import Asked, opens


@lru_cache(maxsize=128)
def graph_in(version_id: int) -> Graph:
    """The graph of a version that was published, with the scripts it runs through as they were then; from memory after the first time."""
    version = Version.objects.get(pk=version_id)
    return graph_of(read_data(version.content), joined_of(version))


def joined_of(version: Version) -> dict[str, Document]:
    return {key: read_data(content) for key, content in version.joined.items()}


def offered() -> list[Version]:
    """What may be opened by hand, by name as read."""
    found = Version.objects.filter(state=Version.State.PUBLISHED, script__is_retired=False).select_related("script")
    return sorted(found.defer("content", "joined"), key=lambda each: str(each.script.name).casefold())


def find_published(version_id: int) -> Version | None:
    return Version.objects.filter(pk=version_id, state=Version.State.PUBLISHED).select_related("script").first() if version_id else None


def offered_version(key: str) -> Version:
    """The version of the script that may be opened now. Raises `NotFound`."""
    found = (
        Version.objects.filter(script__key=key, state=Version.State.PUBLISHED, script__is_retired=False).select_related("script").first()
    )
    if found is None:
        raise NotFound()
    return found


def opening_for(situation: Situation, among: Iterable[Version]) -> Version | None:
    """Of what may be opened, what opens by itself for the contact; None is fine too."""
    rows = Opening.objects.filter(script__is_retired=False, script__versions__state=Version.State.PUBLISHED)
    asked = [(_asked(row), row.script_id) for row in rows.select_related("purpose", "brand")]
    script_id = opens(asked, _known(situation)) if asked else None
    return next((version for version in among if version.script_id == script_id), None)


def _known(situation: Situation) -> Asked:
    contact = situation.contact
    return Asked(
        number=situation.number,
        queue=situation.queue,
        purpose=situation.purpose,
        brand=contact.brand.key if contact.brand else "",
        direction=contact.direction,
        channel=contact.channel,
        language=contact.language,
    )


def _asked(row: Opening) -> Asked:
    return Asked(
        number=row.number,
        queue=row.queue,
        purpose=row.purpose.key if row.purpose else "",
        brand=row.brand.key if row.brand else "",
        direction=row.direction,
        channel=row.channel,
        language=row.language,
    )
