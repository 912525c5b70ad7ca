"""Taking over a statement: whole or not at all, and each line once however many files tell of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from marketplace.accounts.actor import Actor
from payments.models import BankLine, BankStatement
from payments.operations.banking.refusals import operator_of
from payments.operations.banking.statements.reading import read_statement
from payments.operations.banking.statements.rows import Problem, Statement, fingerprints, tidy_name


@dataclass(frozen=True)
class Imported:
    """`new` lines were taken over, `known` ones were there already; with problems, none was."""

    new: int = 0
    known: int = 0
    problems: tuple[Problem, ...] = ()
    encoding: str = ""


def import_statement(*, data: bytes, file_name: str, currency: str, by: Actor, now: datetime) -> Imported:
    """
    :raises StatementRefused: it is no statement that can be read
    :raises NotAllowed: the actor is no operator
    """
    operator = operator_of(by)
    told = read_statement(data, currency=currency)
    if told.problems:
        return Imported(problems=tuple(told.problems), encoding=told.encoding)
    with transaction.atomic():
        statement, _is_new = BankStatement.objects.get_or_create(
            digest=hashlib.sha256(data).hexdigest(),
            defaults={
                "file_name": tidy_name(file_name),
                "format": told.format,
                "encoding": told.encoding,
                "imported_by": operator,
                "imported_at": now,
            },
        )
        new = _keep(statement, told)
    return Imported(new=new, known=len(told.rows) - new, encoding=told.encoding)


def _keep(statement: BankStatement, told: Statement) -> int:
    """How many were new. Of two who import the same at once, the second waits and finds them there."""
    before = statement.lines.count()
    BankLine.objects.bulk_create(
        (
            BankLine(
                statement=statement,
                number=row.number,
                fingerprint=fingerprint,
                booked_on=row.booked_on,
                minor=row.minor,
                currency=row.currency,
                party_name=row.party_name,
                party_account=row.party_account,
                text=row.text,
                bank_ref=row.bank_ref,
            )
            for row, fingerprint in sorted(fingerprints(told.rows), key=lambda each: each[1])
        ),
        ignore_conflicts=True,
        batch_size=2_000,
    )
    return statement.lines.count() - before
