from __future__ import annotations

from dataclasses import dataclass

import pytest

from balie.access.accounts.testing import MONDAY_9AM
from balie.config.extensions import EXTENSIONS
from balie.foundation import events
from balie.foundation.extensions import ExtensionPoint


@dataclass(frozen=True, kw_only=True)
class Something(events.Event):
    thing_id: int


def test_reactions_run_in_the_tables_order(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    table: events.Reactions = {Something: [lambda event: seen.append(f"a{event.thing_id}"), lambda event: seen.append("b")]}
    monkeypatch.setattr(events, "_reactions", lambda: table)

    events.announce(Something(thing_id=7, at=MONDAY_9AM))

    assert seen == ["a7", "b"]


def test_an_event_without_reactions_is_heard_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_reactions", dict)

    events.announce(Something(thing_id=7, at=MONDAY_9AM))


def test_a_point_nobody_fills_is_empty() -> None:
    point: ExtensionPoint[int] = ExtensionPoint("tests.nobody")

    assert list(point.fillings()) == []


def test_every_filled_point_is_declared() -> None:
    assert all(isinstance(point, ExtensionPoint) for point in EXTENSIONS)
