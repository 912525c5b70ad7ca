"""
`python -m tests.bench.payments`: what a payment costs through the sandbox in this process, a burst of
webhooks, posting against raw inserts of the same rows, and thousands of lives under faults.

Each process has a database of its own.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from http import HTTPStatus
from statistics import quantiles

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone

from payments.enums import Rail
from payments.models import CommissionRule, Entry, GatewayEvent, Journal, SandboxEvent
from payments.sandbox.delivery import signed
from tests.factories import NOW
from tests.payments.faults.schedules import Life
from tests.payments.paying import Deal
from tests.payments.posted import Told, new_booking
from tests.payments.sandboxed import RECORDED, Desk


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--payments", type=int, default=50, help="payments from hold to payout")
    parser.add_argument("--journals", type=int, default=1_000, help="journals to post")
    parser.add_argument("--schedules", type=int, default=200, help="lives under faults; 5000 of a night")
    parser.add_argument("--first", type=int, default=200, help="the first seed; `make test` has those before")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    with database("bench"):
        measure_payments(options.payments)
        measure_webhooks(options.processes)
        measure_posting(options.journals)
    seeds = range(options.first, options.first + options.schedules)
    if not seeds:
        return
    begun = time.perf_counter()
    with ProcessPoolExecutor(options.processes) as pool:
        parts = [seeds[number :: options.processes] for number in range(options.processes)]
        found = [line for lines in pool.map(live, range(options.processes), parts) for line in lines]
    told("lives under faults", len(seeds), time.perf_counter() - begun)
    print(f"{len(found)} of {len(seeds)} lives ended otherwise than one without faults")
    for line in found:
        print(line)
    raise SystemExit(bool(found))


@contextmanager
def database(name: str) -> Iterator[None]:
    connection.settings_dict["TEST"]["NAME"] = f"rongtong_{name}"
    made = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    settings.PAYMENTS_BACKEND = "sandbox"
    CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})
    try:
        yield
    finally:
        connection.close()
        teardown_databases(made, verbosity=0)


def told(what: str, count: int, spent: float) -> None:
    print(f"{what:<44} {count / spent:10.1f} a second   ({count} in {spent:.1f} s)", flush=True)


def measure_payments(count: int) -> None:
    """Hold, page, card, acceptance, use, capture, settlement, transfer: each a booking of its own."""
    deals = [Deal(Desk(_numbers=itertools.count(1_000 * number))) for number in range(count)]
    for deal in deals:
        deal.open_account()
    RECORDED.clear()
    begun = time.perf_counter()
    for deal in deals:
        deal.pay(Rail.CARD_HOLD, "pm_card_bypassPending")
        deal.accept()
        deal.use()
        deal.desk.after(days=3)
        deal.advance()
    told("payments from page to payout", count, time.perf_counter() - begun)
    assert all(kind_done(deal) for deal in deals)
    print(f"{'requests for each':<44} {len(RECORDED) / count:10.1f}")


def kind_done(deal: Deal) -> bool:
    return ("transfer", "done") in deal.asked()


def measure_webhooks(processes: int) -> None:
    """Every event of those payments comes at once, through the whole site but for the socket (T12)."""
    GatewayEvent.objects.all().delete()
    events = [event for event in SandboxEvent.objects.all() if event.body["object"] == "event"]
    news = [signed(event, now=timezone.now()) for event in events]
    connection.close()
    with ProcessPoolExecutor(processes) as pool:
        parts = list(pool.map(bring, [news[number::processes] for number in range(processes)]))
    assert GatewayEvent.objects.count() == len(events)
    begun, ended = min(spans[0][0] for spans in parts), max(spans[-1][1] for spans in parts)
    spent = [until - since for spans in parts for since, until in spans]
    told(f"webhooks taken in by {processes} processes", len(events), ended - begun)
    print(f"{'of 20 the slowest but one takes, ms':<44} {quantiles(spent, n=20)[-1] * 1000:10.1f}")


def bring(news: list[tuple[bytes, str]]) -> list[tuple[float, float]]:
    """In a process of its own: when each was sent and answered."""
    client, spans = Client(SERVER_NAME="localhost"), []
    for body, signature in [(b"", ""), *news]:  # one to warm up, and it is refused
        begun = time.perf_counter()
        answer = client.post(
            settings.STRIPE_WEBHOOK_PATH,
            body,
            content_type="application/json",
            headers={"Stripe-Signature": signature},
        )
        spans.append((begun, time.perf_counter()))
        assert answer.status_code == (HTTPStatus.OK if body else HTTPStatus.BAD_REQUEST)
    return spans[1:]


def measure_posting(count: int) -> None:
    """By turns, so that both meet the machine as it is."""
    posting = Told(new_booking())
    with transaction.atomic():
        sample = posting.capture(1000, fee=30, ref="txn_bench")
    entries = list(Entry.objects.filter(journal=sample).values_list("account_id", "currency", "minor"))
    ours = raw = 0.0
    for number in range(count):
        begun = time.perf_counter()
        with transaction.atomic():
            posting.capture(1000, fee=30, ref=f"txn_bench_{number}")
        between = time.perf_counter()
        insert(f"txn_raw_{number}", sample, entries)
        ours += between - begun
        raw += time.perf_counter() - between
    told("journals of three entries, each committed", count, ours)
    told("the same rows by raw inserts", count, raw)
    print(f"{'a journal costs of its raw rows':<44} {ours / raw:10.1f}")


def insert(ref: str, sample: Journal, entries: list[tuple[int, str, int]]) -> None:
    """Under the same triggers and constraints, in two statements and one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO payments_journal (kind, ref, booking_id, posted_at, entry_count)"
            " VALUES (%s, %s, %s, %s, %s) RETURNING id",
            [sample.kind, ref, sample.booking_id, NOW, len(entries)],
        )
        (journal,) = cursor.fetchone()
        rows = [value for entry in entries for value in (journal, *entry, NOW)]
        cursor.execute(
            "INSERT INTO payments_entry (journal_id, account_id, currency, minor, posted_at)"
            " VALUES (%s, %s, %s, %s, %s), (%s, %s, %s, %s, %s), (%s, %s, %s, %s, %s)",
            rows,
        )


def live(number: int, seeds: range) -> list[str]:
    """In a process of its own: what each of these lives did wrong."""
    connection.close()
    found = []
    with database(f"lives_{number}"):
        for done, (seed, faults) in enumerate(lives(seeds), start=1):
            found += [f"seed {seed}: {fault}" for fault in faults]
            if done % 100 == 0:
                print(f"process {number}: {done} of {len(seeds)}, {found or 'all sound'}", file=sys.stderr)
    return found


def lives(seeds: range) -> Iterator[tuple[int, list[str]]]:
    for seed in seeds:
        RECORDED.clear()
        alone = transaction.atomic()
        alone._from_testcase = True
        with alone:
            life = Life(seed)
            life.run()
            life.rest()
            found = life.faults_found()
            transaction.set_rollback(True)
        yield seed, found


if __name__ == "__main__":
    main()
