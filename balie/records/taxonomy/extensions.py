"""What the apps above add to the organisation's lists."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from balie.foundation.extensions import ExtensionPoint
from balie.records.taxonomy.models import Term


@dataclass(frozen=True)
class TermList:
    """`slug` in the address; `extra` the fields beside the name; `meaning` one line of help."""

    slug: str
    model: type[Term]
    name: str | Promise
    meaning: str | Promise
    extra: tuple[str, ...] = ()


TERM_LISTS: ExtensionPoint[TermList] = ExtensionPoint("taxonomy.term_lists")
