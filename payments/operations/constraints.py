"""Which constraint an error of the database names, if any."""

from __future__ import annotations

import psycopg
from django.db import IntegrityError


def constraint_of(error: IntegrityError) -> str | None:
    cause = error.__cause__
    return cause.diag.constraint_name if isinstance(cause, psycopg.Error) else None
