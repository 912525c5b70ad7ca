"""The words of payments, by what they are about."""

from payments.enums.asking import OF_CHARGEBACKS, Decision, OperationKind, OperationState
from payments.enums.banking import (
    NOT_TO_SEND,
    PROVEN,
    BankLineState,
    BankTaskKind,
    BankTaskState,
    StatementFormat,
)
from payments.enums.billing import BillKind, DisputeReason, Ending, LineState
from payments.enums.chargebacks import CONTESTED, ChargebackReason, ChargebackState
from payments.enums.invoicing import AgeBand, AllocatedTo, Bearer, PayerKind
from payments.enums.ledger import (
    AT_STRIPE,
    BY_OPERATORS,
    OF_A_BOOKING,
    OF_AN_ORGANISATION,
    AccountKind,
    JournalKind,
)
from payments.enums.paying import (
    BY_BANK,
    BY_GATEWAY,
    PAYMENT_ORDER,
    SECURED,
    Failure,
    PaymentState,
    Rail,
    SupplementState,
)
from payments.enums.reconciling import OF_A_LINE, DifferenceKind, DifferenceState

__all__ = [
    "AT_STRIPE",
    "BY_BANK",
    "BY_GATEWAY",
    "BY_OPERATORS",
    "CONTESTED",
    "NOT_TO_SEND",
    "OF_AN_ORGANISATION",
    "OF_A_BOOKING",
    "OF_A_LINE",
    "OF_CHARGEBACKS",
    "PAYMENT_ORDER",
    "PROVEN",
    "SECURED",
    "AccountKind",
    "AgeBand",
    "AllocatedTo",
    "BankLineState",
    "BankTaskKind",
    "BankTaskState",
    "Bearer",
    "BillKind",
    "ChargebackReason",
    "ChargebackState",
    "Decision",
    "DifferenceKind",
    "DifferenceState",
    "DisputeReason",
    "Ending",
    "Failure",
    "JournalKind",
    "LineState",
    "OperationKind",
    "OperationState",
    "PayerKind",
    "PaymentState",
    "Rail",
    "StatementFormat",
    "SupplementState",
]
