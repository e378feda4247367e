"""The worker: runs jobs, takes over those of a killed one, keeps its services alive, and stops when told."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from balie.foundation.tasks import worker
from balie.foundation.tasks.upkeep import HEARTBEATS, rescue_threshold
from balie.foundation.web.testing import database_url

JOB = "upkeep:remove_old_jobs"


def until(is_so: Callable[[], bool], seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.05)
    return False


def state_of(job_id: int) -> str:
    return ProcrastinateJob.objects.get(pk=job_id).status


@pytest.fixture
def process(committed: None) -> Iterator[subprocess.Popen[bytes]]:
    running = subprocess.Popen([sys.executable, "-m", "django", "worker"], env={**os.environ, "BALIE_DATABASE_URL": database_url()})
    yield running
    running.kill()
    running.wait()


@pytest.fixture
def abandoned(committed: None) -> int:
    """A job that a worker was doing when it was killed a minute ago."""
    job_id = app.configure_task(JOB, queueing_lock="by hand").defer(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute') RETURNING id")
        (worker_id,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker_id, job_id])
    return job_id


@pytest.mark.usefixtures("committed")
def test_a_job_of_a_killed_worker_runs_again_and_a_told_worker_stops(abandoned: int, process: subprocess.Popen[bytes]) -> None:
    assert until(lambda: state_of(abandoned) == "succeeded")

    fresh = app.configure_task(JOB, queueing_lock="by hand").defer(timestamp=1)
    assert until(lambda: state_of(fresh) == "succeeded", 5)

    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0


@pytest.mark.usefixtures("committed")
def test_a_job_of_a_rolled_back_transaction_does_not_exist() -> None:
    with transaction.atomic():
        app.configure_task(JOB).defer(timestamp=0)
        transaction.set_rollback(True)

    assert not ProcrastinateJob.objects.exists()


@pytest.mark.usefixtures("committed")
def test_a_periodic_job_that_is_alone_waits_for_the_one_before_it(process: subprocess.Popen[bytes]) -> None:
    alone = app.tasks["sla.tell"]
    first = alone.defer(timestamp=0)
    with connection.cursor() as cursor:  # somebody does it, and is alive
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() + interval '1 hour') RETURNING id")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [*cursor.fetchone(), first])
    second, other = alone.defer(timestamp=1), app.configure_task(JOB, queueing_lock="by hand").defer(timestamp=1)

    assert until(lambda: state_of(other) == "succeeded")

    assert state_of(second) == "todo"


@pytest.mark.usefixtures("committed")
def test_a_job_deferred_by_a_job_shares_the_fate_of_its_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)  # the job's thread leaves no connection behind

    @app.task(name="tests.two_jobs")
    def two_jobs() -> None:
        for is_undone in (True, False):
            with transaction.atomic():
                app.configure_task(JOB).defer(timestamp=int(is_undone))
                transaction.set_rollback(is_undone)

    two_jobs.defer()
    asyncio.run(run_once(["default"]))

    assert [job.args for job in ProcrastinateJob.objects.filter(task_name=JOB)] == [{"timestamp": 0}]


async def run_once(queues: list[str]) -> None:
    app = worker.worker_app()
    async with app.open_async():
        await app.run_worker_async(queues=queues, wait=False, install_signal_handlers=False, listen_notify=False)


def test_jobs_are_taken_over_no_sooner_than_three_heartbeats() -> None:
    assert rescue_threshold() >= HEARTBEATS * settings.PROCRASTINATE_WORKER_DEFAULTS["update_heartbeat_interval"]


def test_a_service_that_dies_is_started_again_and_its_death_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(worker, "FIRST_PAUSE", 0.3)
    stop, starts = threading.Event(), []

    def service(stop: threading.Event) -> None:
        starts.append(time.monotonic())
        if len(starts) < 3:
            raise OSError("mailbox gone")
        stop.wait()

    with caplog.at_level(logging.ERROR):
        (thread,) = worker.start_services([service], stop)
        reached = until(lambda: len(starts) == 3, 5)
    stop.set()
    thread.join(5)

    assert (reached, thread.is_alive()) == (True, False)
    assert sum("mailbox gone" in (record.exc_text or str(record.exc_info)) for record in caplog.records) == 2
    assert starts[2] - starts[1] > starts[1] - starts[0]


def test_a_service_that_ends_by_itself_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "FIRST_PAUSE", 0.01)
    stop, starts = threading.Event(), []

    worker.start_services([lambda stop: starts.append(1)], stop)
    reached = until(lambda: len(starts) >= 2, 5)
    stop.set()

    assert reached
