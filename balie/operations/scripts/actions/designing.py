"""Writing a draft part by part: two who write different parts of it at once lose nothing, of the same part the second is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from balie.access.accounts.models import User
from balie.foundation.errors import NotFound, Outdated, Refusal
from balie.operations.scripts.actions.writing import held_draft, keep_draft
from balie.operations.scripts.documents import Fault, faults_in, read_data
from balie.operations.scripts.models import Version
from balie.operations.scripts.rules import editing
from balie.operations.scripts.rules.document import Document, Said
from balie.operations.scripts.rules.editing import Change, Data, NoSuchPart, PartChanged


class WrongPart(Refusal):
    """The part cannot be read as one of a script; `faults` say where and why."""

    code = "wrong_part"
    status = 422
    sentence = _("This cannot be kept: look at what is marked.")

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__()
        self.faults = faults
        self.more = {"faults": [{"code": each.code, "at": each.at} for each in faults]}


class PartOutdated(Outdated):
    """Somebody else changed this part of the script meanwhile. `now` is what it is."""

    code = "part_outdated"

    def __init__(self, now: object) -> None:
        super().__init__()
        self.now = now
        self.more = {"now": now}


def change_part(key: str, change: Change, *, by: User | None, at: datetime) -> Version:
    """Add, change or remove one node, variable, objection or calming step. Raises `WrongPart`, `PartOutdated`, `NoDraft`."""
    return _edited(key, lambda content: editing.changed(content, change), by=by, at=at)


def change_about(key: str, about: Data, *, seen: str, by: User | None, at: datetime) -> Version:
    """Name, languages and where it begins. Raises `WrongPart`, `PartOutdated`, `NoDraft`."""
    return _edited(key, lambda content: editing.with_about(content, about, seen=seen), by=by, at=at)


def move_node(key: str, node: str, places: int, *, by: User | None, at: datetime) -> Version:
    """A node so many places later in the outline, or earlier. Raises `NotFound`, `NoDraft`."""
    return _edited(key, lambda content: editing.with_order(content, node, places), by=by, at=at)


def add_way(key: str, node: str, go: str, *, when: str = "", by: User | None, at: datetime) -> Version:
    """One way more from a node to another. Raises `NotFound`, `WrongPart`, `NoDraft`."""
    return _edited(key, lambda content: editing.with_way(content, node, go, when=when), by=by, at=at)


def drop_way(key: str, node: str, go: str, *, by: User | None, at: datetime) -> Version:
    """No way from a node to the other any more. Raises `NotFound`, `NoDraft`."""
    return _edited(key, lambda content: editing.without_way(content, node, go), by=by, at=at)


def place_nodes(key: str, places: Mapping[str, Sequence[int]], *, by: User | None, at: datetime) -> Version:
    """Put nodes somewhere in the graph; without any, all back where the layout puts them. Raises `WrongPart`, `NoDraft`."""
    return _edited(key, lambda content: editing.with_places(content, places) if places else editing.without_places(content), by=by, at=at)


def change_words(key: str, words: Mapping[str, tuple[Said, str]], *, by: User | None, at: datetime) -> Version:
    """Other words: place → (what is said there now, the mark of what was seen). Raises `WrongPart`, `PartOutdated`, `NoDraft`."""

    def said(content: Data) -> Data:
        for place, (texts, seen) in words.items():
            content = editing.with_words(content, place, texts, seen=seen)
        return content

    return _edited(key, said, by=by, at=at)


@transaction.atomic
def _edited(key: str, edit: Callable[[Data], Data], *, by: User | None, at: datetime) -> Version:
    """The draft as it is now, edited."""
    script, draft = held_draft(key, by=by)
    try:
        document = _read(edit(draft.content))
    except PartChanged as changed:
        raise PartOutdated(changed.now) from None
    except NoSuchPart:
        raise NotFound() from None
    return keep_draft(script, draft, document, by=by, at=at)


def _read(content: Data) -> Document:
    try:
        return read_data(content)
    except ValidationError as error:
        raise WrongPart(faults_in(content, error)) from None
