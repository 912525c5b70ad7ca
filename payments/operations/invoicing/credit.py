"""How much a customer may owe: granted, withdrawn, and how far it is used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from capacity.operations.refusals import NotAllowed, Refused
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from marketplace.accounts.models import Organisation
from marketplace.money import Money
from payments.enums import LineState, PaymentState
from payments.models import BillLine, CreditLimit, Invoice, PaymentPlan
from payments.operations.prompt_payment import reference_rate, rule_between
from payments.policies.prompt_payment import is_too_long

OVERDUE_MOST = 30  # days: who owes longer is granted nothing more until it is paid


class BadTerms(Refused):
    """The regulation does not let this be agreed; `field` is what is wrong."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What is granted. Without `term_days` the regulation's usual term; a reason where it is longer."""

    limit: Money
    valid_from: date
    valid_until: date | None = None
    term_days: int | None = None
    custom_reason: str = ""
    late_basis_points: int | None = None


def grant_limit(
    *, customer: Organisation, provider: Organisation | None, grant: Grant, by: Actor, now: datetime
) -> CreditLimit:
    """
    Let the customer owe so much; what stood before between the two, in this currency, is withdrawn.

    A provider's finance people grant for their own firm, operators for one provider or for all.

    :raises NotAllowed: the actor may not grant it
    :raises BadTerms: the regulation forbids the term or the rate
    """
    _check_granting(provider, by)
    assert by.user is not None
    if provider is not None and provider.pk == customer.pk:
        raise BadTerms(_("A firm grants no limit to itself."), field="customer")
    _check_terms(customer, provider, grant, timezone.localdate(now))
    with transaction.atomic():
        # Of two who grant at once the second sees what the first did.
        Organisation.objects.locked().get(pk=customer.pk)
        same = CreditLimit.objects.standing().filter(
            customer=customer, provider=provider, currency=grant.limit.currency
        )
        same.update(withdrawn_at=now, withdrawn_by=by.user)
        return CreditLimit.objects.create(
            customer=customer,
            provider=provider,
            currency=grant.limit.currency,
            limit_minor=grant.limit.minor,
            term_days=grant.term_days,
            custom_reason=grant.custom_reason,
            late_basis_points=grant.late_basis_points,
            valid_from=grant.valid_from,
            valid_until=grant.valid_until,
            granted_by=by.user,
            granted_at=now,
        )


def withdraw_limit(*, limit: CreditLimit, by: Actor, now: datetime) -> CreditLimit:
    """
    No new booking on it; what is owed already keeps its term.

    :raises NotAllowed: the actor may not
    """
    _check_granting(limit.provider, by)
    CreditLimit.objects.standing().filter(pk=limit.pk).update(withdrawn_at=now, withdrawn_by=by.user)
    limit.refresh_from_db()
    return limit


def _check_granting(provider: Organisation | None, by: Actor) -> None:
    is_own = provider is not None and by.organisation_id == provider.pk and by.has_role(Role.FINANCE)
    if by.user is None or not (is_own or by.is_operator):
        raise NotAllowed


def _check_terms(customer: Organisation, provider: Organisation | None, grant: Grant, today: date) -> None:
    """Of a limit for all providers the strictest case is asked for when each booking is made."""
    rate = reference_rate(today)
    if grant.late_basis_points is not None and rate is not None and grant.late_basis_points < rate:
        told = {"rate": f"{rate // 100}.{rate % 100:02d}"}
        raise BadTerms(
            _("Agreed interest is at least the loan prime rate of the day, %(rate)s%% a year.") % told,
            field="late_basis_points",
        )
    if provider is None or grant.term_days is None:
        return
    rule = rule_between(customer.size_class, provider.size_class, today)
    if is_too_long(rule, grant.term_days, is_custom=bool(grant.custom_reason)):
        assert rule is not None
        text = _("This customer has to pay your firm within %(days)d days (%(source)s).")
        if rule.allows_custom:
            text = _(
                "More than %(days)d days have to be usual in the trade (%(source)s): say why, or take fewer."
            )
        raise BadTerms(text % {"days": rule.longest_days, "source": rule.source}, field="term_days")


@dataclass(frozen=True)
class Standing:
    """
    How far a limit is used; `overdue_days` is how long the customer's oldest debt has been overdue.

    `has_lost` is whether the marketplace wrote off something of the customer's that nobody has made good.
    """

    limit: CreditLimit
    used: Money
    overdue_days: int
    has_lost: bool

    @property
    def free(self) -> Money:
        return self.limit.limit - self.used

    @property
    def is_blocked(self) -> bool:
        return self.has_lost or self.overdue_days > OVERDUE_MOST

    def allows(self, amount: Money) -> bool:
        return not self.is_blocked and amount <= self.free


def limit_between(customer_id: int, provider_id: int, currency: str, day: date) -> CreditLimit | None:
    """What holds between the two: the provider's own grant before the marketplace's."""
    limits = CreditLimit.objects.in_force(day).between(customer_id, provider_id).filter(currency=currency)
    return min(limits, key=lambda limit: limit.provider_id is None, default=None)


def standing_of(limit: CreditLimit, today: date) -> Standing:
    """
    Open invoices, what was written off of them, what was ordered on the limit and is not invoiced, and what
    is disputed of the rest: it may be invoiced yet.
    """
    of_scope = {"customer": limit.customer_id, "terms__limit__provider": limit.provider_id}
    if limit.provider_id is None:
        of_scope = {"customer": limit.customer_id, "terms__limit__provider__isnull": True}
    invoices = Invoice.objects.filter(currency=limit.currency, **of_scope)
    owed = invoices.aggregate(sum=Sum(F("open_minor") + F("interest_minor") + F("lost_minor")))["sum"] or 0
    plans = _going_on(limit)
    is_invoiced = Exists(Invoice.objects.filter(plan=OuterRef("pk")))
    coming = plans.filter(~is_invoiced).aggregate(sum=Sum("booking__total_minor"))["sum"] or 0
    disputed = BillLine.objects.filter(
        state=LineState.DISPUTED, bill__booking__payment_plan__in=plans.filter(is_invoiced)
    )
    may_come = disputed.aggregate(sum=Sum("disputed_minor"))["sum"] or 0
    used = Money(int(owed + coming + may_come), limit.currency)
    has_lost = Invoice.objects.owed_by(limit.customer_id).lost().exists()
    return Standing(limit, used, overdue_days(limit.customer_id, today), has_lost)


def _going_on(limit: CreditLimit) -> QuerySet[PaymentPlan]:
    plans = PaymentPlan.objects.filter(
        state=PaymentState.ON_TERMS, booking__customer=limit.customer_id, currency=limit.currency
    )
    if limit.provider_id is None:
        return plans.filter(terms__limit__provider__isnull=True)
    return plans.filter(terms__limit__provider=limit.provider_id)


def overdue_days(customer_id: int, today: date) -> int:
    """Of the oldest invoice that anybody has still to be paid by this customer."""
    oldest = Invoice.objects.owed_by(customer_id).overdue(today).oldest_due_first().first()
    return oldest.days_late(today) if oldest else 0
