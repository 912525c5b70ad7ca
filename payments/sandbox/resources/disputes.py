"""Disputes: answering them, or giving in."""

from __future__ import annotations

from stripe.params import DisputeCloseParams, DisputeListParams, DisputeRetrieveParams, DisputeUpdateParams

from payments.sandbox.calls import Call, Route
from payments.sandbox.happenings.disputing import close_dispute
from payments.sandbox.parameters import Shape
from payments.sandbox.reading import many, one
from payments.sandbox.refusals import unexpected_state
from payments.sandbox.rows import SandboxObject

EVIDENCE = ("product_description", "uncategorized_text", "cancellation_rebuttal", "service_date")


def update(call: Call) -> SandboxObject:
    """Evidence is collected until it is submitted; then the bank decides."""
    row = call.world.get("dispute", call.ref)
    if row.body["status"] != "needs_response":
        raise unexpected_state("dispute", row.body["status"], "needs_response")
    evidence = row.body["evidence"] | call.params.get("evidence", {})
    metadata = row.body["metadata"] | (call.params.get("metadata") or {})
    is_sent = call.params.get("submit", True)
    details = row.body["evidence_details"] | {
        "has_evidence": bool(evidence),
        "submission_count": int(is_sent),
    }
    status = "under_review" if is_sent else "needs_response"
    call.world.change(row, evidence=evidence, evidence_details=details, metadata=metadata, status=status)
    call.world.emit("charge.dispute.updated", row)
    return row


def close(call: Call) -> SandboxObject:
    row = call.world.get("dispute", call.ref)
    close_dispute(call.world, row, is_won=False)
    return row


UPDATE = " ".join(("submit metadata expand", *(f"evidence.{name}" for name in EVIDENCE)))
ROUTES = (
    one("dispute", "/v1/disputes/{}", DisputeRetrieveParams),
    many("dispute", "/v1/disputes", DisputeListParams, "charge", "payment_intent"),
    Route("POST", "/v1/disputes/{}", update, Shape(DisputeUpdateParams, UPDATE)),
    Route("POST", "/v1/disputes/{}/close", close, Shape(DisputeCloseParams, "expand")),
)
