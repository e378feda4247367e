"""Shapes that every part of the API shares."""

from __future__ import annotations

from ninja import Schema
from pydantic import ConfigDict


class Input(Schema):
    """What a caller sends: a field we do not know is refused, so that a typing error is no silent loss."""

    model_config = ConfigDict(extra="forbid")
