from payments.models.billing import Bill, BillLine
from payments.models.closing import AccountingPeriod
from payments.models.disputing import DisputeFile, LineDispute, SettlementOffer, Split
from payments.models.ledger import BalanceSnapshot, Entry, Journal, LedgerAccount
from payments.models.metering import MeterReading
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
    "Bill",
    "BillLine",
    "CommissionRule",
    "DisputeFile",
    "Entry",
    "GatewayCustomer",
    "GatewayEvent",
    "Journal",
    "LedgerAccount",
    "LineDispute",
    "MeterReading",
    "PaymentOperation",
    "PaymentPlan",
    "PayoutAccount",
    "SandboxClock",
    "SandboxEvent",
    "SandboxKey",
    "SandboxObject",
    "SettlementOffer",
    "Split",
]
