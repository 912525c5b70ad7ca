"""The line to Stripe, and what its errors mean to us."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import stripe
from django.db import connection
from stripe import RequestOptions, StripeClient

from payments.gateway.outcomes import Declined, GatewayProblem, Refused, Unknown
from payments.gateway.values import metadata_of

A_PAGE = 100  # the most that Stripe tells at once; lists go on by themselves
NOT_SIMULATED = 501
CONFLICT, TOO_MANY, SERVER_ERROR = 409, 429, 500


class Line:
    """Every call goes through `asking`; none is made while a transaction is open."""

    def __init__(self, client: StripeClient) -> None:
        self.client = client

    @contextmanager
    def asking(self) -> Iterator[StripeClient]:
        """
        :raises Unknown: ask again under the same key
        :raises Declined: the payer's bank says no
        :raises Refused: the request is wrong
        :raises RuntimeError: a transaction is open, and its locks would wait for a network
        """
        refuse_inside_transaction()
        try:
            yield self.client
        except stripe.StripeError as error:
            raise meant_by(error) from error


def refuse_inside_transaction() -> None:
    """:raises RuntimeError: a transaction is open, other than that of a test case"""
    blocks = connection.atomic_blocks
    if any(not getattr(block, "_from_testcase", False) for block in blocks):  # what `durable` goes by
        raise RuntimeError("The gateway is asked while a transaction is open")


def meant_by(error: stripe.StripeError) -> GatewayProblem:
    told = error.error  # the package fills in the code of some of its errors alone
    code = error.code or getattr(told, "code", None) or ""
    message, status = error.user_message or "", error.http_status
    if isinstance(error, stripe.CardError):
        payment = getattr(told, "payment_intent", None)
        return Declined(
            code,
            message,
            decline_code=getattr(told, "decline_code", None) or "",
            payment_id=getattr(payment, "id", ""),
        )
    if (
        status is None
        or status in (CONFLICT, TOO_MANY)
        or (status >= SERVER_ERROR and status != NOT_SIMULATED)
    ):
        return Unknown(code or "no_answer", message, is_final=_is_replayed(error))
    return Refused(code or "refused", message, status=status)


def _is_replayed(error: stripe.StripeError) -> bool:
    """A stored failure stays what it is for as long as its key is kept."""
    return (error.headers or {}).get("idempotent-replayed") == "true"


def operation(key: str, metadata: dict[str, str] | None = None) -> dict[str, str]:
    """Every object names the operation that made it, so that it can be found when the answer was lost."""
    return {**(metadata or {}), "operation": key}


def is_of(found: stripe.StripeObject, key: str) -> bool:
    return metadata_of(getattr(found, "metadata", None)).get("operation") == key


def keyed(key: str, account_id: str = "") -> RequestOptions:
    """Under the key of an operation, and in the name of a connected account where one is named."""
    options: RequestOptions = {"idempotency_key": key}
    return options | {"stripe_account": account_id} if account_id else options
