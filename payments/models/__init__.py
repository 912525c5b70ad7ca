from payments.models.banking import BankLine, BankPart, BankStatement, BankTask
from payments.models.closing import AccountingPeriod
from payments.models.ledger import BalanceSnapshot, Entry, Journal, LedgerAccount
from payments.models.paying import (
    CommissionRule,
    GatewayCustomer,
    GatewayEvent,
    PaymentOperation,
    PaymentPlan,
    PayoutAccount,
)
from payments.sandbox.rows import SandboxClock, SandboxEvent, SandboxKey, SandboxObject

__all__ = [
    "AccountingPeriod",
    "BalanceSnapshot",
    "BankLine",
    "BankPart",
    "BankStatement",
    "BankTask",
    "CommissionRule",
    "Entry",
    "GatewayCustomer",
    "GatewayEvent",
    "Journal",
    "LedgerAccount",
    "PaymentOperation",
    "PaymentPlan",
    "PayoutAccount",
    "SandboxClock",
    "SandboxEvent",
    "SandboxKey",
    "SandboxObject",
]
