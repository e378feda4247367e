"""The worker process: jobs, and beside them the services of the apps above, until told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections, connections
from procrastinate import App
from procrastinate.contrib.django import app as django_app
from procrastinate.contrib.django.db_cleanup import DjangoApp

from balie.foundation.tasks.extensions import BACKGROUND
from balie.foundation.tasks.upkeep import rescue_stalled_jobs

logger = logging.getLogger(__name__)
type Service = Callable[[threading.Event], None]
RESCUE_EVERY = 5.0
JOIN_SECONDS = 15.0
FIRST_PAUSE, LONGEST_PAUSE, WELL_AFTER = 1.0, 60.0, 120.0


def run(*, concurrency: int | None = None) -> None:
    """Work until SIGTERM or SIGINT: running jobs end first (at most the graceful time), services are told at once."""
    stop = threading.Event()
    threads = start_services(list(BACKGROUND.fillings()), stop)
    try:
        asyncio.run(_work(worker_app(), stop, concurrency))
    finally:
        stop.set()
        _join(threads)


def worker_app() -> App:
    """The same tasks over a connector of the worker's own.

    procrastinate's command swaps the connector of the one app instead; then a job that defers another would do so outside
    its own Django transaction, and a rolled-back cause would leave its effect behind.
    """
    defaults: Any = settings.PROCRASTINATE_WORKER_DEFAULTS
    app = DjangoApp(
        connector=django_app.connector.get_worker_connector(),  # type: ignore[attr-defined]
        import_paths=django_app.import_paths,
        worker_defaults=defaults,
        periodic_defaults=django_app.periodic_defaults,
    )
    app.tasks, app.periodic_registry = django_app.tasks, django_app.periodic_registry
    return app


def start_services(services: list[Service], stop: threading.Event) -> list[threading.Thread]:
    """A thread for each service."""
    threads = [threading.Thread(target=_keep_running, args=(each, stop), name=_name(each), daemon=True) for each in services]
    for thread in threads:
        thread.start()
    return threads


async def _work(app: App, stop: threading.Event, concurrency: int | None) -> None:
    loop = asyncio.get_running_loop()
    options: dict[str, Any] = dict(settings.PROCRASTINATE_WORKER_DEFAULTS)
    if concurrency is not None:
        options["concurrency"] = concurrency
    async with app.open_async():
        worker = asyncio.create_task(app.run_worker_async(install_signal_handlers=False, **options))
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, _stop, stop, worker)
        rescuer = threading.Thread(target=_keep_rescuing, args=(app, loop, stop), name="rescue", daemon=True)
        rescuer.start()
        refresher = asyncio.create_task(_keep_fresh())
        try:
            await worker
        except asyncio.CancelledError:
            logger.info("the worker stopped as told")
        finally:
            stop.set()
            refresher.cancel()
            await asyncio.to_thread(rescuer.join, 5.0)


async def _keep_fresh() -> None:
    """Have Django look at the connection that periodic jobs are deferred by: no job's middleware does, and the database may restart."""
    while True:
        await sync_to_async(close_old_connections)()
        await asyncio.sleep(RESCUE_EVERY)


def _stop(stop: threading.Event, worker: asyncio.Task[None]) -> None:
    """Cancelling procrastinate's worker lets running jobs end within its graceful time; a second signal changes nothing."""
    if not stop.is_set():
        stop.set()
        worker.cancel()


def _keep_rescuing(app: App, loop: asyncio.AbstractEventLoop, stop: threading.Event) -> None:
    """A loop rather than a job: it works when every slot is busy, and dies with no job row left behind."""
    while not stop.is_set():
        try:
            close_old_connections()
            rescue_stalled_jobs(app, loop)
        except Exception:  # this thread's outer loop: no failure may end the rescuing
            logger.warning("could not look for jobs of stopped workers; trying again", exc_info=True)
        stop.wait(RESCUE_EVERY)
    connections.close_all()


def _keep_running(service: Service, stop: threading.Event) -> None:
    """Run `service` until told to stop; when it dies, log why and start it again after a growing pause."""
    pause = FIRST_PAUSE
    while not stop.is_set():
        started = time.monotonic()
        try:
            service(stop)
        except Exception:  # the service's outer loop: whatever it is, the others go on
            logger.exception("service %s died; again in %.0f s", _name(service), pause)
        else:
            if not stop.is_set():
                logger.warning("service %s ended by itself; again in %.0f s", _name(service), pause)
        finally:
            connections.close_all()
        pause = FIRST_PAUSE if time.monotonic() - started > WELL_AFTER else pause
        stop.wait(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def _join(threads: list[threading.Thread]) -> None:
    deadline = time.monotonic() + JOIN_SECONDS
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
        if thread.is_alive():
            logger.warning("service %s did not stop in time", thread.name)


def _name(service: Service) -> str:
    return getattr(service, "__qualname__", repr(service))
