"""The form in which a member names a search and says how to be told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from search.enums import Telling
from search.models import SavedSearch
from search.models.saved import LONGEST_NAME
from search.operations.saved_searches import Wishes


class WishesForm(forms.Form):
    """Gives Wishes once it is valid. Several of them stand on one page, each with its own ids."""

    name = forms.CharField(label=_("Name of the search"), max_length=LONGEST_NAME)
    telling = forms.ChoiceField(
        label=_("How to tell you"), choices=Telling.choices, initial=Telling.AT_ONCE, widget=forms.Select
    )

    @classmethod
    def of(cls, saved: SavedSearch, data: Any = None) -> WishesForm:
        initial = {"name": saved.name, "telling": saved.telling}
        return cls(data, initial=initial, auto_id=f"id_{saved.pk}_%s")

    @property
    def wishes(self) -> Wishes:
        return Wishes(name=self.cleaned_data["name"], telling=Telling(self.cleaned_data["telling"]))
