"""Bookings that a newcomer should meet: the buyer's in every state, the first provider's inbox."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from marketplace.demo.seeding.author import Author, Wanted
from marketplace.demo.seeding.people import FIRST_CUSTOMER
from marketplace.periods import Period, at_wall_time

ZONE = ZoneInfo("Asia/Shanghai")
SHOWPIECE = "dmu-50-hengrui"


@dataclass(frozen=True)
class Scene:
    """A fate, who meets it on which machine, and within which days from today."""

    fate: str
    customer: str
    machine: str
    days: tuple[int, int]
    booked_ago: timedelta | None = None


HOUR = timedelta(hours=1)
SCENES = (
    # the buyer
    Scene("confirmed", FIRST_CUSTOMER, "wzc-60-hengrui", (3, 9)),
    Scene("confirmed", FIRST_CUSTOMER, "ntx-2000-lingang", (5, 12)),
    Scene("requested", FIRST_CUSTOMER, "aq400l-hengrui", (3, 8), 3 * HOUR),
    Scene("held", FIRST_CUSTOMER, "crysta-9106-hengrui", (2, 7), 2 * HOUR),
    Scene("delivered", FIRST_CUSTOMER, "l20e-hengrui", (-4, -1)),
    Scene("delivered", FIRST_CUSTOMER, "umc-750-hengrui", (-5, -2)),
    Scene("completed", FIRST_CUSTOMER, SHOWPIECE, (-20, -9)),
    Scene("completed", FIRST_CUSTOMER, SHOWPIECE, (-45, -22)),
    Scene("completed", FIRST_CUSTOMER, "c-32-u-qiheng", (-30, -12)),
    Scene("cancelled", FIRST_CUSTOMER, "jdgr500-hengrui", (-9, -3)),
    Scene("cancelled", FIRST_CUSTOMER, "vf-3ss-hengrui", (4, 10)),
    Scene("declined", FIRST_CUSTOMER, "hpm-600u-hengrui", (2, 8)),
    Scene("withdrawn", FIRST_CUSTOMER, "ck6140-hengrui", (-12, -4)),
    Scene("expired", FIRST_CUSTOMER, "cak6150-hengrui", (-15, -5)),
    Scene("no_show", FIRST_CUSTOMER, "mk1332-hengrui", (-25, -8)),
    # the first provider's inbox, the most urgent first
    Scene("requested", "fenghe", "ck6140-hengrui", (2, 4), 46 * HOUR),
    Scene("requested", "lanting", "wzc-60-hengrui", (3, 7), 30 * HOUR),
    Scene("requested", "nawei", "prismo-9-12-7-hengrui", (3, 7), 2 * HOUR),
    Scene("requested", "xinghuo", "l20e-hengrui", (3, 8), 5 * HOUR),
    Scene("requested", "qingmu", "umc-750-hengrui", (4, 9), 21 * HOUR),
    # what large payers still owe
    Scene("completed", "hongtu", "umc-750-hengrui", (-88, -76)),
    Scene("completed", "gongda", "ck6140-hengrui", (-72, -62)),
    # the machine of the pictures: busy enough, and free for parts of the coming days
    Scene("confirmed", "lanting", SHOWPIECE, (1, 3)),
    Scene("confirmed", "yunfan", SHOWPIECE, (1, 4)),
    Scene("confirmed", "baize", SHOWPIECE, (2, 5)),
    Scene("confirmed", "zhiguang", SHOWPIECE, (4, 8)),
    Scene("confirmed", "cuiwei", SHOWPIECE, (6, 9)),
    Scene("confirmed", "qinling", SHOWPIECE, (7, 10)),
)
PROPOSED_ON = "c-32-u-qiheng"


def tell_scenes(author: Author) -> None:
    _thursday(author)
    _proposal(author)
    _running_now(author)
    for scene in SCENES:
        _tell(author, scene)


def _tell(author: Author, scene: Scene) -> None:
    """Where nothing fits on the machine itself, on another of its class: the state is what matters."""
    stand = author.floor.by_slug[scene.machine]
    alike = [
        each
        for each in author.floor.stands.values()
        if each.resource.resource_class == stand.resource.resource_class and each is not stand
    ]
    for place in [stand] * 40 + alike:
        wanted = Wanted(
            fate=scene.fate,
            window=_days(author.now, *scene.days),
            customer=author.people.organisations[scene.customer],
            booked_ago=scene.booked_ago,
        )
        if author.tell(place, wanted):
            return


def _days(now: datetime, first: int, last: int) -> Period:
    """Whole days of Chinese wall time, counted from today."""
    today = now.astimezone(ZONE).date()
    starts_at = at_wall_time(today + timedelta(days=first), time(), ZONE)
    return Period(starts_at, at_wall_time(today + timedelta(days=last + 1), time(), ZONE))


def _thursday(author: Author) -> None:
    """The request of the pictures: eight hours on the DMU 50, on the first free day of that kind."""
    buyer = author.people.organisations[FIRST_CUSTOMER]
    for day in _thursdays_first(author.now):
        starts_at = at_wall_time(day.date(), time(8), ZONE)
        period = Period(starts_at, starts_at + timedelta(hours=8))
        wanted = Wanted(
            fate="requested",
            window=period,
            customer=buyer,
            booker=author.people.acting[FIRST_CUSTOMER],
            period=period,
            booked_ago=timedelta(minutes=40),
            wants_operator=True,
        )
        if author.tell(author.floor.by_slug[SHOWPIECE], wanted):
            return


def _thursdays_first(now: datetime) -> Iterator[datetime]:
    days = [now.astimezone(ZONE) + timedelta(days=number) for number in range(2, 12)]
    yield from sorted(days, key=lambda day: (day.isoweekday() != 4, day))


def _proposal(author: Author) -> None:
    """A request for which the provider has offered two other times."""
    stand = author.floor.by_slug[PROPOSED_ON]
    buyer = author.people.organisations[FIRST_CUSTOMER]
    for _attempt in range(40):
        wanted = Wanted(
            fate="requested",
            window=_days(author.now, 3, 8),
            customer=buyer,
            booked_ago=timedelta(hours=7),
        )
        if life := author.tell(stand, wanted):
            author.propose(life, stand, [_days(author.now, 4, 9), _days(author.now, 5, 12)])
            return


def _running_now(author: Author) -> None:
    """The buyer is at a machine at this moment, wherever one is open now."""
    buyer = author.people.organisations[FIRST_CUSTOMER]
    window = Period(author.now - timedelta(hours=9), author.now)
    for stand in author.floor.stands.values():
        wanted = Wanted(fate="in_use", window=window, customer=buyer, reaching=author.now)
        if stand.family != "lab" and any(author.tell(stand, wanted) for _attempt in range(4)):
            return
