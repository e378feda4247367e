"""Builders of problems for tests."""

from __future__ import annotations

from typing import Any

from balie.access.accounts.testing import MONDAY_9AM
from balie.casework.problems.actions import Way, add_solution, open_problem
from balie.casework.problems.models import Problem, Solution


def a_problem(name: str = "The display stays dark", workaround: str = "Read the meter with a torch", **fields: Any) -> Problem:
    return open_problem({"en": name}, workaround={"en": workaround}, **{"by": None, "at": MONDAY_9AM} | fields)


def a_solution(problem: Problem, name: str = "Press the button for ten seconds", *, minutes: int = 5, **fields: Any) -> Solution:
    """Never tried, unless told so."""
    counts = {key: fields.pop(key) for key in ("tried_count", "worked_count") if key in fields}
    solution = add_solution(problem.number, Way({"en": name}, minutes, **fields), by=None, at=MONDAY_9AM)
    for key, count in counts.items():
        setattr(solution, key, count)
    solution.save()
    return solution
