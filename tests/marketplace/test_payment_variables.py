import pytest

from marketplace.env import Environment, read
from marketplace.variables import Malformed

SITE = {"ORIGINS": "https://rongtong.example"}
TEST_KEYS = {"STRIPE_SECRET_KEY": "sk_test_abc1", "STRIPE_WEBHOOK_SECRET": "whsec_abc1"}
LIVE_KEYS = TEST_KEYS | {"STRIPE_SECRET_KEY": "sk_live_abc1"}


def chosen(environment: Environment) -> tuple[str, bool]:
    return environment.payments.chosen, environment.payments.is_simulated


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, ("sandbox", True)),
        (SITE, ("off", False)),
        ({"PAYMENTS_BACKEND": "off"}, ("off", False)),
        (SITE | TEST_KEYS, ("stripe", True)),
        (SITE | LIVE_KEYS | {"PAYMENTS_LIVE": "1"}, ("stripe", False)),
        (TEST_KEYS | {"PAYMENTS_BACKEND": "sandbox"}, ("sandbox", True)),
    ],
)
def test_who_moves_money_follows_from_what_is_set(
    environ: dict[str, str], expected: tuple[str, bool]
) -> None:
    assert chosen(read(environ)) == expected


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        (
            SITE | {"PAYMENTS_BACKEND": "sandbox"},
            "PAYMENTS_BACKEND=sandbox moves no money; where ORIGINS is set it takes stripe or off.",
        ),
        (
            {"PAYMENTS_BACKEND": "paypal"},
            "PAYMENTS_BACKEND='paypal' cannot be read; it takes off, sandbox or stripe.",
        ),
        (
            {"PAYMENTS_BACKEND": "stripe"},
            "STRIPE_SECRET_KEY is not set; PAYMENTS_BACKEND=stripe needs it.",
        ),
        (
            {"STRIPE_SECRET_KEY": "sk_test_abc1"},
            "STRIPE_WEBHOOK_SECRET is not set; PAYMENTS_BACKEND=stripe needs it.",
        ),
        (
            SITE | LIVE_KEYS,
            "STRIPE_SECRET_KEY moves real money; it is taken with PAYMENTS_LIVE=1 alone.",
        ),
        (
            SITE | TEST_KEYS | {"PAYMENTS_LIVE": "1"},
            "PAYMENTS_LIVE=1 moves real money, but STRIPE_SECRET_KEY is one for tests.",
        ),
        (
            {"PAYMENTS_LIVE": "1"},
            "PAYMENTS_LIVE=1 moves real money, but PAYMENTS_BACKEND is sandbox.",
        ),
    ],
)
def test_what_does_not_fit_is_told_in_one_line(environ: dict[str, str], sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        read(environ)

    assert str(refusal.value) == sentence


@pytest.mark.parametrize("text", ["sk_test_", "pk_test_abc1", "sk_test_abc 1", "sk_test_ключ", "whsec_abc1"])
def test_a_malformed_key_is_refused_and_not_shown(text: str) -> None:
    with pytest.raises(Malformed) as refusal:
        read({"STRIPE_SECRET_KEY": text})

    assert str(refusal.value) == (
        "STRIPE_SECRET_KEY cannot be read; it takes a key that begins with "
        "sk_test_, sk_live_, rk_test_ or rk_live_."
    )


def test_a_new_webhook_secret_stands_beside_the_old() -> None:
    found = read({"STRIPE_WEBHOOK_SECRET": "whsec_old1, whsec_new1"})

    assert found.stripe_webhook_secrets == ("whsec_old1", "whsec_new1")


def test_a_malformed_webhook_secret_is_refused_and_not_shown() -> None:
    with pytest.raises(Malformed) as refusal:
        read({"STRIPE_WEBHOOK_SECRET": "whsec_old1,sk_test_1"})

    assert "sk_test_1" not in str(refusal.value)
