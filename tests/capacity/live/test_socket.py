"""The live socket, over the in-memory layer: who is told what, what is refused, what is healed."""

import asyncio
import json
from contextlib import asynccontextmanager

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.test import Client
from django.utils import timezone

from capacity import consumers
from capacity.broadcasts import MOST_WATCHED, SOURCE
from capacity.operations import holds, outages
from capacity.operations.assessments import Order
from marketplace.accounts.enums import Role
from marketplace.asgi import application
from marketplace.events import hub as hubs
from marketplace.events import signals
from tests.calling import coming
from tests.factories import member, offer, organisation, provider, resource
from tests.sockets import Socket

pytestmark = pytest.mark.django_db(transaction=True)

ORIGIN = (b"origin", b"http://127.0.0.1:8000")


def cookies_of(actor):
    client = Client()
    client.force_login(actor.user)
    return (
        b"cookie",
        f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}".encode(),
    )


@asynccontextmanager
async def socket(actor=None, language=b"en", origin=ORIGIN):
    headers = [origin, (b"host", b"127.0.0.1:8000"), (b"accept-language", language)]
    if actor is not None:
        headers.append(await sync_to_async(cookies_of)(actor))
    communicator = Socket(application, "/ws/live/", headers)
    try:
        yield communicator
    finally:
        await communicator.disconnect()
        await hubs.stop_hub()


@pytest.fixture
def made():
    return offer(resource(provider(), policy={"horizon_days": None}), is_instant=True)


@pytest.fixture
def buyer():
    return member(organisation(name_en="Mingchuan Medical"), Role.BUYER)


def when(days=6):
    """A period to come: the socket reads the real clock."""
    return coming(days=days)


def hold(made, buyer, days=6):
    return holds.hold(offer=made, order=Order(when(days)), by=buyer, now=timezone.now())


async def watching(communicator, resource_id, version=0):
    assert await communicator.connect()
    await communicator.send_json({"watch": {str(resource_id): version}})


async def until(communicator, kind):
    """The next frame of this kind, past a few others: heartbeats never end."""
    for _ in range(100):
        frame = await communicator.receive_json()
        if frame["type"] == kind:
            return frame
    raise AssertionError(f"no {kind}")


async def test_a_watcher_learns_of_a_hold_at_once(made, buyer):
    async with socket() as stranger:
        await watching(stranger, made.resource_id)
        booking = await sync_to_async(hold)(made, buyer)
        frame = await stranger.receive_json()

    assert (frame["type"], frame["resource"], frame["version"], frame["since"]) == (
        "change",
        made.resource_id,
        1,
        0,
    )
    assert [block["kind"] for block in frame["blocks"]] == ["busy"]
    assert frame["from"].endswith("T00:00")
    assert booking.reference not in json.dumps(frame)


async def test_a_stranger_learns_neither_who_nor_why(made, buyer):
    scheduler = await sync_to_async(member)(made.resource.provider, Role.SCHEDULER)
    other = await sync_to_async(member)(await sync_to_async(organisation)(), Role.BUYER)

    async with socket(other) as stranger, socket(scheduler) as party:
        for each in (stranger, party):
            await watching(each, made.resource_id)
        booking = await sync_to_async(hold)(made, buyer)
        told, known = [await each.receive_json() for each in (stranger, party)]

    assert told["bookings"] == []
    assert "Mingchuan" not in json.dumps(told)
    assert known["bookings"] == [{"reference": booking.reference, "state": "held"}]
    assert known["blocks"][0]["label"] == "Mingchuan Medical"


async def test_the_customer_sees_its_own_booking(made, buyer):
    async with socket(buyer) as mine:
        await watching(mine, made.resource_id)
        booking = await sync_to_async(hold)(made, buyer)
        frame = await mine.receive_json()

    (block,) = frame["blocks"]
    assert (block["kind"], block["label"], block["note"]) == ("hold", "Held for you", booking.reference)


async def test_the_words_are_in_the_watchers_language(made, buyer):
    scheduler = await sync_to_async(member)(made.resource.provider, Role.SCHEDULER)
    async with socket(scheduler, b"zh-CN") as chinese, socket(scheduler, b"en") as english:
        for each in (chinese, english):
            await watching(each, made.resource_id)
        await sync_to_async(hold)(made, buyer)
        labels = [(await each.receive_json())["blocks"][0]["label"] for each in (chinese, english)]

    assert labels == [buyer.organisation.name_zh, "Mingchuan Medical"]


async def test_what_was_missed_while_away_is_replayed_from_the_last_version_seen(made, buyer):
    booking = await sync_to_async(hold)(made, buyer)
    await sync_to_async(holds.send_request)(booking=booking, by=buyer, now=timezone.now())
    async with socket(buyer) as back:
        await watching(back, made.resource_id, version=1)
        frame, caught_up = await back.receive_json(), await back.receive_json()

    assert (frame["since"], frame["version"]) == (1, 2)
    assert frame["bookings"] == [{"reference": booking.reference, "state": "confirmed"}]
    assert caught_up == {"type": "caught_up", "changes": 1}


