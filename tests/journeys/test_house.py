"""The Balie of the journeys is nobody else's."""

from __future__ import annotations

import pytest

from tests.journeys.house import taken_ports

pytestmark = pytest.mark.journey


def test_two_that_start_at_once_never_share_a_port() -> None:
    first, locks = taken_ports(2)
    second, others = taken_ports(2)

    assert not set(first) & set(second)
    for lock in (*locks, *others):
        lock.close()
