"""The moment at which nobody posts: whatever is decided there is not overtaken by a posting under way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from capacity.operations.refusals import Refused
from payments.models.triggers import POSTING

# Whoever posts waits behind us while we wait. Much below the database's own wait for a deadlock (1 s):
# one who has posted may be waiting for one who is about to, and that ends by our giving up.
PATIENCE_MS = 200


class Busy(Refused):
    """There are postings under way that do not end."""

    def __init__(self) -> None:
        super().__init__(_("Payments are being posted at this moment; try again."))


@contextmanager
def nobody_posting() -> Iterator[None]:
    """
    A transaction in which every posting is committed or has not begun, and no new one begins.

    :raises Busy: it did not come to that in PATIENCE_MS
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE_MS}")
            try:
                cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [POSTING])
            except OperationalError as error:
                raise Busy from error
            cursor.execute("SET LOCAL lock_timeout = DEFAULT")
        yield
