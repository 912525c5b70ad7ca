"""What tests that commit leave behind is taken away."""

from __future__ import annotations

from functools import cache

from django.db import connection
from django.test import TransactionTestCase

# Written once after the migrations and never by tests; jobs lie in tables that are not Django's.
KEPT = {"django_content_type", "auth_permission", "django_migrations"}
JOBS = "procrastinate_jobs"


def empty(_test: TransactionTestCase) -> None:
    """
    Empty the tables that were filled.

    Django empties all and writes types and permissions anew, which takes longer than most of the tests.
    """
    with connection.cursor() as cursor:
        cursor.execute(_asking_which_are_filled())
        if filled := [name for (name,) in cursor.fetchall()]:
            cursor.execute(f"TRUNCATE {', '.join(filled)} CASCADE")


@cache
def _asking_which_are_filled() -> str:
    names = {JOBS, *connection.introspection.django_table_names(include_views=False)} - KEPT
    return " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})"  # noqa: S608 - names of tables of ours
        for name in sorted(names)
    )
