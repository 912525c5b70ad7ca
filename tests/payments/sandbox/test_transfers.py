"""Money for firms: transfers, reversals and payouts."""

import pytest

from payments.gateway import Refused
from payments.gateway.values import Account, Transfer
from payments.sandbox import acting
from tests.payments.sandboxed import Desk, yuan


def send(desk: Desk, firm: Account, amount: int, charge_id: str = "") -> Transfer:
    return desk.gateway().transfers.make(
        key=desk.key(),
        amount=yuan(amount),
        account_id=firm.id,
        transfer_group="bk_1",
        metadata={},
        charge_id=charge_id,
    )


def test_a_new_firm_cannot_be_paid_until_stripe_knows_it(desk: Desk) -> None:
    desk.paid(yuan(500))
    firm = desk.firm(is_accepted=False)
    assert (firm.can_receive, firm.status) == (False, "restricted")

    with pytest.raises(Refused) as refusal:
        send(desk, firm, 1)

    assert refusal.value.code == "insufficient_capabilities_for_transfer"


def test_a_firm_that_was_accepted_can_be_paid(desk: Desk) -> None:
    assert desk.firm().can_receive


def test_a_firm_that_was_refused_cannot(desk: Desk) -> None:
    firm = desk.firm(is_accepted=False)

    acting.decide_account(account_ref=firm.id, is_accepted=False, now=desk.now)

    assert desk.gateway().accounts.get(firm.id).status == "unsupported"


def test_a_firm_is_led_to_a_page_of_the_sandbox(desk: Desk) -> None:
    firm = desk.firm(is_accepted=False)

    url = desk.gateway().accounts.page_for(
        key=desk.key(), account_id=firm.id, return_url="http://x/", refresh_url="http://y/"
    )

    assert url == f"http://127.0.0.1:8000/sandbox/account/{firm.id}/"


def test_a_transfer_moves_the_money_from_us_to_the_firm(desk: Desk) -> None:
    desk.paid(yuan(500))
    firm, books = desk.firm(), desk.gateway().books
    before = books.balance().available["CNY"]

    send(desk, firm, 300)

    assert books.balance().available["CNY"] == before - yuan(300)
    assert books.balance(firm.id).available["CNY"] == yuan(300)


def test_a_transfer_without_a_charge_needs_money_that_is_available(desk: Desk) -> None:
    desk.pay(desk.page(yuan(500)))
    desk.after(seconds=3)
    firm = desk.firm()

    with pytest.raises(Refused) as refusal:
        send(desk, firm, 100)
    assert refusal.value.code == "balance_insufficient"

    desk.after(days=2)
    assert send(desk, firm, 100).amount == yuan(100)


def test_a_transfer_from_a_charge_is_made_before_its_money_is_available(desk: Desk) -> None:
    paid = desk.pay(desk.page(yuan(500)))
    desk.after(seconds=3)
    firm, charge = desk.firm(), desk.charge(paid)

    sent = send(desk, firm, 400, charge.id)

    balance = desk.gateway().books.balance(firm.id)
    assert sent.charge_id == charge.id
    assert (balance.available["CNY"], balance.pending["CNY"]) == (yuan(0), yuan(400))
    desk.after(days=2)
    assert desk.gateway().books.balance(firm.id).available["CNY"] == yuan(400)


def test_money_of_a_charge_that_is_not_accounted_for_yet_is_pending_at_the_firm(desk: Desk) -> None:
    charge, firm = desk.charge(desk.pay(desk.page(yuan(500)))), desk.firm()

    send(desk, firm, 400, charge.id)

    balance = desk.gateway().books.balance(firm.id)
    assert (balance.available["CNY"], balance.pending["CNY"]) == (yuan(0), yuan(400))


def test_transfers_from_a_charge_take_no_more_than_it_took(desk: Desk) -> None:
    firm, charge = desk.firm(), desk.charge(desk.paid(yuan(500)))
    send(desk, firm, 300, charge.id)

    with pytest.raises(Refused) as refusal:
        send(desk, firm, 201, charge.id)

    assert refusal.value.code == "balance_insufficient"
    assert send(desk, firm, 200, charge.id).amount == yuan(200)


def test_nothing_is_sent_from_a_charge_that_is_held_only(desk: Desk) -> None:
    firm, charge = desk.firm(), desk.charge(desk.held(yuan(500)))

    with pytest.raises(Refused) as refusal:
        send(desk, firm, 1, charge.id)

    assert refusal.value.code == "charge_invalid_parameter"


