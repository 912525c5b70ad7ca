"""The kinds of objects that the sandbox keeps: how their ids begin, and which class describes them."""

from __future__ import annotations

from functools import cache

import stripe
from stripe import checkout, v2

PREFIXES = {
    "balance_transaction": "txn_",
    "charge": "ch_",
    "checkout.session": "cs_test_",
    "customer": "cus_",
    "dispute": "du_",
    "event": "evt_",
    "payment_intent": "pi_",
    "payment_method": "pm_",
    "payment_refund": "pyr_",
    "payout": "po_",
    "refund": "re_",
    "request": "req_",
    "secret": "secret_",
    "setup_intent": "seti_",
    "transfer": "tr_",
    "transfer_reversal": "trr_",
    "v2.core.account": "acct_",
}


@cache
def classes() -> dict[str, type]:
    """By what `object` says in an answer."""
    return {
        "balance": stripe.Balance,
        "balance_transaction": stripe.BalanceTransaction,
        "cash_balance": stripe.CashBalance,
        "charge": stripe.Charge,
        "checkout.session": checkout.Session,
        "customer": stripe.Customer,
        "dispute": stripe.Dispute,
        "event": stripe.Event,
        "list": stripe.ListObject,
        "payment_intent": stripe.PaymentIntent,
        "payment_method": stripe.PaymentMethod,
        "payout": stripe.Payout,
        "refund": stripe.Refund,
        "setup_intent": stripe.SetupIntent,
        "transfer": stripe.Transfer,
        "transfer_reversal": stripe.TransferReversal,
        "v2.core.account": v2.core.Account,
        "v2.core.account_link": v2.core.AccountLink,
    }
