from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balie.access.accounts.models import Team
from balie.foundation.statements.keys import key_ahead, keys_ahead
from balie.foundation.statements.rows import insert_row
from balie.foundation.text.labels import label
from balie.foundation.text.numbers import is_number, next_number

pytestmark = pytest.mark.django_db


def a_row(key: str) -> Team:
    return Team(key=key, name=label(key, key, key, key))


def test_rows_get_their_keys_in_order_and_the_database_goes_on_after_them() -> None:
    with keys_ahead(3):
        first, second = insert_row(a_row("eerste")), insert_row(a_row("tweede"))

    after = insert_row(a_row("derde"))

    assert first.pk < second.pk < after.pk
    assert Team.objects.get(pk=second.pk).key == "tweede"


def test_the_keys_of_many_rows_cost_one_statement() -> None:
    insert_row(a_row("erst"))  # where the keys come from is asked once
    with keys_ahead(1 + 4), CaptureQueriesContext(connection) as captured:
        insert_row(a_row("ahead"))
        for at in range(4):
            insert_row(a_row(f"team{at}"))

    assert sum("nextval" in each["sql"] for each in captured) == 1


def test_more_rows_than_foreseen_take_more_keys() -> None:
    with keys_ahead(2):
        keys = [insert_row(a_row(f"team{at}")).pk for at in range(5)]

    assert keys == sorted(set(keys))


def test_numbers_people_read_are_taken_ahead_too() -> None:
    with keys_ahead(4):
        numbers = [next_number(2) for _ in range(6)]

    assert len(set(numbers)) == 6
    assert all(is_number(each, 2) for each in numbers)


@pytest.mark.parametrize("rows", [0, 1])
def test_for_a_single_row_none_is_taken_ahead(rows: int) -> None:
    with keys_ahead(rows):
        assert key_ahead("text_number_2") is None
