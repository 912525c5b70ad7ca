"""
What the database refuses, whoever writes: the ledger's rows stay, balance, and keep out of closed months.

Each refusal names a constraint, as a broken check would, so that the reader of the error need not
know that a trigger made it.
"""

from __future__ import annotations

from typing import Any

import pgtrigger

# An advisory lock, "Rl": shared by all who post, held alone by who draws a line under what is posted.
POSTING = 0x526C

BALANCED = "journal_balanced"
FITTING = "entry_fits"
OPEN_PERIOD = "journal_in_open_period"
IN_ORDER = "accounting_periods_in_order"


def append_only() -> list[Any]:
    """Rows are added, and nothing else ever happens to them."""
    refusal = "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';"
    changing = pgtrigger.Update | pgtrigger.Delete
    return [
        pgtrigger.Trigger(name="append_only", when=pgtrigger.Before, operation=changing, func=refusal),
        pgtrigger.Trigger(
            name="never_truncated",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func=refusal,
        ),
    ]


def balanced(journal_id: str) -> Any:
    """
    Checked at the end of the transaction: a journal has as many entries as it says, and sums to nothing.

    The count seals it: entries that somebody adds later break it, balanced or not.
    """
    return pgtrigger.Trigger(
        name="balanced",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        func=f"""
            IF (SELECT entry_count FROM payments_journal WHERE id = {journal_id})
                <> (SELECT count(*) FROM payments_entry WHERE journal_id = {journal_id})
            OR EXISTS (
                SELECT FROM payments_entry WHERE journal_id = {journal_id}
                GROUP BY currency HAVING sum(minor) <> 0
            ) THEN {_refuse("Journal % does not balance", journal_id, BALANCED)}
            END IF;
            RETURN NULL;
        """,
    )


def fitting() -> Any:
    """
    An entry repeats the currency of its account and the moment of its journal, for quick sums; truly.

    What is held for a booking is moved by journals of that booking alone.
    """
    return pgtrigger.Trigger(
        name="fitting",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"""
            IF NOT EXISTS (
                SELECT FROM payments_ledgeraccount account, payments_journal journal
                WHERE account.id = NEW.account_id AND account.currency = NEW.currency
                AND journal.id = NEW.journal_id AND journal.posted_at = NEW.posted_at
                AND coalesce(account.booking_id = journal.booking_id, account.booking_id IS NULL)
            ) THEN {_refuse("An entry does not fit journal %", "NEW.journal_id", FITTING)}
            END IF;
            RETURN NEW;
        """,
    )


def in_open_period() -> Any:
    """
    Nothing is posted into a time that is closed.

    The lock makes closing wait for whoever posts at the moment, and who posts next see what was closed.
    """
    return pgtrigger.Trigger(
        name="in_open_period",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"""
            PERFORM pg_advisory_xact_lock_shared({POSTING}, 0);
            IF NEW.posted_at < (SELECT max(upper(period)) FROM payments_accountingperiod) THEN
                {_refuse("The books are closed at %", "NEW.posted_at", OPEN_PERIOD)}
            END IF;
            RETURN NEW;
        """,
    )


def closed_in_order() -> Any:
    """Months are closed one after the other, while nobody posts."""
    return pgtrigger.Trigger(
        name="closed_in_order",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"""
            PERFORM pg_advisory_xact_lock({POSTING}, 0);
            IF lower(NEW.period) <> (SELECT max(upper(period)) FROM payments_accountingperiod) THEN
                {_refuse("% does not follow the last closed month", "NEW.month", IN_ORDER)}
            END IF;
            RETURN NEW;
        """,
    )


def _refuse(sentence: str, value: str, constraint: str) -> str:
    return (
        f"RAISE EXCEPTION '{sentence}', {value} "
        f"USING ERRCODE = 'check_violation', CONSTRAINT = '{constraint}';"
    )
