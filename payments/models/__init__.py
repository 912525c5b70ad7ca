from payments.models.closing import AccountingPeriod
from payments.models.ledger import BalanceSnapshot, Entry, Journal, LedgerAccount
from payments.sandbox.rows import SandboxClock, SandboxEvent, SandboxKey, SandboxObject

__all__ = [
    "AccountingPeriod",
    "BalanceSnapshot",
    "Entry",
    "Journal",
    "LedgerAccount",
    "SandboxClock",
    "SandboxEvent",
    "SandboxKey",
    "SandboxObject",
]
