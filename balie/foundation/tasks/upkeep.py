"""What keeps the jobs in order: finished ones leave, those of a killed worker run again."""

from __future__ import annotations

import asyncio
import logging

from django.conf import settings
from django.db import connection, transaction
from procrastinate import App, Blueprint, JobContext

logger = logging.getLogger(__name__)
upkeep = Blueprint()
DONE_HOURS = 72
FAILED_HOURS = 30 * 24
RESCUE_KEY = 0x62616C69  # names the advisory lock under which one worker at a time rescues
HEARTBEATS = 3  # fewer, and a live worker's job would run twice at the same time


@upkeep.periodic(cron="17 * * * *")
@upkeep.task(name="remove_old_jobs", queueing_lock="remove_old_jobs", pass_context=True)
async def remove_old_jobs(context: JobContext, timestamp: int) -> None:
    """Drop jobs that succeeded three days ago, and failed ones after thirty."""
    manager = context.app.job_manager
    await manager.delete_old_jobs(nb_hours=DONE_HOURS)
    await manager.delete_old_jobs(nb_hours=FAILED_HOURS, include_failed=True, include_cancelled=True, include_aborted=True)


def rescue_threshold() -> float:
    """Seconds without a heartbeat after which a worker's jobs are taken from it."""
    defaults = settings.PROCRASTINATE_WORKER_DEFAULTS
    return max(HEARTBEATS * float(defaults["update_heartbeat_interval"]), float(defaults["stalled_worker_timeout"]))


def rescue_stalled_jobs(app: App, loop: asyncio.AbstractEventLoop) -> int:
    """Queue the jobs of dead workers again; how many. One worker at a time, else a job just restarted is taken again."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [RESCUE_KEY])
        if cursor.fetchone() != (True,):
            return 0
        return asyncio.run_coroutine_threadsafe(_retry_stalled(app), loop).result()


async def _retry_stalled(app: App) -> int:
    jobs = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=rescue_threshold()))
    for job in jobs:
        logger.warning("job %s (%s) of a stopped worker runs again", job.id, job.task_name)
        await app.job_manager.retry_job(job)
    return len(jobs)
