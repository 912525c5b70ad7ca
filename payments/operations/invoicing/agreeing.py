"""A buyer takes the provider's term instead of paying now: checked, frozen, and the request is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from capacity.enums import BookingState
from capacity.models import Booking
from capacity.operations.holds import check_limit, lock_booking, send_request
from capacity.operations.refusals import IllegalStep, NotAllowed, Refused
from capacity.policies.permissions import may_book
from marketplace.accounts.actor import Actor
from marketplace.money import format_money
from payments.enums import PaymentState, Rail
from payments.models import AgreedTerms, CreditLimit, PaymentPlan
from payments.operations.commissions import commission_basis_points
from payments.operations.invoicing.credit import OVERDUE_MOST, Standing, limit_between, standing_of
from payments.operations.prompt_payment import reference_rate, rule_between
from payments.policies.charging import is_to_pay
from payments.policies.prompt_payment import LateRate, payer_kind, term_of


class NoCredit(Refused):
    """The booking cannot be paid later; it can be paid now."""


def why_no_credit(standing: Standing | None, booking: Booking) -> str:
    """In the reader's language; empty where it can be paid later."""
    if standing is None:
        return _("%(provider)s has not granted your firm a credit limit.") % {"provider": booking.provider}
    if standing.has_lost:
        return _(
            "The marketplace bears an invoice that your firm has not paid; terms wait until it is made good."
        )
    if standing.is_blocked:
        text = _("An invoice is overdue by %(days)d days; more than %(most)d stop new bookings on terms.")
        return text % {"days": standing.overdue_days, "most": OVERDUE_MOST}
    if not standing.allows(booking.total):
        told = {"free": format_money(standing.free), "limit": format_money(standing.limit.limit)}
        return _("Of your limit of %(limit)s %(free)s are free, and this costs more.") % told
    return ""


def standing_for(booking: Booking, today: date) -> Standing | None:
    limit = limit_between(booking.customer_id, booking.provider_id, booking.currency, today)
    return standing_of(limit, today) if limit else None


def term_for(limit: CreditLimit, booking: Booking, today: date) -> int:
    """In how many days after acceptance it would have to be paid."""
    rule = rule_between(booking.customer_class, booking.provider_class, today)
    return term_of(rule, limit.term_days, is_custom=bool(limit.custom_reason))


def late_rate_for(limit: CreditLimit, booking: Booking, today: date) -> LateRate:
    """What being late would cost: as agreed, and at least what the tables of the day ask."""
    rule = rule_between(booking.customer_class, booking.provider_class, today)
    agreed = limit.late_basis_points
    if agreed is None:
        return LateRate(ppm=rule.late_ppm) if rule else LateRate()
    # The rate may have risen since the limit was granted.
    return LateRate(basis_points=max(agreed, reference_rate(today) or 0) if rule else agreed)


def begin_on_terms(*, booking: Booking, by: Actor, now: datetime, message: str = "") -> PaymentPlan:
    """
    Agree on the term, and send the request: one transaction, and no network.

    :raises IllegalStep: nothing is held any more, or it was paid
    :raises NotAllowed: the actor may not book for the customer
    :raises OverLimit: an approver of the organisation has to do it
    :raises NoCredit: there is no limit, or it does not reach
    """
    today = timezone.localdate(now)
    with transaction.atomic():
        _tree, booking = lock_booking(booking)
        _check(booking, by, now)
        limit = limit_between(booking.customer_id, booking.provider_id, booking.currency, today)
        if limit is not None:
            # Two bookings on one limit come one after the other.
            limit = CreditLimit.objects.standing().select_for_update().filter(pk=limit.pk).first()
        if trouble := why_no_credit(standing_of(limit, today) if limit else None, booking):
            raise NoCredit(trouble)
        assert limit is not None
        plan = _secured_plan(booking, by, now, message)
        freeze_terms(plan, booking, limit, today)
        send_request(booking=booking, by=by, now=now, message=message)
        return plan


def check_reach(plan: PaymentPlan, booking: Booking, now: datetime) -> None:
    """
    What a change has made dearer is owed as well: on the limit that holds now, within what is free of it.

    :raises NoCredit: it does not reach, or none holds any more
    """
    today = timezone.localdate(now)
    agreed = plan.terms.limit
    # Two changes on one limit come one after the other.
    limit = (
        CreditLimit.objects.in_force(today)
        .filter(customer=agreed.customer_id, provider=agreed.provider_id, currency=agreed.currency)
        .select_for_update()
        .first()
    )
    if limit is None:
        raise NoCredit(_("Your limit does not hold any more. Book the additional time by itself."))
    standing = standing_of(limit, today)
    if standing.is_blocked or standing.free.minor < 0:
        left = replace(standing, used=standing.used - booking.total)
        raise NoCredit(why_no_credit(left, booking))


def _check(booking: Booking, by: Actor, now: datetime) -> None:
    if by.organisation_id != booking.customer_id or not may_book(by):
        raise NotAllowed
    if booking.state_at(now) != BookingState.HELD:
        raise IllegalStep(_("The period is not held any more."))
    if not is_to_pay(booking):
        raise IllegalStep(_("There is nothing to pay here."))
    check_limit(booking, by)


def _secured_plan(booking: Booking, by: Actor, now: datetime, message: str) -> PaymentPlan:
    """What was paid on a page of the gateway meanwhile goes back by itself."""
    assert by.membership is not None
    plan, is_new = PaymentPlan.objects.select_for_update().get_or_create(
        booking=booking,
        defaults={
            "rail": Rail.NET_TERMS,
            "state": PaymentState.ON_TERMS,
            "currency": booking.currency,
            "quoted_minor": booking.total_minor,
            "commission_basis_points": commission_basis_points(timezone.localdate(now)),
            "begun_by": by.membership,
            "message": message,
            "created_at": now,
        },
    )
    if not is_new:
        if plan.is_secured or plan.payment_ref:
            raise IllegalStep(_("It is paid already."))
        plan.rail, plan.state = Rail.NET_TERMS, PaymentState.ON_TERMS
        plan.begun_by, plan.message = by.membership, message
        plan.allowance_minor = 0  # of a card; on terms the limit says how far a change may cost more
        plan.save(update_fields=["rail", "state", "begun_by", "message", "allowance_minor"])
    return plan


def freeze_terms(plan: PaymentPlan, booking: Booking, limit: CreditLimit, today: date) -> None:
    """What the tables and the limit say on this day; it never changes afterwards."""
    payer = payer_kind(booking.customer_class, booking.provider_class)
    rule = rule_between(booking.customer_class, booking.provider_class, today)
    rate = late_rate_for(limit, booking, today)
    AgreedTerms.objects.create(
        plan=plan,
        limit=limit,
        signed_on=today,
        customer_class=booking.customer_class,
        provider_class=booking.provider_class,
        payer=payer if payer and rule else "",
        term_days=term_for(limit, booking, today),
        late_ppm=rate.ppm,
        late_basis_points=rate.basis_points,
        reference_basis_points=reference_rate(today),
        source=rule.source if rule else "",
    )
