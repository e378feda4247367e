"""What files ask of the apps above: who may open one, which can go along with a mail, who draws pictures, and what the second host shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise

from balie.foundation.extensions import ExtensionPoint
from balie.foundation.files.models import File

# `opener(user, file)`: True when the user may read a record that holds the file. Nobody says yes: the file stays shut.
OPENERS: ExtensionPoint[Callable[[Any, File], bool]] = ExtensionPoint("who may open a file")


@dataclass(frozen=True)
class About:
    """What a mail is about: a record by its kind and number, in the language of who reads the mail."""

    kind: str
    number: int
    language: str


@dataclass(frozen=True)
class Attachable:
    """A stored file that can go along with a mail; `kind` is what it stands under. `is_internal`: nobody outside has seen it yet."""

    file_id: UUID
    name: str
    size: int
    kind: str | Promise
    is_internal: bool = False


# What `user` may send along with a mail about the record: nothing that the user may not see.
ATTACHABLE: ExtensionPoint[Callable[[Any, About], Sequence[Attachable]]] = ExtensionPoint("what can go along with a mail")


@dataclass(frozen=True)
class DocumentKind:
    """HTML from outside shown in a sandboxed frame: `html_for(user, key)` gives it *sanitised*, None when the user may not see it."""

    kind: str
    html_for: Callable[[Any, str], str | None]


DOCUMENTS: ExtensionPoint[DocumentKind] = ExtensionPoint("sandboxed documents")

# `draw(content, name)`: the content type and content of the picture with nothing but its pixels; exactly one app draws. Raises a `Refusal`.
DRAWING: ExtensionPoint[Callable[[bytes, str], tuple[str, bytes]]] = ExtensionPoint("who draws pictures again")


@dataclass(frozen=True)
class PublicPage:
    """A page of the second host for whoever holds its link, without signing in: `answer(request, secret)` is the whole page, sandboxed."""

    kind: str
    answer: Callable[[HttpRequest, str], HttpResponse]


PUBLIC_PAGES: ExtensionPoint[PublicPage] = ExtensionPoint("pages for who holds a link")
