from __future__ import annotations

import pytest
from django.db import DataError, connection
from django.db.models import CharField
from django.test.utils import CaptureQueriesContext

from balie.access.accounts.models import Team
from balie.access.accounts.testing import a_team
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.statements.together import Asked, asked_together

pytestmark = pytest.mark.django_db
TEAMS = Prepared(lambda: Team.objects.filter(key=Given("key", CharField(max_length=40))).values_list("key"))
KEYS = Prepared(lambda: Team.objects.order_by("key").values_list("key"))


def test_what_was_asked_together_is_answered_without_asking_again() -> None:
    a_team("energie")
    a_team("winkel")

    with CaptureQueriesContext(connection) as captured, asked_together(TEAMS.asked(key="winkel"), KEYS.asked()):
        found = TEAMS(key="winkel"), KEYS()

    assert found == ([("winkel",)], [("energie",), ("winkel",)])
    assert len(captured) == 2


def test_other_values_are_asked_anew() -> None:
    a_team("energie")

    with asked_together(TEAMS.asked(key="winkel")):
        found = TEAMS(key="energie")

    assert found == [("energie",)]


def test_an_answer_is_given_once_so_that_what_changed_is_read() -> None:
    with asked_together(KEYS.asked()):
        before = KEYS()
        a_team("energie")
        after = KEYS()

    assert (before, after) == ([], [("energie",)])


def test_nothing_of_it_is_left_after_the_block() -> None:
    with asked_together(KEYS.asked()):
        a_team("energie")

    assert KEYS() == [("energie",)]


def test_a_text_is_asked_together_with_rows() -> None:
    a_team("energie")

    with CaptureQueriesContext(connection) as captured, asked_together(KEYS.asked_as_text(), TEAMS.asked(key="energie")):
        found = KEYS.text(), TEAMS(key="energie")

    assert found == ('[{"key":"energie"}]', [("energie",)])
    assert len(captured) == 2


def test_what_nobody_may_see_is_not_asked() -> None:
    nothing = Prepared(lambda: Team.objects.none().values_list("key"))

    with CaptureQueriesContext(connection) as captured, asked_together(nothing.asked()):
        found = nothing()

    assert found == []
    assert len(captured) == 0


@pytest.mark.django_db(transaction=True)
def test_what_the_server_refuses_is_raised_and_the_connection_goes_on() -> None:
    with pytest.raises(DataError), asked_together(Asked("SELECT 1 / $1::int", [0]), KEYS.asked()):
        pass

    assert KEYS() == []


def test_an_answer_for_all_is_read_by_everybody_in_the_block() -> None:
    a_team("energie")
    with asked_together(KEYS.asked(), for_all=True), CaptureQueriesContext(connection) as captured:
        read = [KEYS(), KEYS()]

    assert read == [[("energie",)], [("energie",)]]
    assert not captured.captured_queries
