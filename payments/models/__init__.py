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
from payments.models.reconciling import (
    EventReading,
    OperationDecision,
    ReconciliationItem,
    ReconciliationRun,
)
from payments.models.returns import Chargeback, LateRefund
from payments.models.supplements import Supplement
from payments.sandbox.rows import SandboxClock, SandboxEvent, SandboxKey, SandboxObject

__all__ = [
    "AccountingPeriod",
    "BalanceSnapshot",
    "BankLine",
    "BankPart",
    "BankStatement",
    "BankTask",
    "Chargeback",
    "CommissionRule",
    "Entry",
    "EventReading",
    "GatewayCustomer",
    "GatewayEvent",
    "Journal",
    "LateRefund",
    "LedgerAccount",
    "OperationDecision",
    "PaymentOperation",
    "PaymentPlan",
    "PayoutAccount",
    "ReconciliationItem",
    "ReconciliationRun",
    "SandboxClock",
    "SandboxEvent",
    "SandboxKey",
    "SandboxObject",
    "Supplement",
]