def test_a_refund_leaves_the_transfer_where_it_is(desk: Desk) -> None:
    desk.paid(yuan(900))
    paid, firm = desk.paid(yuan(500)), desk.firm()
    send(desk, firm, 400, desk.charge(paid).id)

    desk.gateway().refunds.make(key=desk.key(), payment_id=paid.id, amount=yuan(500), metadata={})

    assert desk.gateway().books.balance(firm.id).available["CNY"] == yuan(400)


def test_a_transfer_is_taken_back_in_parts_and_no_further(desk: Desk) -> None:
    desk.paid(yuan(500))
    firm, transfers = desk.firm(), desk.gateway().transfers
    sent = send(desk, firm, 300)
    for amount in (100, 200):
        transfers.reverse(key=desk.key(), transfer_id=sent.id, amount=yuan(amount), metadata={})

    with pytest.raises(Refused) as refusal:
        transfers.reverse(key=desk.key(), transfer_id=sent.id, amount=yuan(1), metadata={})

    assert refusal.value.code == "transfer_already_reversed"
    assert transfers.get(sent.id).reversed == yuan(300)
    assert [each.amount for each in transfers.reversals(sent.id)] == [yuan(200), yuan(100)]


def test_no_more_is_taken_back_than_was_sent(desk: Desk) -> None:
    desk.paid(yuan(500))
    sent = send(desk, desk.firm(), 300)

    with pytest.raises(Refused) as refusal:
        desk.gateway().transfers.reverse(key=desk.key(), transfer_id=sent.id, amount=yuan(301), metadata={})

    assert refusal.value.code == "amount_too_large"


def test_what_the_firm_has_paid_out_cannot_be_taken_back(desk: Desk) -> None:
    desk.paid(yuan(500))
    firm = desk.firm()
    sent = send(desk, firm, 300)
    desk.gateway().payouts.make(key=desk.key(), account_id=firm.id, amount=yuan(200), metadata={})

    with pytest.raises(Refused) as refusal:
        desk.gateway().transfers.reverse(key=desk.key(), transfer_id=sent.id, amount=yuan(101), metadata={})

    assert refusal.value.code == "balance_insufficient"


def test_transfers_are_found_by_their_group(desk: Desk) -> None:
    desk.paid(yuan(500))
    sent = send(desk, desk.firm(), 300)

    assert [each.id for each in desk.gateway().transfers.of_group("bk_1")] == [sent.id]
    assert desk.gateway().transfers.of_group("bk_2") == []


def paid_out(desk: Desk, amount: int) -> tuple[str, str]:
    """The ids of the firm and of its payout."""
    desk.paid(yuan(500))
    firm = desk.firm()
    send(desk, firm, 300)
    made = desk.gateway().payouts.make(key=desk.key(), account_id=firm.id, amount=yuan(amount), metadata={})
    return firm.id, made.id


def test_a_payout_arrives_a_day_later(desk: Desk) -> None:
    account_id, payout_id = paid_out(desk, 300)
    payouts = desk.gateway().payouts
    assert payouts.get(account_id=account_id, payout_id=payout_id).status == "pending"

    desk.after(days=1)

    assert payouts.get(account_id=account_id, payout_id=payout_id).status == "paid"
    assert desk.events(payout_id) == ["payout.created", "payout.paid"]


def test_no_more_is_paid_out_than_is_available(desk: Desk) -> None:
    with pytest.raises(Refused) as refusal:
        paid_out(desk, 301)

    assert refusal.value.code == "balance_insufficient"


@pytest.mark.parametrize("days", [0, 2])
def test_a_payout_may_come_back_even_after_it_arrived(desk: Desk, days: int) -> None:
    account_id, payout_id = paid_out(desk, 300)
    desk.after(days=days)

    acting.return_payout(account_ref=account_id, payout_ref=payout_id, now=desk.now)

    payout = desk.gateway().payouts.get(account_id=account_id, payout_id=payout_id)
    assert (payout.status, payout.failure_code) == ("failed", "account_closed")
    assert payout.failure_transaction_id
    assert desk.gateway().books.balance(account_id).available["CNY"] == yuan(300)


def test_a_firms_payout_is_not_the_platforms(desk: Desk) -> None:
    _, payout_id = paid_out(desk, 300)

    assert desk.ask("GET", f"/v1/payouts/{payout_id}").status == 404
