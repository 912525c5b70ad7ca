"""The job worker inside the server process, so that one command serves everything."""

import asyncio
import logging

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

log = logging.getLogger(__name__)

CONCURRENCY = 4  # jobs at once
CONNECTIONS = 3  # one listens for new jobs, the others fetch and finish them
GRACE_SECONDS = 10.0
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0


async def work_until_cancelled() -> None:
    """Run the worker, and start it anew when the database was away for a while."""
    pause = FIRST_PAUSE_SECONDS
    while True:
        begun_at = asyncio.get_running_loop().time()
        try:
            await _work()
            log.error("The job worker ended by itself; it starts again in %.0f s", pause)
        except Exception:
            log.exception("The job worker failed; it starts again in %.0f s", pause)
        if asyncio.get_running_loop().time() - begun_at > LONGEST_PAUSE_SECONDS:
            pause = FIRST_PAUSE_SECONDS
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        # Periodic jobs are deferred over Django's connection, which may have died with the server.
        await sync_to_async(close_old_connections)()


async def _work() -> None:
    connector = await sync_to_async(_connector)()
    worker = app.with_connector(connector)
    async with worker.open_async():
        await worker.run_worker_async(
            concurrency=CONCURRENCY,
            install_signal_handlers=False,
            shutdown_graceful_timeout=GRACE_SECONDS,
        )


def _connector() -> PsycopgConnector:
    return PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=CONNECTIONS)
