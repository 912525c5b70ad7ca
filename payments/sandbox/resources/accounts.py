"""Connected accounts by the second version of the API: firms that are paid."""

from __future__ import annotations

from datetime import timedelta

from stripe.params.v2.core import AccountCreateParams, AccountLinkCreateParams, AccountRetrieveParams

from payments.sandbox.accounts import new_account, shown_account
from payments.sandbox.addresses import page_of
from payments.sandbox.amounts import check_metadata
from payments.sandbox.calls import Call, Route
from payments.sandbox.parameters import Shape
from payments.sandbox.refusals import Body, not_simulated
from payments.sandbox.shapes import whole
from payments.sandbox.world import v2_time

LINK_LASTS = timedelta(minutes=10)
TRANSFERS = "configuration.recipient.capabilities.stripe_balance.stripe_transfers.requested"
CREATE = (
    f"{TRANSFERS} contact_email display_name dashboard identity.country identity.entity_type metadata include"
    " defaults.currency defaults.responsibilities.fees_collector defaults.responsibilities.losses_collector"
)
LINK = "account use_case.type use_case.account_onboarding.refresh_url use_case.account_onboarding.return_url"


def create(call: Call) -> Body:
    check_metadata(call.params)
    row = new_account(call.world, call.params)
    call.world.emit_thin("v2.core.account.created", row)
    return shown_account(row, call.params.get("include") or [])


def retrieve(call: Call) -> Body:
    row = call.world.get("v2.core.account", call.ref)
    return shown_account(row, call.params.get("include") or [])


def link(call: Call) -> Body:
    """The page where the firm tells Stripe about itself; each link is good for one visit."""
    row = call.world.get("v2.core.account", call.params["account"], "account")
    use_case = call.params["use_case"]
    if use_case["type"] != "account_onboarding":
        raise not_simulated(f"account links for {use_case['type']}")
    row.hidden["return_url"] = use_case["account_onboarding"].get("return_url", "")
    call.world.change(row)
    times = {"created": v2_time(call.world.now), "expires_at": v2_time(call.world.now + LINK_LASTS)}
    told: Body = {
        "account": row.ref,
        "use_case": use_case,
        "livemode": False,
        "url": page_of("account", row.ref),
    }
    return whole("v2.core.account_link", told | times)


ROUTES = (
    Route("POST", "/v2/core/accounts", create, Shape(AccountCreateParams, CREATE)),
    Route("GET", "/v2/core/accounts/{}", retrieve, Shape(AccountRetrieveParams, "include")),
    Route("POST", "/v2/core/account_links", link, Shape(AccountLinkCreateParams, LINK)),
)
