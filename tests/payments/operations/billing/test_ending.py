"""How a dispute ends: between the sides, or by operators with four eyes above a limit."""

import pytest
from django.db import IntegrityError, transaction

from capacity.enums import BookingState as State
from capacity.enums import ChargeMode, Side
from capacity.operations import usage
from capacity.operations.refusals import IllegalStep, NotAllowed, ReasonMissing
from marketplace.accounts.enums import Role
from marketplace.money import Money
from payments.enums import Ending
from payments.models import BillLine, LineDispute, PaymentPlan, SettlementOffer, Split
from payments.operations.billing import bargaining, resolving
from payments.operations.billing.answering import WrongAmount
from payments.operations.owing import Owed, owed
from tests import factories
from tests.payments.billed import Billed

pytestmark = pytest.mark.django_db

DISPUTED = 10_000


def cents(minor: int) -> Money:
    return Money(minor, "CNY")


@pytest.fixture
def deal(settings) -> Billed:
    """One line is disputed, everything else accepted; two operators have to agree above ¥100."""
    settings.FOUR_EYES_ABOVE = {"CNY": 100}
    made = Billed(ChargeMode.USED)
    made.use()
    return made


def disputed(deal: Billed, minor: int = DISPUTED) -> LineDispute:
    dispute = deal.dispute(1, minor=minor)
    usage.complete(booking=deal.fresh(), by=deal.buyer, now=deal.now)
    deal.follow()
    return dispute


def owes(deal: Billed) -> Owed | None:
    return owed(deal.fresh(), State.COMPLETED)


def offer(deal: Billed, dispute: LineDispute, side: Side, kept: int) -> SettlementOffer:
    return bargaining.offer_settlement(
        dispute=dispute, kept=cents(kept), by=deal.actor(side), now=deal.now, message="好吗？"
    )


def propose(deal: Billed, dispute: LineDispute, by=None, kept: int = 4_000, reason: str = "停机有记录"):
    by = by or factories.operator()
    return resolving.propose_split(dispute=dispute, kept=cents(kept), reason=reason, by=by, now=deal.now)


def ended(dispute: LineDispute) -> tuple[str, int]:
    fresh = LineDispute.objects.select_related("line").get(pk=dispute.pk)
    return fresh.ending, fresh.line.kept_minor


def test_an_offer_that_the_other_side_takes_ends_it(deal: Billed):
    dispute = disputed(deal)
    made = offer(deal, dispute, Side.PROVIDER, 7_000)
    bargaining.take_offer(offer=made, by=deal.buyer, now=deal.now)

    assert ended(dispute) == (Ending.AGREED, 7_000)
    assert owes(deal) == Owed(cents(deal.total - 3_000), cents(0))


def test_what_is_left_is_decided_anew_and_an_open_offer_gives_way_to_a_newer_one(deal: Billed):
    dispute = disputed(deal)
    first = offer(deal, dispute, Side.PROVIDER, 7_000)
    bargaining.leave_offer(offer=first, by=deal.buyer, now=deal.now)
    second = offer(deal, dispute, Side.CUSTOMER, 1_000)
    third = offer(deal, dispute, Side.PROVIDER, 5_000)

    for stale in (first, second):
        taker = deal.buyer if stale.side == Side.PROVIDER else deal.scheduler
        with pytest.raises(IllegalStep):
            bargaining.take_offer(offer=stale, by=taker, now=deal.now)
    assert ended(dispute) == ("", 0)
    bargaining.take_offer(offer=third, by=deal.buyer, now=deal.now)
    assert ended(dispute) == (Ending.AGREED, 5_000)


def test_nobody_takes_its_own_sides_offer_or_speaks_for_a_side_without_the_role(deal: Billed):
    dispute = disputed(deal)
    made = offer(deal, dispute, Side.PROVIDER, 7_000)
    viewer = factories.member(deal.booking.customer, Role.VIEWER)
    for by in (deal.scheduler, viewer, factories.operator()):
        with pytest.raises(NotAllowed):
            bargaining.take_offer(offer=made, by=by, now=deal.now)
    with pytest.raises(NotAllowed):
        bargaining.give_up(dispute=dispute, by=deal.scheduler, now=deal.now)
    with pytest.raises(NotAllowed):
        bargaining.give_way(dispute=dispute, by=deal.buyer, now=deal.now)


@pytest.mark.parametrize("kept", [-1, DISPUTED + 1])
def test_no_more_is_kept_than_is_disputed_and_no_less_than_nothing(deal: Billed, kept: int):
    dispute = disputed(deal)

    with pytest.raises(WrongAmount):
        offer(deal, dispute, Side.PROVIDER, kept)
    with pytest.raises(WrongAmount):
        propose(deal, dispute, kept=kept)


