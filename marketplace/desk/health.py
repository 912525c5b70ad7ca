"""Whether the marketplace keeps up: what is due, what waits, what failed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from marketplace.desk.figures import BAD, GOOD, WARNING, Figure
from marketplace.desk.payment_health import payment_figures
from marketplace.events.models import Timer
from search.models import IndexLag

LATE, TOO_LATE = timedelta(minutes=2), timedelta(minutes=10)
ALIVE = timedelta(minutes=1)
SHOWN = 20


class NotServing(Exception):
    """The site cannot serve; the text says why."""


_migrated: set[str] = set()


def check_serving() -> None:
    """
    Ask the database, and once for each process whether every migration is applied.

    :raises NotServing: a migration is missing
    :raises DatabaseError: the database does not answer
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if connection.alias in _migrated:
        return
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        raise NotServing(f"{len(missing)} migrations are not applied")
    _migrated.add(connection.alias)


class Health:
    """Readings of the timers, the jobs, the search index and the database, and of payments."""

    def __init__(self, *, now: datetime) -> None:
        self._now = now

    @cached_property
    def timers(self) -> dict[str, Any]:
        due = Q(next_attempt_at__lte=self._now)
        return Timer.objects.aggregate(
            every=Count("pk"),
            due=Count("pk", filter=due),
            oldest=Min("due_at", filter=due),
            failed=Count("pk", filter=~Q(last_error="")),
        )

    @cached_property
    def failed_timers(self) -> list[tuple[Timer, str]]:
        """Those that failed, with the last line of what went wrong."""
        failed = Timer.objects.exclude(last_error="").order_by("due_at", "pk")[:SHOWN]
        return [(timer, timer.last_error.strip().splitlines()[-1]) for timer in failed]

    @property
    def oldest_age(self) -> timedelta:
        oldest: datetime | None = self.timers["oldest"]
        return self._now - oldest if oldest else timedelta()

    @cached_property
    def jobs(self) -> dict[str, int]:
        counted = ProcrastinateJob.objects.values_list("status").annotate(Count("id")).order_by()
        return dict(counted)

    @cached_property
    def waiting_jobs(self) -> int:
        """Those that could run now."""
        runnable = Q(scheduled_at__isnull=True) | Q(scheduled_at__lte=self._now)
        return ProcrastinateJob.objects.filter(runnable, status="todo").count()

    @cached_property
    def failed_jobs(self) -> Sequence[Any]:
        return list(ProcrastinateJob.objects.filter(status="failed").order_by("-id")[:SHOWN])

    @cached_property
    def workers(self) -> int:
        return ProcrastinateWorker.objects.filter(last_heartbeat__gte=self._now - ALIVE).count()

    @cached_property
    def database(self) -> dict[str, Any]:
        with connection.cursor() as cursor:
            cursor.execute(_DATABASE)
            version, size, connections, most = cursor.fetchone()
        return {"version": version, "size": size, "connections": connections, "most": most}

    @property
    def figures(self) -> list[Figure]:
        timers, jobs = (
            [self._due(), self._failed_timers()],
            [self._waiting(), self._failed(), self._workers()],
        )
        return [*timers, *jobs, self._search(), *payment_figures(self._now)]

    def _due(self) -> Figure:
        age, due = self.oldest_age, self.timers["due"]
        tone = BAD if age > TOO_LATE else WARNING if age > LATE else GOOD
        notes = {
            GOOD: _("Nothing is late."),
            WARNING: _("Somewhat late; the state in effect is right all the same."),
            BAD: _("Late: look at the worker."),
        }
        return Figure(_("Timers due"), str(due), tone, notes[tone])

    def _failed_timers(self) -> Figure:
        failed = self.timers["failed"]
        note = _("They are tried again, later each time.") if failed else _("Every timer ran well.")
        return Figure(_("Timers that failed"), str(failed), WARNING if failed else GOOD, note)

    def _waiting(self) -> Figure:
        waiting = self.waiting_jobs
        tone = WARNING if waiting > 1000 else GOOD
        note = _("More than the worker gets done at once.") if tone == WARNING else _("The worker keeps up.")
        return Figure(_("Jobs waiting"), str(waiting), tone, note)

    def _failed(self) -> Figure:
        failed = self.jobs.get("failed", 0)
        note = _("They were given up; see below.") if failed else _("No job was given up.")
        return Figure(_("Jobs failed"), str(failed), BAD if failed else GOOD, note)

    def _workers(self) -> Figure:
        alive = self.workers
        note = _("Heard from within a minute.") if alive else _("No worker was heard of for a minute.")
        return Figure(_("Workers"), str(alive), GOOD if alive else BAD, note)

    def _search(self) -> Figure:
        lag = IndexLag.objects.first()
        if lag is None:
            return Figure(_("Search index"), _("up to date"), GOOD, _("Searches are answered from it."))
        note = _("PostgreSQL answers searches until the engine has caught up, which it does by itself.")
        return Figure(_("Search index"), _("behind"), WARNING, note)


_DATABASE = """
SELECT current_setting('server_version'), pg_size_pretty(pg_database_size(current_database())),
       (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()),
       current_setting('max_connections')
"""
