"""
Simultaneous attempts: real threads, released together by a barrier, and real processes of such threads.

As a script it is one of the processes: it reads a race from standard input, says when it is ready,
waits for the word, and prints what came of each attempt.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Thread
from typing import Any

from marketplace.variables import CHECKOUT


def all_at_once(attempts: Sequence[Callable[[], str]]) -> list[str]:
    """Run every attempt in a thread of its own, all released at the same moment; what each returned."""
    from django.db import connection  # noqa: PLC0415 - the script sets Django up first

    barrier = Barrier(len(attempts))

    def run(attempt: Callable[[], str]) -> str:
        try:
            connection.ensure_connection()
            barrier.wait()
            return attempt()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(run, attempts))


def until_it_waits(thread: Thread) -> None:
    """For what our transaction has locked, or until it is done without."""
    from django.db import connection  # noqa: PLC0415 - the script sets Django up first

    with connection.cursor() as cursor:
        while thread.is_alive():
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return


def trying(act: Callable[[], object]) -> Callable[[], str]:
    """An attempt that may be refused."""
    from capacity.operations.refusals import Refused  # noqa: PLC0415 - the script sets Django up first

    def attempt() -> str:
        try:
            act()
        except Refused:
            return "refused"
        return "done"

    return attempt


def in_processes(races: Sequence[dict[str, Any]], environment: dict[str, str]) -> list[str]:
    """One process for each race; all begin when all are ready. What came of every attempt."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.racing"],
            cwd=CHECKOUT,
            env=environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in races
    ]
    for process, race in zip(processes, races, strict=True):
        process.stdin.write(json.dumps(race) + "\n")
        process.stdin.flush()
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    outcomes: list[str] = []
    for process in processes:
        told, _errors = process.communicate()
        assert process.returncode == 0
        outcomes += json.loads(told)
    return outcomes


def _attempts(race: dict[str, Any]) -> list[Callable[[], str]]:
    from datetime import datetime  # noqa: PLC0415 - the script sets Django up first

    from capacity.models import Offer  # noqa: PLC0415
    from capacity.operations import holds  # noqa: PLC0415
    from capacity.operations.assessments import Order  # noqa: PLC0415
    from capacity.operations.refusals import BookingRefused  # noqa: PLC0415
    from marketplace.accounts.actor import Actor  # noqa: PLC0415
    from marketplace.accounts.models import Membership  # noqa: PLC0415
    from marketplace.periods import Period  # noqa: PLC0415

    offer = Offer.objects.select_related("resource").get(pk=race["offer"])
    by = Actor.of(Membership.objects.select_related("user", "organisation").get(pk=race["member"]))
    now = datetime.fromisoformat(race["now"])

    def attempt(window: list[str]) -> str:
        period = Period(*(datetime.fromisoformat(moment) for moment in window))
        try:
            holds.hold(offer=offer, order=Order(period), by=by, now=now)
        except BookingRefused:
            return "refused"
        return "won"

    return [lambda window=window: attempt(window) for window in race["windows"]]


def main() -> None:
    import django  # noqa: PLC0415

    django.setup()
    attempts = _attempts(json.loads(sys.stdin.readline()))
    print("ready", flush=True)
    assert sys.stdin.readline() == "go\n"
    print(json.dumps(all_at_once(attempts)))


if __name__ == "__main__":
    main()