async def test_a_lost_signal_is_healed_by_the_heartbeat(made, buyer, monkeypatch):
    monkeypatch.setattr(hubs.Hub.__init__, "__kwdefaults__", {"heartbeat": 0.05})
    monkeypatch.setattr(signals, "resource_changed", lambda resource_id: None)

    await sync_to_async(hold)(made, buyer)

    async with socket() as watcher:
        await watching(watcher, made.resource_id)
        # Once it has caught up nothing but the heartbeat is left to tell it anything.
        await until(watcher, "caught_up")
        await sync_to_async(hold)(made, buyer, days=7)
        frame = await until(watcher, "change")

    assert frame["version"] == 2


async def test_a_heartbeat_tells_the_versions_and_the_servers_time(made, monkeypatch):
    monkeypatch.setattr(hubs.Hub.__init__, "__kwdefaults__", {"heartbeat": 0.05})
    async with socket() as watcher:
        await watching(watcher, made.resource_id)
        beat = await watcher.receive_json()

    assert beat["type"] == "heartbeat"
    assert beat["versions"] == {str(made.resource_id): 0}
    assert beat["now"].endswith("+00:00")


async def test_a_draft_cannot_be_watched_by_others(buyer):
    draft = await sync_to_async(resource)(await sync_to_async(provider)(), is_published=False)
    owner = await sync_to_async(member)(draft.provider, Role.SCHEDULER)

    async with socket(buyer) as stranger:
        await watching(stranger, draft.pk)
        assert await stranger.receive_json() == {"type": "refused", "resource": draft.pk}
    async with socket(owner) as own:
        await watching(own, draft.pk)
        assert await own.receive_nothing(0.05, 0.01)


async def test_a_resource_that_is_not_there_is_refused_like_one_that_is_hidden():
    async with socket() as stranger:
        await watching(stranger, 987_654)
        assert await stranger.receive_json() == {"type": "refused", "resource": 987_654}


async def test_another_origin_is_turned_away(made):
    async with socket(origin=(b"origin", b"https://elsewhere.example")) as foreign:
        assert not await foreign.connect()


@pytest.mark.parametrize(
    "text",
    [
        '{"book": 1}',
        "[]",
        "nonsense",
        '{"watch": 5}',
        '{"watch": {"a": 1}}',
        '{"watch": {"1": null}}',
        "[" * 16_000,
        "[" * 20_000,
    ],
)
async def test_there_are_no_writes_and_nothing_else_is_understood(text):
    async with socket() as sender:
        await sender.connect()
        await sender.send_text(text)

        assert await sender.close_code() == consumers.MALFORMED


async def test_a_flood_is_cut_off(made):
    async with socket() as sender:
        await sender.connect()
        for _ in range(consumers.MOST_MESSAGES + 1):
            await sender.send_json({"watch": {str(made.resource_id): 0}})

        assert await sender.close_code() == consumers.TOO_MANY


async def test_one_socket_watches_so_many_resources_and_no_more():
    async with socket() as sender:
        await sender.connect()
        wanted = {str(number): 0 for number in range(1, MOST_WATCHED + 2)}
        await sender.send_json({"watch": wanted})

        assert await sender.close_code() == consumers.TOO_MANY


async def test_a_party_of_an_ended_booking_is_told_how_it_ended(made, buyer):
    booking = await sync_to_async(hold)(made, buyer)
    async with socket(buyer) as mine:
        await watching(mine, made.resource_id, version=1)
        await sync_to_async(holds.withdraw)(booking=booking, by=buyer, now=timezone.now())
        frame = await mine.receive_json()

    assert frame["bookings"] == [{"reference": booking.reference, "state": "withdrawn"}]
    assert frame["blocks"] == []


async def test_the_frame_of_strangers_is_made_once(made, buyer):
    audiences = frozenset({(None, "en"), (10_001, "en"), (10_002, "en")})
    await sync_to_async(hold)(made, buyer)

    rendered = await sync_to_async(SOURCE.render)(made.resource_id, 0, audiences)

    assert len({id(frame) for frame in rendered.frames.values()}) == 1


async def test_an_outage_is_told_as_busy_to_strangers_and_by_name_to_the_provider(made):
    scheduler = await sync_to_async(member)(made.resource.provider, Role.SCHEDULER)

    def go_out():
        outages.report_outage(
            resource=made.resource,
            units=list(made.resource.units.all()),
            period=when(),
            kind=outages.OutageKind.OUTAGE,
            by=scheduler,
            now=timezone.now(),
            reason_en="Spindle",
        )

    async with socket() as stranger, socket(scheduler) as own:
        for each in (stranger, own):
            await watching(each, made.resource_id)
        await sync_to_async(go_out)()
        kinds = [(await each.receive_json())["blocks"][0] for each in (stranger, own)]

    assert (kinds[0]["kind"], "Spindle" in json.dumps(kinds[0])) == ("busy", False)
    assert (kinds[1]["kind"], kinds[1]["label"]) == ("outage", "Spindle")


async def test_all_watchers_of_one_change_are_told(made, buyer):
    async with socket() as first:
        others = [Socket(application, "/ws/live/", first.scope["headers"]) for _ in range(40)]
        for each in (first, *others):
            await watching(each, made.resource_id)
        await sync_to_async(hold)(made, buyer)
        frames = await asyncio.gather(*(each.receive_json() for each in (first, *others)))
        for each in others:
            await each.disconnect()

    assert {frame["version"] for frame in frames} == {1}
