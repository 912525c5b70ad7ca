"""The form in which an organisation declares its size."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.declaring import Declared, Evidence
from marketplace.accounts.sizing import Figures, Measure, Sector, measures_of
from marketplace.money import decimal_text, parse_minor

LARGEST_FILE = 5 << 20
KINDS = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
LARGEST_FIGURE = 10**13


class TenThousands(forms.Field):
    """An amount in ten thousands of yuan with at most two decimals; gives hundredths of these."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(required=False, **options)

    def to_python(self, value: Any) -> int | None:
        told = str(value or "").strip()
        if not told:
            return None
        try:
            amount = parse_minor(told, "CNY")
        except ValueError:
            amount = -1
        if not 0 <= amount <= LARGEST_FIGURE:
            raise forms.ValidationError(gettext("Give ten thousands of yuan, such as 39,999.99."))
        return amount

    def prepare_value(self, value: Any) -> Any:
        return decimal_text(value, "CNY", grouped=False) if type(value) is int else value


class SizeForm(forms.Form):
    sector = forms.ChoiceField(label=_("Sector"), choices=Sector.choices)
    reference_year = forms.IntegerField(label=_("Year of the figures"))
    employees = forms.IntegerField(
        label=_("People employed"), min_value=0, max_value=10_000_000, required=False
    )
    revenue = TenThousands(label=_("Revenue of the year, in ten thousands of yuan (万元)"))
    assets = TenThousands(
        label=_("Assets at its end, in ten thousands of yuan (万元)"),
        help_text=_("Counts in leasing and business services, construction and real estate."),
    )
    evidence = forms.FileField(
        label=_("Evidence"),
        required=False,
        help_text=_("A PDF, PNG or JPEG of at most 5 MB, such as the annual report to the register."),
    )
    agree = forms.BooleanField(label=_("The figures are true, and we know that contracts rely on them"))

    def __init__(self, data: Any = None, files: Any = None, *, today: date) -> None:
        super().__init__(data, files, initial={"reference_year": today.year - 1})
        self.today = today

    def clean_reference_year(self) -> int:
        year: int = self.cleaned_data["reference_year"]
        if not self.today.year - 3 <= year <= self.today.year:
            raise forms.ValidationError(
                gettext("Figures of %(first)d to %(last)d can be declared.")
                % {"first": self.today.year - 3, "last": self.today.year}
            )
        return year

    def clean_evidence(self) -> Evidence | None:
        """By what it is, not by what it is called."""
        told: UploadedFile[bytes] | None = self.cleaned_data["evidence"]
        if told is None:
            return None
        if told.size is None or told.size > LARGEST_FILE:
            raise forms.ValidationError(gettext("The file is larger than 5 MB."))
        body = told.read()
        kind = next((kind for mark, kind in KINDS.items() if body.startswith(mark)), None)
        if kind is None:
            raise forms.ValidationError(gettext("This is no PDF, PNG or JPEG."))
        return Evidence((told.name or "evidence")[-160:], kind, body)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "sector" in cleaned:
            for measure in measures_of(Sector(cleaned["sector"]), self.today):
                if cleaned.get(measure) is None and measure not in self.errors:
                    self.add_error(measure, gettext("This figure counts in this sector."))
        return cleaned

    @property
    def declared(self) -> Declared:
        cleaned = self.cleaned_data
        figures = Figures(*(cleaned.get(measure) or 0 for measure in Measure))
        return Declared(Sector(cleaned["sector"]), cleaned["reference_year"], figures, cleaned["evidence"])
