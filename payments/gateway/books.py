"""What Stripe has written down: its balance, the lines that make it, and what happened."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import stripe

from marketplace.money import Money
from payments.gateway.line import A_PAGE, Line
from payments.gateway.outcomes import Forged
from payments.gateway.values import Balance, BalanceTransaction, Event, id_of, moment, money, seconds

TOLERATED_SECONDS = 300


class Books:
    """The platform's; or a connected account's, where its id is given."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def balance(self, account_id: str = "") -> Balance:
        with self._line.asking() as client:
            found = client.v1.balance.retrieve(options=_in_the_name_of(account_id))
        return Balance(available=_by_currency(found.available), pending=_by_currency(found.pending))

    def transaction(self, transaction_id: str) -> BalanceTransaction:
        with self._line.asking() as client:
            return _transaction(client.v1.balance_transactions.retrieve(transaction_id))

    def transactions(self, *, since: datetime, account_id: str = "") -> Iterator[BalanceTransaction]:
        """Newest first; fetched by the hundred while they are read."""
        with self._line.asking() as client:
            found = client.v1.balance_transactions.list(
                {"created": {"gte": seconds(since)}, "limit": A_PAGE}, _in_the_name_of(account_id)
            )
            for each in found.auto_paging_iter():
                yield _transaction(each)


class Events:
    def __init__(self, line: Line, secrets: tuple[str, ...]) -> None:
        self._line, self._secrets = line, secrets

    def after(self, event_id: str) -> list[Event]:
        """What happened since, oldest first; for webhooks that were lost."""
        with self._line.asking() as client:
            found = client.v1.events.list({"ending_before": event_id, "limit": A_PAGE})
            return [_event(each) for each in found.auto_paging_iter()]

    def since(self, moment_of_creation: datetime) -> list[Event]:
        """As `after`, where no event is known yet."""
        with self._line.asking() as client:
            found = client.v1.events.list({"created": {"gte": seconds(moment_of_creation)}, "limit": A_PAGE})
            return [_event(each) for each in found.auto_paging_iter()][::-1]

    def received(self, body: bytes, signature: str, *, is_thin: bool = False) -> Event:
        """
        Read a webhook; `is_thin` where the second version of the API is meant.

        :raises Forged: nobody signed it, it is old, or it is of the other version
        """
        if not any(_is_signed(body, signature, secret) for secret in self._secrets):
            raise Forged("signature", "The webhook does not prove to come from Stripe.")
        told = _read(body)
        if told.get("object") != ("v2.core.event" if is_thin else "event"):
            raise Forged("kind", "The webhook is not of the version of the API that its route takes.")
        return _received(told)


def _is_signed(body: bytes, signature: str, secret: str) -> bool:
    try:
        return bool(stripe.WebhookSignature.verify_header(body, signature, secret, TOLERATED_SECONDS))
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False


def _read(body: bytes) -> dict[str, Any]:
    """Nothing where it is no object."""
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _received(told: dict[str, Any]) -> Event:
    subject = told["related_object"] if "related_object" in told else told["data"]["object"]
    created = told["created"]
    return Event(
        id=told["id"],
        type=told["type"],
        object_id=subject.get("id", ""),
        account_id=told.get("account") or told.get("context") or "",
        is_live=told["livemode"],
        created_at=moment(created) if isinstance(created, int) else datetime.fromisoformat(created),
    )


def _event(found: stripe.Event) -> Event:
    return Event(
        id=found.id,
        type=found.type,
        object_id=getattr(found.data.object, "id", ""),
        account_id=found.account or "",
        is_live=found.livemode,
        created_at=moment(found.created),
    )


def _transaction(found: stripe.BalanceTransaction) -> BalanceTransaction:
    return BalanceTransaction(
        id=found.id,
        type=found.type,
        amount=money(found.amount, found.currency),
        fee=money(found.fee, found.currency),
        net=money(found.net, found.currency),
        source_id=id_of(found.source),
        exchange_rate=str(found.exchange_rate or ""),
        created_at=moment(found.created),
        available_on=moment(found.available_on),
    )


def _by_currency(found: list[Any]) -> dict[str, Money]:
    return {each.currency.upper(): money(each.amount, each.currency) for each in found}


def _in_the_name_of(account_id: str) -> stripe.RequestOptions:
    return {"stripe_account": account_id} if account_id else {}
