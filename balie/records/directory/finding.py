"""The directory among what one search finds: a document for each language, since words are read as their language reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.foundation.search.actions import Entry as Document
from balie.foundation.search.actions import forget, index_many
from balie.foundation.search.extensions import Result, SearchKind
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.statements.together import Asked
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.ui.addresses import url
from balie.records.directory.hours import openings_of
from balie.records.directory.models import Entry
from balie.records.directory.queries import KIND, ROOM
from balie.records.directory.rules import is_gone


def index_entry(entry: Entry) -> None:
    """In the languages it is told in, as it is now; the caller has saved what it takes."""
    for position, language in enumerate(LANGUAGES):
        if not _is_told(entry, language):
            forget(KIND, entry.pk * ROOM + position)
    index_many(_documents(entry))


def load(viewer: User, ids: Sequence[int]) -> list[Result]:
    """The hits the viewer may see, an entry once: by the reader's language where it was found in that too, else by the best."""
    chosen = _chosen(ids)
    rows: list[Entry] = _FOUND.records(viewer, ids=list(chosen))
    openings, today = openings_of(rows, at=timezone.now()), timezone.localdate()
    return [
        Result(
            object_id=chosen[row.pk],
            title=str(row.name),
            url=url("directory:entry", row.pk),
            detail=" · ".join(
                filter(None, [str(_("there no more")) if is_gone(row.last_on, today) else openings[row.pk].words, str(row.takes)])
            ),
            at=row.changed_at,
        )
        for row in rows
    ]


def asked(viewer: User, ids: Sequence[int]) -> Asked:
    """What `load` will ask."""
    return _FOUND.asked(viewer, ids=list(_chosen(ids)))


def _chosen(ids: Sequence[int]) -> dict[int, int]:
    """Entry → the document it is shown for."""
    own = LANGUAGES.index((get_language() or LANGUAGES[0])[:2])
    chosen: dict[int, int] = {}
    for document in ids:
        entry = document // ROOM
        if entry not in chosen or document % ROOM == own:
            chosen[entry] = document
    return chosen


def _documents(entry: Entry) -> Iterator[Document]:
    about = [*entry.categories.all(), *entry.purposes.all()]
    for position, language in enumerate(LANGUAGES):
        if _is_told(entry, language):
            named = [each.name.in_language(language) for each in about]
            yield Document(
                kind=KIND,
                object_id=entry.pk * ROOM + position,
                title=entry.name.in_language(language),
                body="\n".join([entry.takes.in_language(language), entry.how.in_language(language), entry.address, entry.words, *named]),
                keys=" ".join(filter(None, [entry.phone, entry.mail])),
                language=language,
                at=entry.changed_at,
            )


def _is_told(entry: Entry, language: str) -> bool:
    return bool(entry.takes.get(language, "").strip())


_FOUND = Prepared(
    lambda viewer: Entry.objects.visible_to(viewer).select_related("calendar").filter(pk__among=Given("ids", ArrayField(BigIntegerField())))
)

SEARCHABLE = [SearchKind(KIND, _("Directory"), "building", load, asked, learns=True)]
