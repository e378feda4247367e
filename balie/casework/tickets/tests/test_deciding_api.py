"""Programs set what the organisation decides about tickets, as the settings pages do."""

from __future__ import annotations

from typing import Any

import pytest

from balie.access.accounts.testing import a_user
from balie.casework.tickets.models import ClosingRule, SurveyRule
from balie.casework.tickets.queries.matrix import matrix
from balie.casework.tickets.tests.test_bulk_api import Program
from balie.records.taxonomy.models import Brand, Category
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db


@pytest.fixture
def program() -> Program:
    return Program(a_user("administrator"))


def test_a_program_changes_the_priorities_it_names(program: Program) -> None:
    before = matrix()

    status, cells = program("PUT", "/settings/priorities", {"cells": [{"urgency": 3, "impact": 3, "priority": 1}]})

    assert status == 200
    assert {(each["urgency"], each["impact"]): each["priority"] for each in cells} == {**before, (3, 3): 1}
    assert program("GET", "/settings/priorities")[1] == cells
    assert program("PUT", "/settings/priorities", {"cells": [{"urgency": 4, "impact": 1, "priority": 1}]})[0] == 422


def test_a_program_says_what_closing_takes(program: Program) -> None:
    category = a_term(Category)

    status, told = program("PUT", "/settings/closing", {"category": category.key, "asks_cause": True, "reopen_days": 14})
    program("PUT", "/settings/closing", {"asks_told": True})

    assert (status, told["category"], told["asks_cause"], told["reopen_days"]) == (200, category.key, True, 14)
    assert [each["category"] for each in program("GET", "/settings/closing")[1]] == [category.key, ""]
    assert program("DELETE", f"/settings/closing?category={category.key}")[0] == 204
    assert [row.category for row in ClosingRule.objects.all()] == [None]


def test_a_program_says_whose_customers_are_asked(program: Program) -> None:
    brand = a_term(Brand)

    program("PUT", "/settings/satisfaction", {"is_on": True})
    status, told = program("PUT", "/settings/satisfaction", {"brand": brand.key, "is_on": False, "quiet_days": 90})

    assert (status, told) == (200, {"brand": brand.key, "is_on": False, "quiet_days": 90})
    assert len(program("GET", "/settings/satisfaction")[1]) == 2
    assert program("DELETE", f"/settings/satisfaction?brand={brand.key}")[0] == 204
    assert [row.brand for row in SurveyRule.objects.all()] == [None]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("closing", {"category": "none"}),
        ("closing", {"reopen_days": -1}),
        ("closing", {"reopen_days": 10**9}),
        ("satisfaction", {"brand": "none", "is_on": True}),
        ("satisfaction", {"is_on": True, "quiet_days": -1}),
        ("satisfaction", {"is_on": True, "colour": "red"}),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_kept(program: Program, path: str, body: dict[str, Any]) -> None:
    status, _told = program("PUT", f"/settings/{path}", body)

    assert status == 422
    assert not ClosingRule.objects.exists()
    assert not SurveyRule.objects.exists()
