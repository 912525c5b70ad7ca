"""The author: finds room for a booking, lets it be ordered, and leads it to its fate."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

from capacity.enums import BookingState, Side, Step
from capacity.models import Proposal
from capacity.operations import clock
from marketplace.accounts.models import Organisation, User
from marketplace.demo.seeding.fates import FATES, Teller
from marketplace.demo.seeding.floor import Floor, Stand
from marketplace.demo.seeding.lives import Life, Offered
from marketplace.demo.seeding.orders import OrderBook, price_fields, price_for
from marketplace.demo.seeding.people import FIRST_CUSTOMER, People
from marketplace.demo.seeding.talk import NOTES
from marketplace.periods import MINUTE, Period

WAITING = frozenset({BookingState.HELD, BookingState.REQUESTED})
STILL_WAITS = timedelta(minutes=12)  # what waits must not run out while the demo is seeded and opened
WITH_PASS = slice(2, 12)  # customers whose qualifications last; the first is added, the second's end soon


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to be told; everything that is left open is left to chance."""

    fate: str
    window: Period
    customer: Organisation | None = None
    booker: User | None = None
    period: Period | None = None
    reaching: datetime | None = None
    booked_ago: timedelta | None = None
    wants_operator: bool | None = None


@dataclass
class Author:
    floor: Floor
    book: OrderBook
    people: People
    now: datetime
    chance: Random
    lives: list[Life] = field(default_factory=list)
    _days: set[tuple[int, int, int]] = field(default_factory=set)

    def tell(self, stand: Stand, wanted: Wanted) -> Life | None:
        """The life if there was room for it and time for its steps; it is kept."""
        units = self._units(stand) if wanted.period is None else 1
        room = self._room(stand, wanted, units)
        if room is None:
            return None
        period, unit_ids = room
        at = self._booked_at(stand, wanted, period)
        customer = wanted.customer or self._customer(stand)
        day = (stand.resource.pk, customer.pk, period.starts_at.toordinal())
        if at is None or day in self._days:
            return None
        life = self._life(stand, wanted, period, unit_ids, at=at, customer=customer)
        FATES[wanted.fate](life, Teller(self.now, self.chance))
        if not self._is_sound(life):
            return None
        self._days.add(day)
        life.occupied = self.floor.occupy(stand, unit_ids, stand.claimed(period))
        self.lives.append(life)
        return life

    def _units(self, stand: Stand) -> int:
        most = min(len(stand.unit_ids), 4)
        return self.chance.randint(1, most) if most > 1 and self.chance.random() < 0.3 else 1

    def _room(self, stand: Stand, wanted: Wanted, units: int) -> tuple[Period, list[int]] | None:
        if wanted.period is None:
            return self.floor.gap(stand, self.chance, wanted.window, units=units, reaching=wanted.reaching)
        free = self.floor.free_units(stand, stand.claimed(wanted.period))
        is_open = any(hours.contains(wanted.period) for hours in stand.open_periods)
        return (wanted.period, free[:1]) if free and is_open else None

    def _booked_at(self, stand: Stand, wanted: Wanted, period: Period) -> datetime | None:
        """Between the horizon and the notice before the start, by day, and in the past."""
        limits = stand.limits
        latest = min(period.starts_at - max(limits.notice_minutes, 20) * MINUTE, self.now - 25 * MINUTE)
        if wanted.booked_ago is not None:
            at = self.now - wanted.booked_ago
        elif wanted.fate == "held":
            at = self.now - timedelta(minutes=self.chance.choice((3, 60, 190, 420, 800)))
        elif wanted.fate == "requested":
            at = self.now - timedelta(minutes=self.chance.randint(8, 44 * 60))
        else:
            at = self._by_day(latest - self.chance.choice(_LEADS) * timedelta(hours=1), latest)
        earliest = period.ends_at - timedelta(days=limits.horizon_days or 90)
        in_time = period.starts_at - limits.notice_minutes * MINUTE
        return at if earliest <= at <= min(in_time, self.now - MINUTE) else None

    def _by_day(self, at: datetime, latest: datetime) -> datetime:
        """Moved to office hours in China, unless that would be too late."""
        moved = at.replace(hour=self.chance.randint(0, 9), minute=self.chance.randint(0, 59))
        return moved if moved <= latest else at

    def _customer(self, stand: Stand) -> Organisation:
        customers = self.people.customers
        if stand.needs_pass:
            customers = [customers[0], *customers[WITH_PASS]]
        weights = [0.4 if customer.slug == FIRST_CUSTOMER else 1 for customer in customers]
        return self.chance.choices(customers, weights)[0]

    def _life(
        self,
        stand: Stand,
        wanted: Wanted,
        period: Period,
        unit_ids: list[int],
        *,
        at: datetime,
        customer: Organisation,
    ) -> Life:
        booker = wanted.booker or self._booker(customer)
        booking = self.book.order(
            stand.resource,
            period,
            customer=customer,
            booker=booker,
            at=at,
            units=len(unit_ids),
            note=self.chance.choice(NOTES[stand.resource.resource_class]),
            wants_operator=wanted.wants_operator,
        )
        scheduler = self.people.acting[stand.resource.provider.slug]
        return Life(booking, booker, scheduler, [], stand.claimed(period))

    def _booker(self, customer: Organisation) -> User:
        if customer.slug == FIRST_CUSTOMER and self.chance.random() < 0.3:
            return self.people.colleague
        return self.people.acting[customer.slug]

    def _is_sound(self, life: Life) -> bool:
        """Steps follow each other and lie in the past; what waits can still wait."""
        moments = [step.taken_at for step in life.steps]
        in_order = all(earlier <= later for earlier, later in pairwise(moments))
        if not in_order or moments[-1] > self.now:
            return False
        owed = life.timer()
        return owed is None or owed[1] > self.now + (STILL_WAITS if life.state in WAITING else MINUTE)

    def propose(self, life: Life, stand: Stand, windows: list[Period]) -> None:
        """Let the provider offer other times for a request, as many as there is room for."""
        booking = life.booking
        at = self.now - 50 * MINUTE
        kept = []
        for window in windows:
            if gap := self.floor.gap(stand, self.chance, window):
                period, unit_ids = gap
                during = stand.claimed(period)
                # Taken at once, so that the next one is found beside it.
                kept.append((period, during, self.floor.occupy(stand, unit_ids, during)))
        periods = [period for period, _during, _occupied in kept]
        earliest = min([booking.period.starts_at, *(period.starts_at for period in periods)])
        choose_by = clock.choose_by(now=at, earliest_start=earliest)
        for period, during, occupied in kept:
            price = price_for(booking, self.book.terms(booking), period)
            proposal = Proposal(booking=booking, period=period, expires_at=choose_by, **price_fields(price))
            life.proposals.append(Offered(proposal, occupied, during))
        life.take(
            Step.PROPOSE,
            at,
            Side.PROVIDER,
            message="这两个时段机器更空，可以吗？",
            periods=periods,
            answer_by=choose_by,
        )


_LEADS = (1, 3, 8, 20, 26, 30, 48, 52, 72, 75, 100, 124, 170, 240)
