"""The books: lines that come late, a balance that is their sum, disputes, events, and lists by pages."""

from datetime import timedelta

import pytest

from payments.gateway import Capture, Refused
from payments.sandbox import acting
from payments.sandbox.refusals import Refusal
from payments.sandbox.rows import SandboxEvent
from tests.payments.sandboxed import Desk, yuan


def test_a_charge_is_accounted_for_after_it_was_taken(desk: Desk) -> None:
    paid = desk.pay(desk.page(yuan(100)))
    charge = desk.charge(paid)
    assert charge.balance_transaction_id == ""

    desk.after(seconds=2)

    line = desk.gateway().books.transaction(desk.charge(paid).balance_transaction_id)
    assert (line.type, line.amount, line.fee, line.net) == (
        "charge",
        yuan(100),
        yuan(100) - line.net,
        line.net,
    )
    assert (line.fee.minor, line.source_id) == (320, charge.id)
    assert desk.events(charge.id) == ["charge.succeeded", "charge.updated"]


def test_the_event_of_a_late_line_tells_that_there_was_none(desk: Desk) -> None:
    desk.pay(desk.page())
    desk.after(seconds=2)
    desk.gateway().books.balance()

    told = SandboxEvent.objects.get(type="charge.updated").body["data"]

    assert told["previous_attributes"] == {"balance_transaction": None}
    assert told["object"]["balance_transaction"].startswith("txn_")


def test_what_is_held_is_in_no_book(desk: Desk) -> None:
    desk.held()
    desk.after(days=8)

    assert list(desk.gateway().books.transactions(since=desk.now - timedelta(days=9))) == []


def test_money_is_pending_for_two_days(desk: Desk) -> None:
    desk.pay(desk.page(yuan(100)))
    desk.after(seconds=2)
    books = desk.gateway().books
    assert (books.balance().available["CNY"], books.balance().pending["CNY"].minor) == (yuan(0), 9680)

    desk.after(days=2)

    assert (books.balance().available["CNY"].minor, books.balance().pending["CNY"]) == (9680, yuan(0))


def test_the_balance_is_the_sum_of_its_lines(desk: Desk) -> None:
    paid, firm, gateway = desk.paid(yuan(900)), desk.firm(), desk.gateway()
    gateway.refunds.make(key=desk.key(), payment_id=paid.id, amount=yuan(100), metadata={})
    gateway.transfers.make(
        key=desk.key(), amount=yuan(300), account_id=firm.id, transfer_group="bk_1", metadata={}
    )
    acting.open_dispute(charge_ref=desk.charge(paid).id, amount=20_000, now=desk.now)

    lines = gateway.books.transactions(since=desk.now)
    balance = gateway.books.balance()

    assert sum(line.net.minor for line in lines) == (balance.available["CNY"] + balance.pending["CNY"]).minor


def disputed(desk: Desk, amount: int) -> tuple[str, str]:
    """The ids of a charge of ¥100.00 and of its dispute."""
    charge_id = desk.charge(desk.paid(yuan(100))).id
    return charge_id, acting.open_dispute(charge_ref=charge_id, amount=amount * 100, now=desk.now)


@pytest.mark.parametrize("amount", [1, 100])
def test_a_dispute_takes_the_amount_and_a_fee_whole_or_in_part(desk: Desk, amount: int) -> None:
    charge_id, dispute_id = disputed(desk, amount)

    dispute = desk.gateway().disputes.get(dispute_id)
    line = desk.gateway().books.transaction(dispute.transaction_ids[0])
    assert (dispute.status, dispute.amount, dispute.charge_id) == ("needs_response", yuan(amount), charge_id)
    assert (line.type, line.amount, line.fee) == ("adjustment", -yuan(amount), yuan(15))
    assert desk.gateway().payments.charge(charge_id).is_disputed
    assert desk.events(dispute_id) == ["charge.dispute.created", "charge.dispute.funds_withdrawn"]


def test_a_charge_is_disputed_once_and_for_no_more_than_it_took(desk: Desk) -> None:
    charge_id, _ = disputed(desk, 1)

    with pytest.raises(Refusal):
        acting.open_dispute(charge_ref=charge_id, amount=1, now=desk.now)
    with pytest.raises(Refusal):
        disputed(desk, 101)


def test_a_dispute_that_is_won_brings_the_amount_back_without_the_fee(desk: Desk) -> None:
    _, dispute_id = disputed(desk, 100)

    acting.close_dispute(dispute_ref=dispute_id, is_won=True, now=desk.now)

    dispute = desk.gateway().disputes.get(dispute_id)
    lines = [desk.gateway().books.transaction(each) for each in dispute.transaction_ids]
    assert (dispute.status, [line.net for line in lines]) == ("won", [-yuan(115), yuan(100)])
    assert desk.events(dispute_id)[-2:] == ["charge.dispute.funds_reinstated", "charge.dispute.closed"]


