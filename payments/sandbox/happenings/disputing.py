"""A payer's bank takes a charge back, and somebody wins."""

from __future__ import annotations

from datetime import timedelta

from payments.sandbox import balances
from payments.sandbox.refusals import Body, Refusal
from payments.sandbox.rows import SandboxObject
from payments.sandbox.world import World, stamp

DISPUTE_FEE = 1500
ANSWER_WITHIN = timedelta(days=9)
OPEN = ("needs_response", "under_review")


def open_dispute(
    world: World, charge: SandboxObject, amount: int, reason: str = "fraudulent"
) -> SandboxObject:
    """
    The bank takes `amount` back, which may be less than the charge, and Stripe its fee.

    :raises Refusal: there is a dispute already, or less was charged
    """
    most = charge.body["amount_captured"] - charge.body["amount_refunded"]
    if charge.body["disputed"] or not 0 < amount <= most:
        raise Refusal(400, "charge_disputed", f"Charge {charge.ref} cannot be disputed for {amount}.")
    currency = charge.body["currency"]
    body: Body = {"amount": amount, "currency": currency, "charge": charge.ref, "reason": reason}
    body |= {"payment_intent": charge.body["payment_intent"], "status": "needs_response", "metadata": {}}
    body |= {"balance_transactions": [], "enhanced_eligibility_types": [], "is_charge_refundable": False}
    body |= {"evidence": {"enhanced_evidence": {}}, "evidence_details": _details(world)}
    dispute = world.create("dispute", body)
    world.change(charge, disputed=True)
    world.emit("charge.dispute.created", dispute)
    _book(world, dispute, -amount, fee=DISPUTE_FEE)
    world.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def close_dispute(world: World, dispute: SandboxObject, *, is_won: bool) -> None:
    """:raises Refusal: it is closed already"""
    if dispute.body["status"] not in OPEN:
        raise Refusal(400, "dispute_already_closed", f"Dispute {dispute.ref} is closed.")
    world.change(dispute, status="won" if is_won else "lost")
    if is_won:
        _book(world, dispute, dispute.body["amount"], fee=0)
        world.emit("charge.dispute.funds_reinstated", dispute)
    world.emit("charge.dispute.closed", dispute)


def _book(world: World, dispute: SandboxObject, amount: int, *, fee: int) -> None:
    source, currency = dispute.ref, dispute.body["currency"]
    row = balances.record(world, "adjustment", amount, currency, source, fee=fee, description="Chargeback")
    booked = [*dispute.body["balance_transactions"], {"object": "balance_transaction", **row.body}]
    world.change(dispute, balance_transactions=booked)


def _details(world: World) -> Body:
    due_by = stamp(world.now + ANSWER_WITHIN)
    return {
        "due_by": due_by,
        "has_evidence": False,
        "past_due": False,
        "submission_count": 0,
        "submission_method": "manual",
        "enhanced_eligibility": {},
    }
