from payments.models.closing import AccountingPeriod
from payments.models.invoicing import Allocation, CreditNote, InterestCharge, Invoice, Reminder
from payments.models.ledger import BalanceSnapshot, Entry, Journal, LedgerAccount
from payments.models.paying import (
    CommissionRule,
    GatewayCustomer,
    GatewayEvent,
    PaymentOperation,
    PaymentPlan,
    PayoutAccount,
)
from payments.models.prompt_payment import PromptPaymentRule, ReferenceRate
from payments.models.terms import AgreedTerms, CreditLimit
from payments.sandbox.rows import SandboxClock, SandboxEvent, SandboxKey, SandboxObject

__all__ = [
    "AccountingPeriod",
    "AgreedTerms",
    "Allocation",
    "BalanceSnapshot",
    "CommissionRule",
    "CreditLimit",
    "CreditNote",
    "Entry",
    "GatewayCustomer",
    "GatewayEvent",
    "InterestCharge",
    "Invoice",
    "Journal",
    "LedgerAccount",
    "PaymentOperation",
    "PaymentPlan",
    "PayoutAccount",
    "PromptPaymentRule",
    "ReferenceRate",
    "Reminder",
    "SandboxClock",
    "SandboxEvent",
    "SandboxKey",
    "SandboxObject",
]
