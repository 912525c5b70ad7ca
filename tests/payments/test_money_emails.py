"""What the finance people of both sides are mailed of their money, and what not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail

from capacity.models import Booking
from capacity.operations import answers, holds
from capacity.operations.expiry import expire_if_due
from marketplace.accounts.enums import Role
from marketplace.accounts.models import User
from marketplace.events import registry
from marketplace.events.models import Event
from marketplace.money import Money, format_money
from payments.enums import BankTaskKind, Rail
from payments.models import BankTask, CommissionRule, PaymentOperation, PayoutAccount
from payments.operations.banking.tasks import come_back
from payments.operations.banking.unapplied import return_credit
from payments.operations.banking.withdrawing import withdraw
from payments.operations.late_refunds import refund_late
from payments.sandbox import acting
from tests import factories
from tests.payments.paying import Deal
from tests.payments.sandboxed import Desk
from tests.payments.teller import ByBank, Teller
from tests.payments.terms import TermsDeal

pytestmark = pytest.mark.django_db
BUYERS, PROVIDERS = "buyers@firm.example", "providers@firm.example"


@pytest.fixture(autouse=True)
def rules(settings) -> None:
    settings.PAYMENTS_BACKEND = "sandbox"
    CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})


def with_finances(deal: Deal) -> Deal:
    """Of both firms there is who reads of its money, in English."""
    factories.member(deal.booking.customer, Role.FINANCE, person=factories.user(BUYERS, language="en"))
    User.objects.filter(pk=deal.provider.user.pk).update(email=PROVIDERS, language="en")
    return deal


@pytest.fixture
def deal() -> Deal:
    return with_finances(Deal(Desk()))


@pytest.fixture
def by_bank() -> ByBank:
    by_bank = ByBank(with_finances(Deal(Desk(), days=5)), factories.operator(), factories.operator())
    by_bank.begin()
    return by_bank


def told(since: int = 0) -> list[tuple[str, str, str]]:
    """(to whom, what was told, body) of every event that money mails follow, in their order."""
    mail.outbox.clear()
    for event in Event.objects.filter(pk__gt=since).order_by("pk"):
        for name in registry.names_for(event.name):
            if name.startswith("payments.money_emails."):
                registry.subscriber(event.name, name)(event)
    return [(each.to[0], each.subject.partition(" · ")[2], each.body) for each in mail.outbox]


def newest() -> int:
    return Event.objects.latest("pk").pk


def subjects(since: int = 0) -> list[tuple[str, str]]:
    return [(to, subject) for to, subject, _body in told(since)]


def decline(deal: Deal) -> None:
    """Once the gateway's books have what was paid."""
    deal.desk.after(hours=1)
    deal.advance()
    answers.decline(booking=fresh(deal), by=deal.provider, now=deal.now, reason_code="material")
    deal.advance()


def price(deal: Deal) -> str:
    return format_money(deal.booking.total)


def fresh(deal: Deal) -> Booking:
    return Booking.objects.get(pk=deal.booking.pk)


def test_from_the_hold_to_the_payout_each_side_is_told_of_its_own_money_once(deal: Deal):
    deal.open_account()
    deal.pay()
    deal.accept()
    deal.use()
    deal.settle_books()
    deal.desk.after(days=2)
    deal.advance()

    held, taken, sent = told()
    commission = round(deal.booking.total_minor * 5 / 100)
    net = format_money(type(deal.booking.total)(deal.booking.total_minor - commission, "CNY"))
    assert held[:2] == (BUYERS, f"{price(deal)} held")
    assert taken[:2] == (BUYERS, f"{price(deal)} paid")
    assert sent[:2] == (PROVIDERS, f"Payout of {net} sent")
    for letter in (held, taken, sent):
        assert deal.booking.reference in letter[2]
        assert settings.ORIGINS[0] + deal.booking.get_absolute_url() in letter[2].splitlines()
    assert "What was held beyond that is free again." in taken[2]
    assert "/workshop/earnings/" in sent[2]

    deal.advance()
    assert len(told()) == 3