def test_a_dispute_that_is_lost_brings_nothing_back(desk: Desk) -> None:
    _, dispute_id = disputed(desk, 100)

    given_in = desk.gateway().disputes.give_in(key=desk.key(), dispute_id=dispute_id)

    assert (given_in.status, len(given_in.transaction_ids)) == ("lost", 1)


def test_a_dispute_is_closed_once(desk: Desk) -> None:
    _, dispute_id = disputed(desk, 100)
    acting.close_dispute(dispute_ref=dispute_id, is_won=False, now=desk.now)

    with pytest.raises(Refused) as refusal:
        desk.gateway().disputes.give_in(key=desk.key(), dispute_id=dispute_id)

    assert refusal.value.code == "dispute_already_closed"


def test_evidence_is_sent_once(desk: Desk) -> None:
    _, dispute_id = disputed(desk, 100)
    disputes = desk.gateway().disputes

    answered = disputes.answer(key=desk.key(), dispute_id=dispute_id, product="机时", told="已使用")
    assert answered.status == "under_review"

    with pytest.raises(Refused):
        disputes.answer(key=desk.key(), dispute_id=dispute_id, product="机时", told="已使用")


def test_events_since_one_are_told_oldest_first(desk: Desk) -> None:
    desk.pay(desk.page())
    first, *rest = desk.gateway().events.since(desk.now)

    assert [event.id for event in desk.gateway().events.after(first.id)] == [event.id for event in rest]
    assert desk.gateway().events.after(rest[-1].id) == []


def test_thin_events_stay_out_of_the_list_of_the_first_version(desk: Desk) -> None:
    desk.firm()

    assert desk.gateway().events.since(desk.now) == []
    assert desk.events() == [
        "v2.core.account.created",
        "v2.core.account[configuration.recipient].capability_status_updated",
    ]


def test_a_list_goes_on_over_its_pages(desk: Desk) -> None:
    made = [desk.customer_page() for _ in range(5)]

    one = desk.ask("GET", "/v1/checkout/sessions", "limit=2")
    two = desk.ask("GET", "/v1/checkout/sessions", f"limit=3&starting_after={one.body['data'][-1]['id']}")
    back = desk.ask("GET", "/v1/checkout/sessions", f"limit=2&ending_before={two.body['data'][0]['id']}")

    told = [each["id"] for each in one.body["data"] + two.body["data"]]
    assert told == made[::-1]
    assert (one.body["has_more"], two.body["has_more"]) == (True, False)
    assert back.body["data"] == one.body["data"]


@pytest.mark.parametrize(("bound", "expected"), [("gte", 1), ("gt", 0), ("lte", 2), ("lt", 1), ("", 1)])
def test_a_list_keeps_to_a_time_by_whole_seconds(desk: Desk, bound: str, expected: int) -> None:
    desk.now = desk.now.replace(microsecond=700_000)
    desk.customer_page()
    desk.after(seconds=10)
    second = desk.ask("GET", f"/v1/checkout/sessions/{desk.customer_page()}").body["created"]

    name = f"created[{bound}]" if bound else "created"
    found = desk.ask("GET", "/v1/checkout/sessions", f"{name}={second}")

    assert len(found.body["data"]) == expected


def test_a_page_that_begins_nowhere_is_refused(desk: Desk) -> None:
    assert desk.ask("GET", "/v1/refunds", "starting_after=re_none").status == 404


def test_the_clock_of_the_sandbox_goes_on_by_a_day(desk: Desk) -> None:
    paid = desk.pay(desk.page(yuan(100)))

    acting.go_on(by=timedelta(days=1), now=desk.now)
    acting.go_on(by=timedelta(days=2), now=desk.now)

    assert desk.charge(paid).balance_transaction_id
    assert desk.gateway().books.balance().available["CNY"].minor == 9680


def test_a_card_that_is_disputed_later_can_be_held_first(desk: Desk) -> None:
    held = desk.pay(desk.page(yuan(100), capture=Capture.LATER), "pm_card_createDispute")
    assert desk.kept("dispute") == 0

    desk.gateway().payments.capture(key=desk.key(), payment_id=held.id, amount=yuan(70))

    (dispute,) = desk.gateway().disputes.of_payment(held.id)
    assert dispute.amount == yuan(70)
