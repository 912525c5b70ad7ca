"""What begins and ends with the server process."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from importlib import import_module
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper

from marketplace.events.hub import stop_hub
from marketplace.garbage import keep_what_is_loaded
from marketplace.worker import work_until_cancelled

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


async def lifespan(_scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Serve the ASGI lifespan: the database answers before the first request, jobs run until the last."""
    await receive()
    try:
        await sync_to_async(_reach_the_database)()
        _load_the_pages()
    except Exception as failure:  # noqa: BLE001 - whatever it is, the server tells it and ends
        await send({"type": "lifespan.startup.failed", "message": f"rongtong: {failure}"})
        return
    worker = asyncio.create_task(work_until_cancelled()) if settings.WORKER else None
    await send({"type": "lifespan.startup.complete"})
    await receive()
    if worker is not None:
        worker.cancel()
        with suppress(asyncio.CancelledError):
            await worker
    await stop_hub()
    await sync_to_async(_leave_the_database)()
    await send({"type": "lifespan.shutdown.complete"})


def _reach_the_database() -> None:
    connections["default"].ensure_connection()
    connections["default"].close()


def _load_the_pages() -> None:
    """Not at the first request, which would wait for it."""
    import_module(settings.ROOT_URLCONF)
    keep_what_is_loaded()


def _leave_the_database() -> None:
    wrapper = connections["default"]
    if isinstance(wrapper, DatabaseWrapper):
        wrapper.close_pool()
