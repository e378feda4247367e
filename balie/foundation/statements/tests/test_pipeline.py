from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from balie.access.accounts.models import Team
from balie.access.accounts.testing import a_team
from balie.foundation.statements.pipeline import at_end, pipelined
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


def test_work_left_for_the_end_is_done_once_with_every_item_once() -> None:
    done: list[list[str]] = []
    with transaction.atomic(), pipelined():
        at_end(done.append, "a", "b")
        at_end(done.append, "b", "c")
        assert not done

    assert done == [["a", "b", "c"]]


def test_a_block_within_another_is_part_of_it() -> None:
    done: list[list[str]] = []
    with transaction.atomic(), pipelined():
        at_end(done.append, "a")
        with pipelined():
            add_row(a_row("energie"))
            at_end(done.append, "b")
        assert not done

    assert done == [["a", "b"]]
    assert Team.objects.filter(key="energie").exists()


def test_outside_of_a_pipeline_nothing_is_left_for_later() -> None:
    with transaction.atomic(), pipelined():
        pass

    assert not at_end(print, "now")


def test_what_fails_does_no_work_at_the_end() -> None:
    done: list[list[str]] = []
    with pytest.raises(KeyError), transaction.atomic():
        _fail_in_a_pipeline(done)

    assert not done


def _fail_in_a_pipeline(done: list[list[str]]) -> None:
    with pipelined():
        at_end(done.append, "a")
        raise KeyError


def _add_in_a_pipeline(*keys: str) -> None:
    with pipelined():
        for key in keys:
            add_row(a_row(key))
