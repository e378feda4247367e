"""The scripts an organisation may begin with, in four languages, as a Fleming and a Walloon would say them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from balie.operations.scripts.documents import read_documents
from balie.operations.scripts.rules.document import Document

FOLDER = Path(__file__).parent


@cache
def starters() -> tuple[Document, ...]:
    """All of them, those that others run through first."""
    found = [read_documents(path.read_bytes())[0] for path in sorted(FOLDER.glob("*.yaml"))]
    return tuple(sorted(found, key=lambda each: (each.key != "identification", each.key)))
