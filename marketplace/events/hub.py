"""
One hub for each server process: it alone listens to the channel layer, knows who watches what, has a
frame rendered once for each audience, and writes it to the sockets.

Signals may be lost: every heartbeat compares the versions in the database with what was sent.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.utils import timezone

from marketplace.events.signals import GROUP

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 15.0
SLOW_SOCKET_SECONDS = 5.0


# For which organisation somebody looks, if any, and in which language.
Audience = tuple[int | None, str]


@dataclass(frozen=True)
class Rendered:
    """A resource's news as encoded frames, one for each audience that was asked for."""

    version: int
    frames: Mapping[Audience, str]


class Source(Protocol):
    """What the hub asks of the package that owns the resources; called in a thread."""

    def render(self, resource_id: int, since: int, audiences: frozenset[Audience]) -> Rendered | None:
        """What happened to the resource after version `since`; nothing if it is gone."""

    def versions(self, resource_ids: Iterable[int]) -> dict[int, int]:
        """The present version of each resource that exists."""


@dataclass(eq=False)
class Watcher:
    """One socket: its audience, and the last version of each resource it was sent."""

    audience: Audience
    send: Callable[[str], Awaitable[None]]
    close: Callable[[], Awaitable[None]]
    seen: dict[int, int] = field(default_factory=dict)
    catching_up: set[int] = field(default_factory=set)


class Hub:
    def __init__(self, source: Source, *, heartbeat: float = HEARTBEAT_SECONDS) -> None:
        self.source = source
        self.heartbeat = heartbeat
        self.watchers: dict[int, set[Watcher]] = defaultdict(set)
        self._dirty: set[int] = set()
        self._woken = asyncio.Event()
        self._listening = asyncio.Event()
        self._tasks = [asyncio.create_task(work()) for work in (self._listen, self._deliver, self._beat)]

    async def watch(self, watcher: Watcher, resources: dict[int, int]) -> None:
        """Add the resources with the version last seen of each; what is missing follows as frames."""
        await self._listening.wait()
        for resource_id, version in resources.items():
            watcher.seen[resource_id] = version
            watcher.catching_up.add(resource_id)
            self.watchers[resource_id].add(watcher)
        self._mark(resources)

    def forget(self, watcher: Watcher) -> None:
        for resource_id in watcher.seen:
            self.watchers[resource_id].discard(watcher)
            if not self.watchers[resource_id]:
                del self.watchers[resource_id]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task

    def _mark(self, resource_ids: Iterable[int]) -> None:
        self._dirty.update(resource_ids)
        self._woken.set()

    async def _listen(self) -> None:
        """Mark what the layer signals; a layer that fails is asked again, the heartbeat heals meanwhile."""
        while True:
            try:
                layer = get_channel_layer()
                channel = await layer.new_channel()
                await layer.group_add(GROUP, channel)
                self._listening.set()
                while True:
                    message = await layer.receive(channel)
                    self._mark([message["resource"]])
            except Exception:
                log.exception("The channel layer failed; live updates come by heartbeat until it is back")
                self._listening.set()
                await asyncio.sleep(1)

    async def _deliver(self) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            dirty, self._dirty = self._dirty, set()
            for resource_id in sorted(dirty):
                if self.watchers.get(resource_id):
                    await self._guarded(self._refresh(resource_id))

    async def _refresh(self, resource_id: int) -> None:
        watchers = list(self.watchers[resource_id])
        audiences = frozenset(watcher.audience for watcher in watchers)
        since = min(watcher.seen[resource_id] for watcher in watchers)
        rendered = await database_sync_to_async(self.source.render)(resource_id, since, audiences)
        if rendered is None:
            return
        frames = [
            (watcher, frame)
            for watcher in watchers
            for frame in self._frames_for(watcher, resource_id, rendered)
        ]
        await self._send(frames)

    def _frames_for(self, watcher: Watcher, resource_id: int, rendered: Rendered) -> list[str]:
        """The news, if the watcher lacks it, and how much it had missed, if it just came back."""
        missed = rendered.version - watcher.seen.get(resource_id, rendered.version)
        was_away = resource_id in watcher.catching_up
        watcher.catching_up.discard(resource_id)
        if missed <= 0:
            return []
        watcher.seen[resource_id] = rendered.version
        news = [rendered.frames[watcher.audience]]
        return [*news, json.dumps({"type": "caught_up", "changes": missed})] if was_away else news

    async def _send(self, frames: list[tuple[Watcher, str]]) -> None:
        """Each socket gets its frames in order; sockets do not wait for each other."""
        by_watcher: dict[Watcher, list[str]] = defaultdict(list)
        for watcher, frame in frames:
            by_watcher[watcher].append(frame)
        await asyncio.gather(*(self._send_to(watcher, each) for watcher, each in by_watcher.items()))

    async def _send_to(self, watcher: Watcher, frames: list[str]) -> None:
        try:
            for frame in frames:
                await asyncio.wait_for(watcher.send(frame), SLOW_SOCKET_SECONDS)
        except Exception:  # noqa: BLE001 - whatever a broken socket raises, the others go on
            self.forget(watcher)
            with suppress(Exception):
                await watcher.close()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self.heartbeat)
            await self._guarded(self._check_versions())

    async def _check_versions(self) -> None:
        """Tell every socket where its resources stand, and deliver what signals failed to bring."""
        if not self.watchers:
            return
        versions = await database_sync_to_async(self.source.versions)(list(self.watchers))
        self._mark(
            resource_id
            for resource_id, version in versions.items()
            if any(each.seen[resource_id] < version for each in self.watchers.get(resource_id, ()))
        )
        everybody = {watcher for watchers in self.watchers.values() for watcher in watchers}
        now = timezone.now().isoformat()
        await self._send([(each, _heartbeat(each, versions, now)) for each in everybody])

    async def _guarded(self, work: Awaitable[None]) -> None:
        """One failing resource must not silence the others."""
        try:
            await work
        except Exception:
            log.exception("Live update failed; the next heartbeat tries again")


def _heartbeat(watcher: Watcher, versions: dict[int, int], now: str) -> str:
    known = {
        str(resource_id): versions[resource_id] for resource_id in watcher.seen if resource_id in versions
    }
    return json.dumps({"type": "heartbeat", "versions": known, "now": now})


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub(source: Source) -> Hub:
    """The hub of this process, begun by the first who asks."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub(source)
    return _hubs[loop]


async def stop_hub() -> None:
    """End the hub of this process, if there is one."""
    running = _hubs.pop(asyncio.get_running_loop(), None)
    if running is not None:
        await running.stop()
