"""What is told of how a script is followed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.conversation.contacts.testing import a_contact
from balie.operations.scripts import actions
from balie.operations.scripts.models import Version
from balie.operations.scripts.queries.figures import NodeFigures, figures_of
from balie.operations.scripts.queries.written import newest_version
from balie.operations.scripts.testing import a_document, a_published, a_say, a_variable, an_ask, an_end

pytestmark = pytest.mark.django_db
NODES = {"greet": a_say(to="name"), "name": an_ask("name", to="end", expected_seconds=30), "end": an_end()}


@pytest.fixture
def operator() -> User:
    return a_user("operator")


@pytest.fixture
def version() -> Version:
    return a_published(a_document(NODES, variables={"name": a_variable()}))


def _nodes(version: Version, viewer: User, number: int = 0) -> dict[str, NodeFigures]:
    found = figures_of(viewer, newest_version(version.script.key), since=MONDAY_9AM - timedelta(days=1), number=number)
    return {each.key: each for each in found.nodes}


def _followed(operator: User, version: Version, *seconds: int, ends: bool = True) -> None:
    """Greeted after the first seconds, the name after the second, ended after the third."""
    contact, at = a_contact(operator=operator), MONDAY_9AM
    actions.start_run(contact, version, by=operator, at=at)
    steps = [("went_on", "greet", {}), ("answered", "name", {"values": {"name": "An"}}), ("finished", "end", {})]
    for (kind, node, data), taken in zip(steps, seconds, strict=False):
        at += timedelta(seconds=taken)
        actions.happen(contact, kind, node=node, by=operator, at=at, **data)
    if not ends:
        actions.happen(contact, "left", reason="hung up", by=operator, at=at)


def test_of_each_step_how_often_and_how_long(operator: User, version: Version) -> None:
    for taken in (20, 40, 60):
        _followed(operator, version, 5, taken, 1)

    nodes = _nodes(version, operator)

    assert (nodes["greet"].runs, nodes["greet"].median_seconds) == (3, 5.0)
    assert (nodes["name"].median_seconds, nodes["name"].most_seconds, nodes["name"].is_slow) == (40.0, 56.0, True)


def test_where_runs_were_broken_off(operator: User, version: Version) -> None:
    _followed(operator, version, 5, 20, 1)
    _followed(operator, version, 5, ends=False)

    nodes = _nodes(version, operator)

    assert (nodes["name"].runs, nodes["name"].left, nodes["name"].drop_off) == (1, 1, 0.5)
    assert (nodes["greet"].left, nodes["greet"].drop_off) == (0, 0.0)


def test_what_was_left_out_and_why(operator: User, version: Version) -> None:
    for reason in ("in a hurry", "in a hurry", "known already"):
        contact = a_contact(operator=operator)
        actions.start_run(contact, version, by=operator, at=MONDAY_9AM)
        actions.happen(contact, "skipped", node="greet", reason=reason, by=operator, at=MONDAY_9AM)
        actions.happen(contact, "jumped", node="end", reason="says it is done", by=operator, at=MONDAY_9AM)

    nodes = _nodes(version, operator)

    assert (nodes["greet"].skips, nodes["greet"].reasons) == (3, [("in a hurry", 2), ("known already", 1)])
    assert nodes["end"].jumps == 3


def test_a_break_is_no_time_spent(operator: User, version: Version) -> None:
    contact = a_contact(operator=operator)
    actions.start_run(contact, version, by=operator, at=MONDAY_9AM)
    actions.happen(contact, "paused", by=operator, at=MONDAY_9AM + timedelta(seconds=4))
    actions.happen(contact, "resumed", by=operator, at=MONDAY_9AM + timedelta(hours=4))
    actions.happen(contact, "went_on", node="greet", by=operator, at=MONDAY_9AM + timedelta(hours=4, seconds=3))

    assert _nodes(version, operator)["greet"].median_seconds == 3.0


def test_results_stand_by_version_and_steps_can_be_of_one(operator: User, version: Version) -> None:
    _followed(operator, version, 5, 20, 1)
    second = a_published(a_document({**NODES, "greet": a_say("Hello", to="name")}, variables={"name": a_variable()}))
    _followed(operator, second, 9, ends=False)

    found = figures_of(operator, newest_version(version.script.key), since=MONDAY_9AM)

    assert [(each.number, each.begun, each.ended, each.left, len(each.results)) for each in found.versions] == [
        (2, 1, 0, 1, 0),
        (1, 1, 1, 0, 1),
    ]
    assert _nodes(second, operator, number=2)["greet"].median_seconds == 9.0


def test_the_page_is_for_who_may_watch(operator: User, version: Version) -> None:
    lead, browser = a_user("lead", language="en"), Client()
    browser.force_login(lead)
    contact = a_contact(operator=operator)
    actions.start_run(contact, version, by=operator, at=timezone.now())

    page = browser.get("/settings/scripts/talk/figures/?days=7").content.decode()
    assert "Good morning" in page
    browser.force_login(operator)
    assert browser.get("/settings/scripts/talk/figures/").status_code == 403
