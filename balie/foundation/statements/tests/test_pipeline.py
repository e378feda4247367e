from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from balie.access.accounts.models import Team
from balie.access.accounts.testing import a_team
from balie.foundation.statements.pipeline import pipelined
from balie.foundation.statements.rows import add_row, update_row
from balie.foundation.text.labels import label

pytestmark = pytest.mark.django_db


def a_row(key: str) -> Team:
    return Team(key=key, name=label(key, key, key, key))


def test_what_was_sent_without_waiting_stands_afterwards_in_its_order() -> None:
    team = a_team("energie")
    with transaction.atomic(), pipelined():
        add_row(a_row("eerste"))
        team.key = "tweede"
        update_row(team, "key")
        add_row(a_row("energie"))

    assert list(Team.objects.order_by("pk").values_list("key", flat=True)) == ["tweede", "eerste", "energie"]


def test_the_orm_still_learns_how_many_rows_it_touched() -> None:
    team = a_team("energie")
    with transaction.atomic(), pipelined():
        add_row(a_row("winkel"))
        team.save(update_fields=["key"])
        touched = Team.objects.filter(key="winkel").update(key="shop")

    assert touched == 1


def test_a_refusal_is_raised_at_the_end_as_djangos_and_undoes_all() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        _add_in_a_pipeline("energie", "energie")

    assert not Team.objects.exists()


def _add_in_a_pipeline(*keys: str) -> None:
    with pipelined():
        for key in keys:
            add_row(a_row(key))