def test_neither_side_reads_of_the_others_money_nor_anybody_of_what_the_gateway_keeps(deal: Deal):
    deal.open_account()
    deal.pay(Rail.PREPAY)
    deal.accept()
    deal.use()
    deal.settle_books()
    deal.desk.after(days=2)
    deal.advance()

    letters = told()
    account = PayoutAccount.objects.get().ref
    net = format_money(type(deal.booking.total)(deal.booking.total_minor * 95 // 100, "CNY"))
    assert {to for to, _subject, _body in letters} == {BUYERS, PROVIDERS}
    for to, subject, body in letters:
        hidden = [net, "earnings"] if to == BUYERS else [price(deal)]
        hidden += [account, deal.plan.payment_ref, deal.plan.charge_ref, "4242", "visa"]
        assert [each for each in hidden if each in subject + body] == []


def test_they_read_it_in_their_own_language(deal: Deal):
    chinese = factories.user("other@firm.example", language="zh-hans")
    factories.member(deal.booking.customer, Role.FINANCE, person=chinese)
    deal.pay()

    assert subjects() == [(BUYERS, f"{price(deal)} held"), (chinese.email, f"冻结 {price(deal)}")]


def test_a_request_that_was_declined_lets_go_of_the_card(deal: Deal):
    deal.pay()
    decline(deal)

    _held, (to, subject, body) = told()
    assert (to, subject) == (BUYERS, f"{price(deal)} released")
    assert "nothing was taken" in body


def test_a_hold_that_is_lost_while_the_booking_goes_on_is_a_failure(deal: Deal):
    deal.pay()
    deal.accept()
    before = newest()
    deal.desk.gateway().payments.release(key="by their bank", payment_id=deal.plan.payment_ref)
    deal.advance()

    assert subjects(before) == [(BUYERS, f"Payment of {price(deal)} failed")]


def test_what_was_paid_comes_back_whole_with_when_it_is_there(deal: Deal):
    deal.pay(Rail.PREPAY)
    decline(deal)
    deal.settle_books()

    _taken, (to, subject, body) = told()
    assert (to, subject) == (BUYERS, f"{price(deal)} paid back")
    assert body.startswith(f"All of the {price(deal)} that was paid for this booking is paid back. It goes")
    assert "within 5 to 10 working days" in body


def test_of_a_cancellation_they_are_told_how_much_of_what_was_paid_comes_back(deal: Deal):
    deal.pay(Rail.PREPAY)
    deal.accept()
    deal.settle_books()
    deal.desk.now = deal.booking.period.starts_at - timedelta(hours=30)
    before = newest()
    deal.cancel()
    deal.settle_books()

    ((to, _subject, body),) = told(before)
    back = format_money(type(deal.booking.total)(fresh(deal).refund_minor, "CNY"))
    assert to == BUYERS
    assert body.startswith(f"{back} of the {price(deal)} that was paid for this booking is paid back.")


def test_a_refund_that_came_back_is_told(deal: Deal):
    deal.pay(Rail.PREPAY, "pm_card_refundFail")
    decline(deal)
    deal.settle_books()

    assert subjects()[-1] == (BUYERS, f"Refund of {price(deal)} came back")


def test_who_began_to_pay_and_was_too_late_is_told_and_nobody_else(deal: Deal):
    deal.begin()
    other = Deal(deal.desk, offer=deal.booking.offer, days=9)
    for each in (deal, other):
        expire_if_due(each.booking.pk, fresh(each).held_until + timedelta(seconds=1))

    ((to, subject, body),) = told()
    assert (to, subject) == (BUYERS, "Not paid in time")
    assert deal.booking.reference in body


def test_who_gave_the_hold_up_is_not_told_that_it_ended(deal: Deal):
    deal.begin()
    holds.withdraw(booking=fresh(deal), by=deal.buyer, now=deal.now)
    deal.advance()

    assert told() == []


def test_a_payment_that_was_refused_is_told_once_for_its_page(deal: Deal):
    page = deal.begin()
    for _ in range(2):
        acting.pay(session_ref=page.remote_ref, instrument="pm_card_chargeDeclined", now=deal.now)
        deal.advance()

    ((to, subject, body),) = told()
    assert (to, subject) == (BUYERS, f"Payment of {price(deal)} failed")
    assert "nothing was taken" in body
    page.refresh_from_db()
    assert (page.state, page.error_code) == ("done", "card_declined")


def test_whoever_paid_after_a_refusal_is_left_in_peace(deal: Deal):
    page = deal.begin()
    acting.pay(session_ref=page.remote_ref, instrument="pm_card_chargeDeclined", now=deal.now)
    deal.advance()
    acting.pay(session_ref=page.remote_ref, instrument="pm_card_visa", now=deal.now)
    deal.advance()

    assert subjects() == [(BUYERS, f"{price(deal)} held")]


def test_a_payout_that_the_gateway_refuses_is_told_to_the_provider(deal: Deal):
    deal.open_account()
    PayoutAccount.objects.update(ref="acct_none")
    deal.pay(Rail.PREPAY)
    deal.accept()
    deal.use()
    deal.settle_books()
    deal.desk.after(days=2)
    deal.advance()

    refused = PaymentOperation.objects.get(kind="transfer")
    assert refused.state == "stuck"
    to, subject, _body = told()[-1]
    assert (to, subject) == (PROVIDERS, f"Payout of {format_money(refused.amount)} did not go through")


def paid_out(deal: Deal) -> None:
    deal.open_account()
    deal.pay(Rail.PREPAY)
    deal.accept()
    deal.use()
    deal.settle_books()


def share(deal: Deal, hundredths: int, *, net: bool = False) -> Money:
    minor = deal.booking.total_minor * hundredths // 100
    return Money(minor - round(minor * 5 / 100) if net else minor, "CNY")


def give_back(deal: Deal) -> None:
    """A fifth of the price, by the provider's own will."""
    refund_late(booking=fresh(deal), amount=share(deal, 20), reason="x", by=deal.provider, now=deal.now)
    deal.advance()
    deal.settle_books()


def charge_back(deal: Deal) -> None:
    """Half of the price, by the bank for good."""
    amount = share(deal, 50).minor
    dispute = acting.open_dispute(charge_ref=deal.plan.charge_ref, amount=amount, now=deal.now)
    deal.advance()
    acting.close_dispute(dispute_ref=dispute, is_won=False, now=deal.now)
    deal.advance()
    deal.settle_books()


@pytest.mark.parametrize(
    ("take_back", "hundredths", "why"),
    [(give_back, 20, "was given money of this booking back"), (charge_back, 50, "’s bank took the payment")],
)
def test_a_payout_that_is_taken_back_is_told_to_the_provider_with_why(deal: Deal, take_back, hundredths, why):
    paid_out(deal)
    before = newest()
    take_back(deal)

    ((_to, subject, body),) = [each for each in told(before) if each[0] == PROVIDERS]
    assert subject == f"{format_money(share(deal, hundredths, net=True))} of a payout taken back"
    assert why in body
    assert "/workshop/earnings/" in body


def test_of_two_reasons_to_take_a_payout_back_the_last_is_told(deal: Deal):
    paid_out(deal)
    give_back(deal)
    before = newest()
    charge_back(deal)

    ((_to, _subject, body),) = [each for each in told(before) if each[0] == PROVIDERS]
    assert "’s bank took the payment back for good" in body


def test_a_provider_that_has_it_no_more_is_told_that_it_owes_it(deal: Deal):
    paid_out(deal)
    ref = PayoutAccount.objects.get(organisation=deal.booking.provider).ref
    gateway = deal.desk.gateway()
    everything = gateway.books.balance(ref).available["CNY"]
    gateway.payouts.make(key="to their bank", account_id=ref, amount=everything, metadata={})
    before = newest()
    give_back(deal)

    ((_to, subject, body),) = [each for each in told(before) if each[0] == PROVIDERS]
    assert subject == f"{format_money(share(deal, 20, net=True))} of a payout owed back"
    assert "Your firm owes it, and it is kept from what it earns next." in body


def test_money_by_bank_is_told_when_all_of_it_is_there_and_when_it_is_sent(by_bank: ByBank):
    deal = by_bank.deal
    by_bank.pay()
    decline(deal)
    (task,) = by_bank.tasks()
    by_bank.send(task)

    came, back = told()
    assert came[:2] == (BUYERS, f"{price(deal)} paid")
    assert came[2].startswith("Your bank transfer is there")
    assert back[:2] == (BUYERS, f"{price(deal)} paid back")
    assert "It was sent by bank transfer" in back[2]


def test_a_payout_by_bank_that_came_back_is_told(by_bank: ByBank):
    deal = by_bank.deal
    by_bank.pay()
    deal.accept()
    deal.use()
    deal.desk.after(days=2)
    (task,) = by_bank.tasks(BankTaskKind.PAYOUT)
    by_bank.send(task)
    line = by_bank.teller.receive(task.amount, task.reference)
    come_back(line=line, task=task, by=by_bank.by, now=deal.now)

    sent, returned = told()[-2:]
    assert sent[:2] == (PROVIDERS, f"Payout of {format_money(task.amount)} sent")
    assert returned[:2] == (PROVIDERS, f"Payout of {format_money(task.amount)} came back")
    assert "It is still yours, and is sent anew" in returned[2]


def earned_by_bank(by_bank: ByBank) -> BankTask:
    by_bank.pay()
    by_bank.deal.accept()
    by_bank.deal.use()
    by_bank.deal.desk.after(days=2)
    (task,) = by_bank.tasks(BankTaskKind.PAYOUT)
    return task


def give_back_by_bank(by_bank: ByBank) -> None:
    amount = share(by_bank.deal, 20)
    refund_late(booking=fresh(by_bank.deal), amount=amount, reason="x", by=by_bank.by, now=by_bank.deal.now)
    for _ in range(2):
        by_bank.deal.advance()


def test_what_was_sent_by_bank_and_is_not_due_any_more_is_told_to_be_owed_each_time_once(by_bank: ByBank):
    by_bank.send(earned_by_bank(by_bank))
    owed = format_money(share(by_bank.deal, 20, net=True))
    for _ in range(2):
        before = newest()
        give_back_by_bank(by_bank)

        ((_to, subject, body),) = [each for each in told(before) if each[0] == PROVIDERS]
        assert subject == f"{owed} of a payout owed back"
        assert f"Your firm owes {owed}, and it is kept from what it earns next." in body
        assert "payment provider" not in body


def test_what_nobody_has_begun_to_send_is_only_less(by_bank: ByBank):
    earned_by_bank(by_bank)
    before = newest()
    give_back_by_bank(by_bank)

    assert [to for to, _subject, _body in told(before) if to == PROVIDERS] == []


def test_money_for_no_booking_is_told_to_whose_it_is(by_bank: ByBank):
    deal = by_bank.deal
    by_bank.pay(by_bank.total + by_bank.total)
    task = return_credit(customer=by_bank.customer, amount=by_bank.total, by=by_bank.by, now=deal.now)
    before = newest()
    by_bank.send(task)

    ((to, _subject, body),) = told(before)
    assert to == BUYERS
    assert body.startswith(f"{price(deal)} that your firm had with us is paid back.")


@pytest.fixture
def given_back() -> tuple[BankTask, Teller]:
    """Of a paid invoice of ¥1,288.20 ¥100.00 is to go back."""
    deal = TermsDeal()
    deal.grant()
    invoice = deal.invoice()
    factories.member(invoice.customer, Role.FINANCE, person=factories.user(BUYERS, language="en"))
    deal.pay(invoice.total_minor)
    part = Money(10_000, "CNY")
    refund_late(booking=invoice.booking, amount=part, reason="x", by=deal.provider, now=deal.now)
    deal.advance(invoice.booking)
    return BankTask.objects.get(kind=BankTaskKind.REFUND), Teller(factories.operator(), deal.now)


def test_of_a_paid_invoice_they_are_told_how_much_of_what_was_paid_comes_back(given_back):
    task, teller = given_back
    before = newest()
    teller.send(task, factories.operator())

    bodies = [body for to, _subject, body in told(before) if to == BUYERS]
    assert bodies[0].startswith("¥100.00 of the ¥1,288.20 that was paid for this booking is paid back.")


def test_what_was_to_be_sent_and_stays_here_is_told(given_back):
    task, teller = given_back
    before = newest()
    withdraw(task=task, reason="x", by=teller.by, now=teller.now)

    assert (BUYERS, "¥100.00 stays with us") in subjects(before)
