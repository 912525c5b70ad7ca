"""Which gateway the settings give, and that the sandbox reaches nobody."""

import pytest
import stripe
from pytest_django import Settings

from payments.gateway import Gateway, PaymentsAreOff, gateway
from payments.gateway.in_process import InProcessClient
from payments.sandbox.world import API_VERSION


def client_of(found: Gateway) -> stripe.StripeClient:
    return found.books._line.client


def test_without_a_backend_there_is_no_gateway(settings: Settings) -> None:
    settings.PAYMENTS_BACKEND = "off"

    with pytest.raises(PaymentsAreOff):
        gateway()


def test_the_sandbox_answers_in_this_process_and_has_no_address_beyond(settings: Settings) -> None:
    settings.PAYMENTS_BACKEND = "sandbox"

    requestor = client_of(gateway())._requestor

    assert isinstance(requestor._client, InProcessClient)
    assert set(requestor.base_addresses.values()) == {"https://sandbox.invalid"}
    assert set(requestor.base_addresses) == {"api", "connect", "files", "meter_events"}
    assert stripe.enable_telemetry is False


def test_stripe_is_asked_by_the_pinned_version_with_patience_and_two_more_tries(settings: Settings) -> None:
    settings.PAYMENTS_BACKEND, settings.STRIPE_SECRET_KEY = "stripe", "sk_test_1"
    settings.STRIPE_WEBHOOK_SECRETS = ("whsec_1",)

    found = gateway()

    requestor = client_of(found)._requestor
    assert isinstance(requestor._client, stripe.RequestsClient)
    assert requestor._client._timeout == 20
    assert requestor.api_key == "sk_test_1"
    assert (requestor._options.stripe_version, requestor._options.max_network_retries) == (API_VERSION, 2)
    assert found.events._secrets == ("whsec_1",)
