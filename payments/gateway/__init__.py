"""Stripe, or its sandbox: the one place where money is asked to move."""

from payments.gateway.checkouts import Capture, Method, Order
from payments.gateway.choosing import Gateway, Sandboxed, gateway
from payments.gateway.outcomes import Declined, Forged, GatewayProblem, PaymentsAreOff, Refused, Unknown
from payments.gateway.values import PaymentStatus

__all__ = [
    "Capture",
    "Declined",
    "Forged",
    "Gateway",
    "GatewayProblem",
    "Method",
    "Order",
    "PaymentStatus",
    "PaymentsAreOff",
    "Refused",
    "Sandboxed",
    "Unknown",
    "gateway",
]
