"""The live socket: it says which resources it watches, and is told what happens to them."""

from __future__ import annotations

import json
import time
from collections import deque
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.http import HttpRequest
from django.utils.translation import get_language_from_request

from capacity.broadcasts import MOST_WATCHED, SOURCE, visible_ids
from marketplace.accounts.acting import Acting
from marketplace.events.hub import Watcher, hub

MOST_MESSAGES, PER_SECONDS = 30, 10.0
LONGEST_MESSAGE = 16_384

# Close codes of our own (4000 and up are free to use, RFC 6455 section 7.4.2).
TOO_MANY, MALFORMED = 4008, 4002


class LiveConsumer(AsyncWebsocketConsumer):
    """
    Takes `{"watch": {"<resource id>": <last version seen>}}` and nothing else: there are no writes.

    A resource that the person may not see is answered with `refused`, as if it were not there.
    """

    watcher: Watcher

    async def connect(self) -> None:
        self.arrivals: deque[float] = deque(maxlen=MOST_MESSAGES)
        request = as_request(self.scope)
        self.actor = await database_sync_to_async(lambda: Acting(request).actor)()
        audience = (self.actor.organisation_id, get_language_from_request(request))
        self.watcher = Watcher(audience, self._write, self.close)
        await self.accept()

    async def _write(self, frame: str) -> None:
        await self.send(text_data=frame)

    async def disconnect(self, code: int) -> None:
        hub(SOURCE).forget(self.watcher)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self._floods():
            await self.close(TOO_MANY)
            return
        wanted = read_watch(text_data or "")
        if wanted is None:
            await self.close(MALFORMED)
            return
        if len(self.watcher.seen.keys() | wanted.keys()) > MOST_WATCHED:
            await self.close(TOO_MANY)
            return
        allowed = await database_sync_to_async(visible_ids)(self.actor, list(wanted))
        for resource_id in wanted.keys() - allowed:
            await self._write(json.dumps({"type": "refused", "resource": resource_id}))
        await hub(SOURCE).watch(self.watcher, {each: wanted[each] for each in wanted.keys() & allowed})

    def _floods(self) -> bool:
        now = time.monotonic()
        full = len(self.arrivals) == MOST_MESSAGES
        if full and now - self.arrivals[0] < PER_SECONDS:
            return True
        self.arrivals.append(now)
        return False


def as_request(scope: dict[str, Any]) -> HttpRequest:
    """The opening of the socket as the request it was: whose session, and in which language."""
    request = HttpRequest()
    request.user, request.session = scope["user"], scope["session"]
    request.COOKIES = scope["cookies"]
    headers = dict(scope["headers"])
    request.META["HTTP_ACCEPT_LANGUAGE"] = headers.get(b"accept-language", b"").decode("latin-1")
    return request


def read_watch(text: str) -> dict[int, int] | None:
    """The resources and versions of a watch message; nothing if it is not one."""
    if len(text) > LONGEST_MESSAGE:
        return None
    try:
        message: Any = json.loads(text)
        watch = message["watch"]
        return {int(resource_id): int(version) for resource_id, version in watch.items()}
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return None
