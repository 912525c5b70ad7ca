"""What operators type."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from search.enums import SynonymKind
from search.models import Synonym
from search.operations.synonyms import SynonymFacts

_BETWEEN = re.compile(r"[\n,;，；、]+")


class PhrasesField(forms.CharField):
    """Phrases, one a line or with commas between them; gives a tuple of them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{
                "max_length": 2000,
                "widget": forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
                **options,
            }
        )

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> Any:
        told = (" ".join(each.split()) for each in _BETWEEN.split(super().clean(value)))
        return tuple(filter(None, told))


class SynonymForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("How they stand to each other"), choices=SynonymKind, widget=forms.RadioSelect
    )
    words = PhrasesField(
        label=_("Words"), help_text=_("One a line, or with commas between them; up to four words each.")
    )
    meanings = PhrasesField(
        label=_("What else they mean"),
        required=False,
        help_text=_("Only for words that mean others but not the other way round."),
    )

    def __init__(self, data: Any = None, *, synonym: Synonym | None = None, words: str = "") -> None:
        initial: dict[str, Any] = {"kind": SynonymKind.EQUAL, "words": words}
        if synonym:
            initial = {name: getattr(synonym, name) for name in ("kind", "words", "meanings")}
        super().__init__(data, initial=initial)

    @property
    def facts(self) -> SynonymFacts:
        cleaned = self.cleaned_data
        return SynonymFacts(SynonymKind(cleaned["kind"]), cleaned["words"], cleaned["meanings"])
