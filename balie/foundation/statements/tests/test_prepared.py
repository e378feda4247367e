from __future__ import annotations

from typing import Any

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BigIntegerField, CharField, F, Q
from django.test.utils import CaptureQueriesContext

from balie.access.accounts.models import Membership, Team, User
from balie.access.accounts.testing import a_team, a_user
from balie.foundation.statements.prepared import Given, Prepared

pytestmark = pytest.mark.django_db
KEY = Given("key", CharField(max_length=40))


def test_the_rows_are_those_of_the_queryset_with_its_labels() -> None:
    a_team("energie")
    prepared = Prepared(lambda: Team.objects.filter(key=KEY).values_list("key", "name", "is_active"))

    found, expected = prepared(key="energie"), list(Team.objects.values_list("key", "name", "is_active"))

    assert found == expected
    assert str(found[0][1]) == str(expected[0][1])


def test_the_queryset_is_built_once_a_shape_and_filled_in_each_time() -> None:
    built: list[bool] = []

    def build(is_active: bool) -> Any:
        built.append(is_active)
        return Team.objects.filter(key=KEY, is_active=is_active).values_list("key")

    prepared = Prepared(build)
    a_team("energie")
    a_team("winkel")

    found = [prepared(True, key="energie"), prepared(True, key="winkel"), prepared(False, key="winkel")]

    assert found == [[("energie",)], [("winkel",)], []]
    assert built == [True, False]


def test_records_come_with_what_was_joined_and_annotated() -> None:
    team, user = a_team("energie"), a_user("operator")
    Membership.objects.create(user=user, team=team, is_lead=True)
    mine = Membership.objects.select_related("team").annotate(who=F("user__name")).filter(user=Given("user", BigIntegerField()))
    prepared = Prepared(lambda: mine)

    with CaptureQueriesContext(connection) as captured:
        [found] = prepared.records(user=user.pk)
        seen = (found.is_lead, found.team.key, found.who)

    assert seen == (True, "energie", user.name)
    assert len(captured) == 1


def test_among_finds_each_of_a_list_however_long() -> None:
    teams = [a_team(f"team-{at}") for at in range(3)]
    prepared = Prepared(lambda: Team.objects.filter(pk__among=Given("ids", ArrayField(BigIntegerField()))).order_by("pk").values_list("pk"))

    assert prepared(ids=[]) == []
    assert prepared(ids=[teams[2].pk, teams[0].pk]) == [(teams[0].pk,), (teams[2].pk,)]


def test_viewers_with_the_same_sight_share_a_statement_and_others_do_not() -> None:
    one, two = a_user(username="one"), a_user(username="two")
    prepared = Prepared(lambda viewer: User.objects.filter(Q(pk=viewer.pk)).values_list("username"))

    assert prepared(one) == [("one",)]
    assert prepared(two) == [("two",)]
    assert prepared(User.objects.get(pk=one.pk)) == [("one",)]
    assert len(prepared._statements) == 2


def test_a_queryset_that_holds_nothing_asks_nothing() -> None:
    prepared = Prepared(lambda: Team.objects.none().values_list("pk"))

    with CaptureQueriesContext(connection) as captured:
        found = prepared()

    assert found == []
    assert len(captured) == 0