def test_giving_way_leaves_the_other_side_all_of_it(deal: Billed):
    other = Billed(ChargeMode.USED)
    other.use()
    first, second = disputed(deal), disputed(other)
    bargaining.give_up(dispute=first, by=deal.buyer, now=deal.now)
    bargaining.give_way(dispute=second, by=other.scheduler, now=other.now)

    assert ended(first) == (Ending.GIVEN_UP, DISPUTED)
    assert ended(second) == (Ending.CONCEDED, 0)
    assert owes(deal) == Owed(cents(deal.total), cents(0))
    assert owes(other) == Owed(cents(other.total - DISPUTED), cents(0))


def test_up_to_the_limit_one_operator_decides(deal: Billed):
    dispute = disputed(deal)
    split = propose(deal, dispute)

    assert (split.needs_second, split.is_confirmed) == (False, True)
    assert ended(dispute) == (Ending.DECIDED, 4_000)
    assert owes(deal) == Owed(cents(deal.total - 6_000), cents(0))


def test_above_the_limit_it_counts_once_another_operator_confirms(deal: Billed):
    dispute = disputed(deal, DISPUTED + 1)
    first, second = factories.operator(), factories.operator()
    split = propose(deal, dispute, by=first)
    assert (ended(dispute), owes(deal).open) == (("", 0), cents(DISPUTED + 1))

    with pytest.raises(NotAllowed):
        resolving.confirm_split(split=split, is_confirmed=True, by=first, now=deal.now)
    with pytest.raises(IllegalStep):
        propose(deal, dispute, by=second)
    resolving.confirm_split(split=split, is_confirmed=True, by=second, now=deal.now)

    assert ended(dispute) == (Ending.DECIDED, 4_000)
    with pytest.raises(IllegalStep):
        resolving.confirm_split(split=split, is_confirmed=False, by=second, now=deal.now)


def test_what_is_not_confirmed_waits_for_another_decision(deal: Billed):
    dispute = disputed(deal, DISPUTED + 1)
    split = propose(deal, dispute)
    resolving.confirm_split(split=split, is_confirmed=False, by=factories.operator(), now=deal.now)

    assert ended(dispute) == ("", 0)
    again = propose(deal, dispute, kept=9_000)
    resolving.confirm_split(split=again, is_confirmed=True, by=factories.operator(), now=deal.now)
    assert ended(dispute) == (Ending.DECIDED, 9_000)


def test_the_database_wants_two_pairs_of_eyes_as_well(deal: Billed):
    split = propose(deal, disputed(deal, DISPUTED + 1))
    alone = {"decided_by": split.proposed_by, "decided_at": deal.now, "is_confirmed": True}

    with pytest.raises(IntegrityError, match="split_by_four_eyes"), transaction.atomic():
        Split.objects.filter(pk=split.pk).update(**alone)
    Split.objects.filter(pk=split.pk).update(**alone | {"is_confirmed": False})


def test_a_decision_has_a_reason_and_is_made_by_operators_of_neither_side(deal: Billed):
    dispute = disputed(deal)
    own = factories.operator()
    factories.member(deal.booking.provider, Role.VIEWER, person=own.user)

    with pytest.raises(ReasonMissing):
        propose(deal, dispute, reason=" ")
    for by in (own, deal.buyer):
        with pytest.raises(NotAllowed):
            propose(deal, dispute, by=by)


def test_while_a_decision_waits_both_sides_may_still_agree(deal: Billed):
    dispute = disputed(deal, DISPUTED + 1)
    split = propose(deal, dispute)
    bargaining.take_offer(offer=offer(deal, dispute, Side.PROVIDER, 8_000), by=deal.buyer, now=deal.now)

    with pytest.raises(IllegalStep):
        resolving.confirm_split(split=split, is_confirmed=True, by=factories.operator(), now=deal.now)
    assert ended(dispute) == (Ending.AGREED, 8_000)


def test_what_was_decided_and_what_was_billed_stays_in_the_database(deal: Billed):
    bargaining.give_up(dispute=disputed(deal), by=deal.buyer, now=deal.now)
    line, accepted = deal.lines

    for changed in ({"net_minor": 1}, {"tax_minor": 0}, {"returned_minor": 5}):
        with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
            BillLine.objects.filter(pk=accepted.pk).update(**changed)
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        BillLine.objects.filter(pk=line.pk).update(kept_minor=0)
    with pytest.raises(Exception, match="Cannot delete"), transaction.atomic():
        BillLine.objects.filter(pk=line.pk).delete()
    assert not PaymentPlan.objects.exists()
