"""Who pays and who is paid: customers, and the connected accounts of firms."""

from __future__ import annotations

from stripe.v2.core import Account as StripeAccount

from payments.gateway.line import Line, keyed, operation
from payments.gateway.values import Account, Metadata, metadata_of


class Customers:
    def __init__(self, line: Line) -> None:
        self._line = line

    def make(self, *, key: str, name: str, email: str, metadata: Metadata) -> str:
        """The id of a new customer."""
        with self._line.asking() as client:
            made = client.v1.customers.create(
                {"name": name, "email": email, "metadata": operation(key, metadata)}, keyed(key)
            )
            return made.id


class Accounts:
    def __init__(self, line: Line) -> None:
        self._line = line

    def make(self, *, key: str, name: str, email: str, country: str, metadata: Metadata) -> Account:
        """A firm that can be sent transfers once Stripe knows it; fees and losses are the platform's."""
        with self._line.asking() as client:
            made = client.v2.core.accounts.create(
                {
                    "display_name": name,
                    "contact_email": email,
                    "dashboard": "express",
                    "identity": {"country": country.lower(), "entity_type": "company"},
                    "configuration": {
                        "recipient": {
                            "capabilities": {"stripe_balance": {"stripe_transfers": {"requested": True}}}
                        }
                    },
                    "defaults": {
                        "responsibilities": {
                            "fees_collector": "application",
                            "losses_collector": "application",
                        }
                    },
                    "metadata": operation(key, metadata),
                    "include": ["configuration.recipient"],
                },
                keyed(key),
            )
            return _account(made)

    def get(self, account_id: str) -> Account:
        with self._line.asking() as client:
            found = client.v2.core.accounts.retrieve(account_id, {"include": ["configuration.recipient"]})
            return _account(found)

    def page_for(self, *, key: str, account_id: str, return_url: str, refresh_url: str) -> str:
        """The address where the firm tells Stripe about itself; good for one visit, soon."""
        with self._line.asking() as client:
            link = client.v2.core.account_links.create(
                {
                    "account": account_id,
                    "use_case": {
                        "type": "account_onboarding",
                        "account_onboarding": {"return_url": return_url, "refresh_url": refresh_url},
                    },
                },
                keyed(key),
            )
            return link.url


def _account(found: StripeAccount) -> Account:
    status = _status(found)
    return Account(
        id=found.id,
        can_receive=status == "active",
        status=status,
        metadata=metadata_of(found.metadata),
    )


def _status(found: StripeAccount) -> str:
    recipient = found.configuration.recipient if found.configuration else None
    capabilities = recipient.capabilities if recipient else None
    balance = capabilities.stripe_balance if capabilities else None
    transfers = balance.stripe_transfers if balance else None
    return str(transfers.status) if transfers else "unrequested"
