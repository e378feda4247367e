"""Jobs: rows deferred in the transaction of their cause, run by `balie worker`, tried again when they fail."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

if TYPE_CHECKING:
    from procrastinate import App
    from procrastinate.tasks import Task

# 2, 4, 8 … s: nine tries in about 17 minutes, then the job stays `failed`, visible. Rescues count as tries.
RETRIES = RetryStrategy(max_attempts=9, exponential_wait=2)


def task[**P, R](
    *,
    name: str,
    queue: str = "default",
    retry: RetryStrategy | bool | int = RETRIES,
    lock: str | None = None,
    queueing_lock: str | None = None,
) -> Callable[[Callable[P, R]], Task[P, R, P]]:
    """Make a function a job: `send.defer(message_id=1)` inside the transaction that causes it.

    A killed worker's job runs again, so every task is idempotent or holds its own row lock. Work is sync: an async
    task that blocks looks like a dead worker. `queueing_lock` keeps a second one from waiting beside the first.
    """
    return app.task(name=name, queue=queue, retry=retry, lock=lock, queueing_lock=queueing_lock)


def periodic[R](
    *, cron: str, name: str, queueing_lock: str | None = None, is_alone: bool = False
) -> Callable[[Callable[[int], R]], Task[[int], R, [int]]]:
    """Make `function(timestamp)` a job of every `cron` moment (five fields, or six with the seconds last); never two waiting.

    `is_alone`: never two at once either; after a worker's death the next waits until the job of the dead one is rescued.
    """

    def wrap(function: Callable[[int], R]) -> Task[[int], R, [int]]:
        made = task(name=name, queueing_lock=queueing_lock or name, lock=name if is_alone else None)(function)
        app.periodic(cron=cron, periodic_id=name)(made)
        return made

    return wrap


def on_app_ready(app: App) -> None:
    """Called by procrastinate once Django is ready: adds the upkeep every installation needs."""
    from balie.foundation.tasks.upkeep import upkeep

    app.add_tasks_from(upkeep, namespace="upkeep")
