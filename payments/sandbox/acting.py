"""What people and banks do in the sandbox, each a transaction of its own: its pages and tests call these."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction

from payments.sandbox import accounts, passing
from payments.sandbox.happenings import disputing, funding, paying, paying_out
from payments.sandbox.locking import one_at_a_time
from payments.sandbox.rows import SandboxClock, SandboxObject
from payments.sandbox.world import World, ahead


@contextmanager
def acting(now: datetime) -> Iterator[World]:
    """The platform's world as it is now, by our clock, for one writer."""
    with transaction.atomic():
        one_at_a_time()
        world = World(now + ahead())
        passing.happen(world)
        yield world


def pay(*, session_ref: str, instrument: str, now: datetime) -> str:
    """Why it was declined, or nothing. :raises Refusal: the page is not open, or takes no such thing"""
    with acting(now) as world:
        session = world.get("checkout.session", session_ref)
        act = paying.keep_card if session.body["mode"] == "setup" else paying.pay
        return act(world, session, instrument)


def fail_challenge(*, session_ref: str, now: datetime) -> None:
    """:raises Refusal: the page is not open"""
    with acting(now) as world:
        paying.fail_challenge(world, world.get("checkout.session", session_ref))


def money_arrives(*, payment_ref: str, amount: int, now: datetime) -> None:
    """:raises Refusal: the payment does not wait for money"""
    with acting(now) as world:
        funding.money_arrives(world, world.get("payment_intent", payment_ref), amount)


def decide_account(*, account_ref: str, is_accepted: bool, now: datetime) -> SandboxObject:
    with acting(now) as world:
        row = world.get("v2.core.account", account_ref)
        accounts.decide(world, row, is_accepted=is_accepted)
        return row


def open_dispute(*, charge_ref: str, amount: int, now: datetime) -> str:
    """The id of the dispute. :raises Refusal: there is one already, or less was charged"""
    with acting(now) as world:
        return disputing.open_dispute(world, world.get("charge", charge_ref), amount).ref


def close_dispute(*, dispute_ref: str, is_won: bool, now: datetime) -> None:
    """:raises Refusal: it is closed already"""
    with acting(now) as world:
        disputing.close_dispute(world, world.get("dispute", dispute_ref), is_won=is_won)


def return_payout(*, account_ref: str, payout_ref: str, now: datetime) -> None:
    """The bank sends a payout back."""
    with acting(now) as world:
        theirs = world.of(account_ref)
        paying_out.come_back(theirs, theirs.get("payout", payout_ref))


def go_on(*, by: timedelta, now: datetime) -> None:
    """Put the sandbox's clock forward, and let happen what falls due until then."""
    with transaction.atomic():
        one_at_a_time()
        SandboxClock.objects.update_or_create(pk=1, defaults={"ahead": ahead() + by})
    passing.let_time_pass(now)
