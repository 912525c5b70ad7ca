"""Fields for dates and times of a site's clock, as the browser's native controls."""

from __future__ import annotations

from typing import Any

from django import forms


class WallDateField(forms.DateField):
    """A native date field; its value is ISO whatever the reader's language."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(input_formats=["%Y-%m-%d"], **options)


class WallTimeField(forms.TimeField):
    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
        super().__init__(input_formats=["%H:%M", "%H:%M:%S"], **options)
