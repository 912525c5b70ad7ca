from payments.models.bank_accounts import BankAccount
from payments.models.banking import BankLine, BankPart, BankStatement, BankTask, UndoneMatch
from payments.models.billing import Bill, BillLine
from payments.models.closing import AccountingPeriod
from payments.models.disputing import DisputeFile, LineDispute, SettlementOffer, Split
from payments.models.invoicing import Allocation, CreditNote, InterestCharge, Invoice, Reminder
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
from payments.models.prompt_payment import PromptPaymentRule, ReferenceRate
from payments.models.reconciling import (
    EventReading,
    OperationDecision,
    ReconciliationItem,
    ReconciliationRun,
)
from payments.models.returns import Chargeback, LateRefund, LateRefundPart
from payments.models.supplements import Supplement
from payments.models.terms import AgreedTerms, CreditLimit
from payments.models.writing_off import Recovery, WriteOff
from payments.sandbox.rows import SandboxClock, SandboxEvent, SandboxKey, SandboxObject

__all__ = [
    "AccountingPeriod",
    "AgreedTerms",
    "Allocation",
    "BalanceSnapshot",
    "BankAccount",
    "BankLine",
    "BankPart",
    "BankStatement",
    "BankTask",
    "Bill",
    "BillLine",
    "Chargeback",
    "CommissionRule",
    "CreditLimit",
    "CreditNote",
    "DisputeFile",
    "Entry",
    "EventReading",
    "GatewayCustomer",
    "GatewayEvent",
    "InterestCharge",
    "Invoice",
    "Journal",
    "LateRefund",
    "LateRefundPart",
    "LedgerAccount",
    "LineDispute",
    "MeterReading",
    "OperationDecision",
    "PaymentOperation",
    "PaymentPlan",
    "PayoutAccount",
    "PromptPaymentRule",
    "ReconciliationItem",
    "ReconciliationRun",
    "Recovery",
    "ReferenceRate",
    "Reminder",
    "SandboxClock",
    "SandboxEvent",
    "SandboxKey",
    "SandboxObject",
    "SettlementOffer",
    "Split",
    "Supplement",
    "UndoneMatch",
    "WriteOff",
]
