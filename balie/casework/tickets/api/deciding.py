"""The door programs use: what the organisation decides about tickets – priorities, what closing takes, whether customers are asked."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from balie.access.accounts.doors import user_of
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets import actions
from balie.casework.tickets.models import ClosingRule, SurveyRule
from balie.casework.tickets.queries.matrix import matrix
from balie.foundation.errors import NotFound
from balie.foundation.web.schemas import Input
from balie.records.taxonomy.models import Brand, Category
from balie.records.taxonomy.queries import find_term

decisions = Router()
MANAGE = "settings.manage"
type Grade = Literal[1, 2, 3]


class CellOut(Schema):
    """Urgency and impact from 1 (high) to 3 (low) give a priority from 1 (most pressing) to 4."""

    urgency: int
    impact: int
    priority: int


class CellIn(Input):
    urgency: Grade
    impact: Grade
    priority: Literal[1, 2, 3, 4]


class MatrixIn(Input):
    """The cells to change; the others stay."""

    cells: list[CellIn]


class ClosingOut(Schema):
    """For a category and its branch, or where empty for all without a rule nearer. `reopen_days` null: a mail always opens it again."""

    category: str
    asks_result: bool
    asks_cause: bool
    asks_told: bool
    asks_steps: bool
    reopen_days: int | None


class ClosingIn(Input):
    category: str = ""
    asks_result: bool = True
    asks_cause: bool = False
    asks_told: bool = False
    asks_steps: bool = True
    reopen_days: int | None = None


class SatisfactionOut(Schema):
    """Whether the customers of a brand, where empty of all without a rule, are asked how satisfied they are, once in `quiet_days` at most."""

    brand: str
    is_on: bool
    quiet_days: int


class SatisfactionIn(Input):
    brand: str = ""
    is_on: bool
    quiet_days: int = 30


@decisions.get("/priorities", response=list[CellOut], summary="Read which priority urgency and impact give")
def priorities(request: HttpRequest) -> list[dict[str, int]]:
    ensure_may(user_of(request), MANAGE)
    return _cells()


@decisions.put("/priorities", response=list[CellOut], summary="Change which priority urgency and impact give")
def save_priorities(request: HttpRequest, payload: MatrixIn) -> list[dict[str, int]]:
    cells: dict[tuple[int, int], int] = {(each.urgency, each.impact): each.priority for each in payload.cells}
    actions.save_matrix(cells, by=user_of(request), at=timezone.now())
    return _cells()


@decisions.get("/closing", response=list[ClosingOut], summary="List what closing takes, by category")
def closing(request: HttpRequest) -> list[dict[str, Any]]:
    ensure_may(user_of(request), MANAGE)
    return [_closing(row) for row in ClosingRule.objects.select_related("category").order_by("pk")]


@decisions.put("/closing", response=ClosingOut, summary="Say what closing takes in a category")
def save_closing(request: HttpRequest, payload: ClosingIn) -> dict[str, Any]:
    ensure_may(user_of(request), MANAGE)
    given = payload.dict()
    category = find_term(Category, given.pop("category"), "category")
    return _closing(actions.save_closing_rule(category, **given, by=user_of(request), at=timezone.now()))


@decisions.delete("/closing", response={204: None}, summary="Let what is nearest above hold again")
def remove_closing(request: HttpRequest, category: str = "") -> tuple[int, None]:
    ensure_may(user_of(request), MANAGE)
    actions.remove_closing_rule(find_term(Category, category, "category"), by=user_of(request), at=timezone.now())
    return 204, None


@decisions.get("/satisfaction", response=list[SatisfactionOut], summary="List whose customers are asked how satisfied they are")
def satisfaction(request: HttpRequest) -> list[dict[str, Any]]:
    ensure_may(user_of(request), MANAGE)
    return [_satisfaction(row) for row in SurveyRule.objects.select_related("brand").order_by("pk")]


@decisions.put("/satisfaction", response=SatisfactionOut, summary="Ask the customers of a brand, or not")
def save_satisfaction(request: HttpRequest, payload: SatisfactionIn) -> dict[str, Any]:
    by = user_of(request)
    ensure_may(by, MANAGE)
    brand = find_term(Brand, payload.brand, "brand")
    return _satisfaction(actions.save_survey_rule(brand, is_on=payload.is_on, quiet_days=payload.quiet_days, by=by, at=timezone.now()))


@decisions.delete("/satisfaction", response={204: None}, summary="Let the rule for all hold for the brand again")
def remove_satisfaction(request: HttpRequest, brand: str = "") -> tuple[int, None]:
    """Of one brand: the rule for all stays, and is switched off."""
    ensure_may(user_of(request), MANAGE)
    found = find_term(Brand, brand, "brand")
    if found is None:
        raise NotFound()
    actions.remove_survey_rule(found, by=user_of(request), at=timezone.now())
    return 204, None


def _cells() -> list[dict[str, int]]:
    return [{"urgency": urgency, "impact": impact, "priority": priority} for (urgency, impact), priority in sorted(matrix().items())]


def _closing(row: ClosingRule) -> dict[str, Any]:
    asked = {name: getattr(row, name) for name in ("asks_result", "asks_cause", "asks_told", "asks_steps", "reopen_days")}
    return {"category": row.category.key if row.category else "", **asked}


def _satisfaction(row: SurveyRule) -> dict[str, Any]:
    return {"brand": row.brand.key if row.brand else "", "is_on": row.is_on, "quiet_days": row.quiet_days}
