"""Which of the tasks a transfer that went out probably was."""

from __future__ import annotations

import re
import unicodedata

from payments.enums import BankTaskState
from payments.models import BankLine, BankTask
from payments.operations.banking.suggesting import plain

REFERENCE = re.compile(r"RT[\W_]?0*(\d+)(?!\d)")


def suggest_tasks(line: BankLine) -> list[BankTask]:
    """Those released, of the line's currency: by reference, then by amount, then by name."""
    named = {int(number) for number in REFERENCE.findall(unicodedata.normalize("NFKC", line.text).upper())}
    released = BankTask.objects.filter(state=BankTaskState.RELEASED, currency=line.currency)
    found = list(released.select_related("plan__booking", "recipient").order_by("released_at", "pk"))
    return sorted(found, key=lambda task: _distance(task, line, named))


def _distance(task: BankTask, line: BankLine, named: set[int]) -> tuple[bool, bool, bool]:
    is_theirs = bool(line.party_name) and plain(line.party_name) == plain(task.holder)
    return task.pk not in named, task.amount != line.size, not is_theirs
