from __future__ import annotations

from datetime import timedelta

import pytest

from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.foundation.presence.actions import leave, see
from balie.foundation.presence.models import Presence
from balie.foundation.presence.queries import Viewer, others_at
from balie.foundation.presence.tasks import forget_viewers

pytestmark = pytest.mark.django_db
TOPIC = "ticket:20100011"


def test_colleagues_see_who_looks_and_who_writes() -> None:
    jan, an = a_user("operator", name="Jan"), a_user("operator", name="An")
    see(TOPIC, by=jan, at=MONDAY_9AM)
    see(TOPIC, by=an, at=MONDAY_9AM, is_writing=True)

    assert others_at(TOPIC, viewer=jan, at=MONDAY_9AM) == [Viewer("An", is_writing=True)]


def test_who_left_is_gone() -> None:
    jan, an = a_user("operator"), a_user("operator")
    see(TOPIC, by=jan, at=MONDAY_9AM)

    leave(TOPIC, by=jan)

    assert others_at(TOPIC, viewer=an, at=MONDAY_9AM) == []


def test_a_closed_browser_fades_out_and_leaves_nothing_behind() -> None:
    jan, an = a_user("operator"), a_user("operator")
    see(TOPIC, by=jan, at=MONDAY_9AM)
    see(TOPIC, by=an, at=MONDAY_9AM + timedelta(seconds=30))

    later = MONDAY_9AM + timedelta(seconds=61)
    forget_viewers(int(later.timestamp()))

    assert others_at(TOPIC, viewer=an, at=later) == []
    assert [row.user for row in Presence.objects.all()] == [an]
