"""A chargeback is answered though the answer was refused once, and no more is borne than was due."""

from __future__ import annotations

from datetime import timedelta

import pytest

from capacity.operations.refusals import IllegalStep
from payments.enums import (
    AccountKind,
    ChargebackState,
    Decision,
    OperationState,
    Rail,
)
from payments.models import Chargeback
from payments.operations.chargebacks import answer, bear_loss
from payments.operations.stuck import decide
from payments.sandbox import acting
from tests import factories
from tests.payments.paying import Deal
from tests.payments.sequences import (
    let_settle,
    run_jobs,
    sent_to,
    use_prepaid,
)

pytestmark = pytest.mark.django_db


def test_an_answer_that_the_gateway_refused_can_be_given_again(deal: Deal):
    use_prepaid(deal)
    dispute = acting.open_dispute(charge_ref=deal.plan.charge_ref, amount=100, now=deal.now)
    deal.advance()
    row = Chargeback.objects.get(ref=dispute)
    by = factories.operator()
    operation = answer(chargeback=row, told="Delivered", by=by, now=deal.now)
    operation.state, operation.error_code = OperationState.STUCK, "invalid_request"
    operation.first_sent_at = operation.finished_at = deal.now
    operation.save()
    decide(operation=operation, decision=Decision.RETRY, reason="Again", by=by, now=deal.now)
    run_jobs(deal.desk)
    row.refresh_from_db()
    if row.state == ChargebackState.TO_ANSWER:
        answer(chargeback=row, told="Delivered", by=by, now=deal.now)
        run_jobs(deal.desk)
    row.refresh_from_db()
    assert row.state != ChargebackState.TO_ANSWER


def test_of_a_loss_no_more_is_borne_than_was_due(deal: Deal):
    """Charged back whole before it was used, then cancelled for half: the provider earns half."""
    deal.pay(Rail.PREPAY)
    deal.accept()
    deal.desk.after(hours=1)
    acting.go_on(by=timedelta(0), now=deal.now)
    deal.advance()
    dispute = acting.open_dispute(
        charge_ref=deal.plan.charge_ref, amount=deal.booking.total_minor, now=deal.now
    )
    deal.advance()
    acting.close_dispute(dispute_ref=dispute, is_won=False, now=deal.now)
    deal.advance()
    with pytest.raises(IllegalStep):
        bear_loss(chargeback=Chargeback.objects.get(ref=dispute), by=factories.operator())
    deal.desk.now = deal.booking.period.starts_at - timedelta(hours=30)
    deal.cancel()
    bear_loss(chargeback=Chargeback.objects.get(ref=dispute), by=factories.operator())
    let_settle(deal)
    assert deal.fresh().refund_minor == deal.booking.total_minor // 2
    assert deal.stands(AccountKind.CLEARING) == 0
    assert deal.stands(AccountKind.DISPUTE_LOSS) == deal.booking.total_minor // 2
    assert sent_to(deal) - deal.stands(AccountKind.COMMISSION) == deal.booking.total_minor // 2
