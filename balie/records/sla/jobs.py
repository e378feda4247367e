"""The jobs of clocks by name: actions defer them in their transaction, `tasks` runs them.

The scope says whose clocks: those under `agreement_id` or by `calendar_id`, or those of what customers asked: `customer_id` and its people,
who is covered by `contract_id` or by the contracts of `contract_type_id`, or by one that began or ended from the day `since` to `until`; or everything,
where another agreement is the default one `default_of` a kind.
"""

from __future__ import annotations

from typing import Any

from procrastinate.contrib.django import app

REBASE = "sla.rebase_clocks"


# By then no process begins with what was agreed before: `queries.promised` is this much behind at most, and some.
SETTLED_AFTER = 30


def defer_rebasing(*, after: int = 0, done: int = 0, total: int = 0, **scope: int | str) -> None:
    """Have the running clocks of the scope reckoned anew, a batch a job, one after the other; `done` of `total` were, as far as is known."""
    _task(scope).defer(**_whole(scope), after=after, **_so_far(done, total))


def defer_settling(*, after: int = 0, done: int = 0, total: int = 0, **scope: int | str) -> None:
    """As `defer_rebasing`, a while later: for clocks that began meanwhile under what was agreed before.

    It stands for a lock on the agreement, which everybody who opens a ticket would have to take.
    """
    wait = {} if after else {"schedule_in": {"seconds": SETTLED_AFTER}}
    _task(scope, "settling", **wait).defer(**_whole(scope), after=after, settles=True, **_so_far(done, total))


def _so_far(done: int, total: int) -> dict[str, int]:
    return {"done": done, "total": total} if total else {}


def _whole(scope: dict[str, int | str]) -> dict[str, int | str]:
    return {"agreement_id": 0, "calendar_id": 0} | scope


def _task(scope: dict[str, int | str], *more: str, **options: Any) -> Any:
    """One after the other for a scope; what settles waits by itself, so that the next change need not wait for it."""
    told = " ".join(str(each) for each in _whole(scope).values())
    others = " ".join([*sorted(scope.keys() - {"agreement_id", "calendar_id"}), *more])
    return app.configure_task(REBASE, lock=f"sla rebase {told} {others}".strip(), **options)
