"""What an operator does about a charge that the payer's bank took back."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.operations.refusals import IllegalStep, NotAllowed
from marketplace.accounts.actor import Actor
from payments.enums import ChargebackState
from payments.models import Chargeback
from payments.operations import jobs


def bear_loss(*, chargeback: Chargeback, by: Actor) -> None:
    """
    The marketplace makes good for a lost one: the provider keeps what it earned.

    :raises NotAllowed: no operator
    :raises IllegalStep: it is not lost
    """
    if not by.is_operator:
        raise NotAllowed
    with transaction.atomic():
        lost = Chargeback.objects.filter(pk=chargeback.pk, state=ChargebackState.LOST)
        if not lost.update(is_borne_by_us=True):
            raise IllegalStep(_("Only a chargeback that is lost can be borne."))
        jobs.defer_advance(chargeback.plan_id)
