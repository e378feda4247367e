"""What files ask of the apps above: who may open one, and which documents the second host shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from balie.foundation.extensions import ExtensionPoint
from balie.foundation.files.models import File

# `opener(user, file)`: True when the user may read a record that holds the file. Nobody says yes: the file stays shut.
OPENERS: ExtensionPoint[Callable[[Any, File], bool]] = ExtensionPoint("who may open a file")


@dataclass(frozen=True)
class DocumentKind:
    """HTML from outside shown in a sandboxed frame: `html_for(user, key)` gives it *sanitised*, None when the user may not see it."""

    kind: str
    html_for: Callable[[Any, str], str | None]


DOCUMENTS: ExtensionPoint[DocumentKind] = ExtensionPoint("sandboxed documents")
