"""What random lives of two bookings have in common: the model, and what is true after each step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db import connection, transaction
from django.db.models import Sum
from hypothesis.stateful import RuleBasedStateMachine, invariant

from capacity.models import Booking
from marketplace.money import Money
from payments.enums import OF_A_BOOKING, OF_AN_ORGANISATION, AccountKind, JournalKind
from payments.ledger import Postings
from payments.models import Entry, Journal
from payments.operations.invariants import violations
from payments.operations.posting import post
from tests.factories import NOW
from tests.payments.posted import new_booking

CURRENCIES = ("CNY", "EUR")  # of the bookings; Stripe's balance is in CNY
AT_STRIPE = (AccountKind.STRIPE, AccountKind.FEES, AccountKind.DISPUTE_OPEN)
Place = tuple[AccountKind, str, int]  # the side is -1 for what is the marketplace's


@dataclass
class Model:
    """What stands where by plain arithmetic, and what of each booking may still move."""

    balances: Counter[Place] = field(default_factory=Counter)
    left: list[Counter[str]] = field(default_factory=lambda: [Counter(), Counter()])


@dataclass
class Story:
    """What was posted, and what the model was before the last of it and is after."""

    model: Model = field(default_factory=Model)
    before: Model = field(default_factory=Model)
    posted: list[tuple[Journal, Postings, Booking]] = field(default_factory=list)


class Books(RuleBasedStateMachine):
    """Two bookings of different firms, paid in two currencies."""

    bookings: ClassVar[list[Booking]] = []
    began: ClassVar[Story] = Story()
    happened: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.story = Story(deepcopy(self.began.model), self.began.before, [*self.began.posted])

    @classmethod
    def begin(cls, tell: Callable[[Any], None]) -> None:
        """What every example has behind it is told once, and stays when they are undone."""
        cls.bookings, cls.began = [new_booking(), new_booking()], Story()
        cls.happened.clear()
        first = cls()
        tell(first)
        cls.began = first.story
        first.undone.__exit__(None, None, None)

    @property
    def model(self) -> Model:
        return self.story.model

    @property
    def posted(self) -> list[tuple[Journal, Postings, Booking]]:
        return self.story.posted

    def teardown(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    def tell(self, side: int, kind: JournalKind, rows: Postings, **moved: int) -> None:
        """Post, and let the model move by as much on the accounts that are named."""
        self.story.before = deepcopy(self.model)
        for name, minor in moved.items():
            self.model.balances[self.place(name, side)] += minor
        booking = self.bookings[side]
        journal = post(kind, f"txn_{len(self.posted)}", rows, booking=booking, now=NOW)
        self.posted.append((journal, rows, booking))
        self.happened[kind] += 1

    def place(self, name: str, side: int) -> Place:
        """An account by its kind, in its usual currency or in the one that is named (`fx__CNY`)."""
        word, _, currency = name.partition("__")
        kind = AccountKind(word)
        usual = "CNY" if kind in AT_STRIPE else CURRENCIES[side]
        is_somebodys = kind in OF_A_BOOKING | OF_AN_ORGANISATION
        return kind, currency or usual, side if is_somebodys else -1

    def money(self, side: int, minor: int) -> Money:
        return Money(minor, CURRENCIES[side])

    def exchange(self, side: int, minor: int, rate: int) -> tuple[Money, Money, dict[str, int]]:
        """The amount, what it is at Stripe, and what coming in leaves on the accounts of exchange."""
        amount = self.money(side, minor)
        if side == 0:
            return amount, amount, {}
        return amount, Money(minor * rate, "CNY"), {"fx__EUR": minor, "fx__CNY": -minor * rate}

    def most(self, side: int, name: str, wanted: int) -> tuple[int, int]:
        """The side, or the other where this one has nothing left of it, and no more than is left there."""
        side = side if self.model.left[side][name] > 0 else 1 - side
        return side, min(wanted, self.model.left[side][name])

    def shift(self, side: int, minor: int, *, out_of: str = "", into: str = "") -> None:
        """What may move next is less of the one and more of the other."""
        self.model.left[side].update({into: minor})
        self.model.left[side].subtract({out_of: minor})

    @invariant()
    def accounts_stand_where_arithmetic_says(self) -> None:
        side_of = {booking.pk: side for side, booking in enumerate(self.bookings)}
        side_of_owner = {booking.provider_id: side for side, booking in enumerate(self.bookings)}
        side_of_owner |= {booking.customer_id: side for side, booking in enumerate(self.bookings)}
        columns = ("account__kind", "account__currency", "account__owner", "account__booking")
        rows = Entry.objects.values_list(*columns).annotate(Sum("minor")).order_by()
        found = {
            (kind, currency, side_of_owner.get(owner, side_of.get(booking, -1))): int(minor)
            for kind, currency, owner, booking, minor in rows
            if minor
        }
        assert found == {place: minor for place, minor in self.model.balances.items() if minor}

    @invariant()
    def nothing_is_lost_or_spent_twice(self) -> None:
        assert list(violations()) == []


def out(left: dict[str, int]) -> dict[str, int]:
    """What going out leaves on the accounts of exchange."""
    return {name: -minor for name, minor in left.items()}
