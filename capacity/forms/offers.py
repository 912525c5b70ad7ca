"""An offer as one form: what it is, its rates, its extras, and what comes back when it is cancelled."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from capacity.enums import ChargeMode, OfferKind
from capacity.forms.choices import name_removal
from capacity.forms.offer_rows import ExtraForm, PercentField, PricedForm, RateForm, TierForm
from capacity.models import Offer
from capacity.models.offer import CURRENCIES
from capacity.operations.offers import MOST_ROWS, OfferDraft
from marketplace.amounts import AmountField


class OfferForm(PricedForm):
    kind = forms.ChoiceField(label=_("What is sold"), choices=OfferKind)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=120)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES, initial="CNY")
    charge_mode = forms.ChoiceField(
        label=_("Charged is"),
        choices=ChargeMode,
        initial=ChargeMode.RESERVED,
        help_text=_("From check-in and your usage report or meter; never less than the minimum charge."),
    )
    is_instant = forms.BooleanField(label=_("Confirms at once, without your answer"), required=False)
    set_up = AmountField(label=_("Set-up, once a booking"), required=False)
    minimum_charge = AmountField(
        label=_("Minimum charge"), required=False, help_text=_("Machine time below it is filled up to it.")
    )
    tax = PercentField(label=_("Tax, in %"), initial=1300)


def _rows(form: type[PricedForm], extra: int) -> Any:
    return forms.formset_factory(
        form, extra=extra, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS + 20
    )


class OfferForms:
    """The form and its three tables, bound to what was sent or showing an offer as it is."""

    def __init__(self, data: Any = None, *, offer: Offer | None = None) -> None:
        currency = self._currency(data, offer)
        own = {"form_kwargs": {"currency": currency}}
        self.offer = OfferForm(data, currency=currency, initial=_offer_initial(offer))
        self.rates = _rows(RateForm, 2)(data, prefix="rates", initial=_rates_initial(offer), **own)
        self.extras = _rows(ExtraForm, 1)(data, prefix="extras", initial=_extras_initial(offer), **own)
        self.tiers = _rows(TierForm, 1)(data, prefix="tiers", initial=_tiers_initial(offer), **own)
        for formset in (self.rates, self.extras, self.tiers):
            name_removal(formset)

    @staticmethod
    def _currency(data: Any, offer: Offer | None) -> str:
        asked = data.get("currency", "") if data else ""
        known = {code for code, _label in CURRENCIES}
        if asked in known:
            return str(asked)
        return offer.currency if offer else "CNY"

    @property
    def all(self) -> list[Any]:
        return [self.offer, self.rates, self.extras, self.tiers]

    @property
    def wrong(self) -> bool:
        """Whether what was sent has an error anywhere."""
        rows = (self.rates, self.extras, self.tiers)
        return bool(self.offer.errors) or any(formset.total_error_count() for formset in rows)

    def is_valid(self) -> bool:
        """Each part is asked, so that all errors are told at once."""
        answers = [form.is_valid() for form in self.all]
        return all(answers)

    @property
    def draft(self) -> OfferDraft:
        cleaned = self.offer.cleaned_data
        return OfferDraft(
            kind=OfferKind(cleaned["kind"]),
            name_zh=cleaned["name_zh"],
            name_en=cleaned["name_en"],
            currency=cleaned["currency"],
            charge_mode=ChargeMode(cleaned["charge_mode"]),
            is_instant=cleaned["is_instant"],
            set_up_minor=cleaned["set_up"] or 0,
            minimum_charge_minor=cleaned["minimum_charge"] or 0,
            tax_basis_points=cleaned["tax"],
            rates=[form.row for form in _kept(self.rates)],
            extras=[form.row for form in _kept(self.extras)],
            tiers=[form.row for form in _kept(self.tiers)],
        )


def _kept(formset: Any) -> list[Any]:
    """The rows that were filled in and not crossed out."""
    return [form for form in formset if form.cleaned_data and not form.cleaned_data.get("DELETE")]


def _offer_initial(offer: Offer | None) -> dict[str, Any]:
    if offer is None:
        return {}
    return {
        "kind": offer.kind,
        "name_zh": offer.name_zh,
        "name_en": offer.name_en,
        "currency": offer.currency,
        "charge_mode": offer.charge_mode,
        "is_instant": offer.is_instant,
        "set_up": offer.set_up_minor or None,
        "minimum_charge": offer.minimum_charge_minor or None,
        "tax": offer.tax_basis_points,
    }


def _rates_initial(offer: Offer | None) -> list[dict[str, Any]]:
    if offer is None:
        return []
    names = ("unit", "customer_class", "weekdays", "starts_wall", "ends_wall", "valid_from", "valid_until")
    rates = sorted(offer.rates.all(), key=lambda rate: rate.pk)
    return [{name: getattr(rate, name) for name in names} | {"amount": rate.amount_minor} for rate in rates]


def _extras_initial(offer: Offer | None) -> list[dict[str, Any]]:
    if offer is None:
        return []
    names = ("id", "kind", "name_zh", "name_en", "unit", "is_required")
    extras = sorted(offer.extras.all(), key=lambda extra: extra.pk)
    return [
        {name: getattr(extra, name) for name in names} | {"amount": extra.amount_minor} for extra in extras
    ]


def _tiers_initial(offer: Offer | None) -> list[dict[str, Any]]:
    if offer is None:
        return [
            {"notice": 2880, "refund": 10_000},
            {"notice": 1440, "refund": 5_000},
        ]
    tiers = sorted(offer.tiers.all(), key=lambda tier: -tier.notice_minutes)
    return [{"notice": tier.notice_minutes, "refund": tier.refund_basis_points} for tier in tiers]
