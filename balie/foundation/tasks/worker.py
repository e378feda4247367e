"""The worker process: jobs, and beside them the services of the apps above, until told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections
from procrastinate import App
from procrastinate.contrib.django import app as django_app

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
    connector = django_app.connector.get_worker_connector()  # type: ignore[attr-defined]
    try:
        with django_app.replace_connector(connector) as app:
            asyncio.run(_work(app, stop, concurrency))
    finally:
        stop.set()
        _join(threads)


def start_services(services: list[Service], stop: threading.Event) -> list[threading.Thread]:
    """A thread for each service."""
    threads = [threading.Thread(target=_keep_running, args=(each, stop), name=_name(each), daemon=True) for each in services]
    for thread in threads:
        thread.start()
    return threads


async def _work(app: App, stop: threading.Event, concurrency: int | None) -> None:
    loop = asyncio.get_running_loop()
    options = dict(settings.PROCRASTINATE_WORKER_DEFAULTS)
    if concurrency is not None:
        options["concurrency"] = concurrency
    async with app.open_async():
        worker = asyncio.create_task(app.run_worker_async(install_signal_handlers=False, **options))
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, _stop, stop, worker)
        rescuer = threading.Thread(target=_keep_rescuing, args=(app, loop, stop), name="rescue", daemon=True)
        rescuer.start()
        try:
            await worker
        except asyncio.CancelledError:
            logger.info("the worker stopped as told")
        finally:
            stop.set()
            await asyncio.to_thread(rescuer.join, 5.0)


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
        except (DatabaseError, TimeoutError):
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
