"""Ask through extensions: a lower app declares a typed point; `config/extensions.py` says who fills it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


class ExtensionPoint[Filling]:
    """A question a lower app asks of the apps above it; each filling has the type `Filling`."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"<ExtensionPoint {self.name}>"

    def fillings(self) -> Iterable[Filling]:
        """What fills this point, in the table's order."""
        return _extensions().get(self, ())


type Extensions = Mapping[ExtensionPoint[Any], Sequence[Any]]


@cache
def _extensions() -> Extensions:
    table: Extensions = import_string(settings.BALIE_EXTENSIONS)
    return table
