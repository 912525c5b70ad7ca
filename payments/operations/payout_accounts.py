"""The account at the gateway to which a firm's earnings are sent: opened once, filled in at the gateway."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from marketplace.accounts.actor import Actor
from payments.gateway import Gateway
from payments.models import PayoutAccount

COUNTRY = "CN"  # organisations are registered with a Chinese credit code


@dataclass(frozen=True)
class Returns:
    """Where the gateway leads the person when it is done, and when its page has run out."""

    done: str
    run_out: str


def page_to_fill_in(*, by: Actor, gateway: Gateway, now: datetime, returns: Returns) -> str:
    """
    The address of the gateway's page about the firm; the account is opened at the first visit.

    Outside of any transaction. Two who open it at once open one: the key is the firm's.

    :raises GatewayProblem: it cannot be opened now
    """
    firm, user = by.organisation, by.user
    assert firm is not None
    assert user is not None
    account, _is_new = PayoutAccount.objects.get_or_create(
        organisation=firm, defaults={"opened_by": user, "opened_at": now}
    )
    if not account.ref:
        made = gateway.accounts.make(
            key=f"account-{firm.pk}",
            name=firm.name_zh,
            email=firm.contact_email or user.email,
            country=COUNTRY,
            metadata={"organisation": str(firm.pk)},
        )
        account.ref = made.id
        account.save(update_fields=["ref"])
    return gateway.accounts.page_for(
        key=f"account-link-{uuid4()}",
        account_id=account.ref,
        return_url=returns.done,
        refresh_url=returns.run_out,
    )
