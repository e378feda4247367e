"""Shapes that every part of the API shares."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

type LabelIn = dict[Literal["nl", "fr", "en", "de"], Annotated[str, Field(max_length=80)]]


class Input(Schema):
    """What a caller sends: a field we do not know is refused, so that a typing error is no silent loss."""

    model_config = ConfigDict(extra="forbid")
