"""What a machine is, where it stands, its units, and the places of an organisation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from capacity.enums import Regime
from capacity.forms.choices import set_choices
from capacity.models import Resource, Site
from capacity.operations.resources import MOST_UNITS, ResourceFacts
from capacity.operations.sites import SiteFacts
from capacity.taxonomy import GROUPS, classes_of
from marketplace.language import in_readers_language


def class_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The classes under the names of their groups."""
    return [
        (
            in_readers_language(group.name_zh, group.name_en),
            [(leaf.key, in_readers_language(leaf.name_zh, leaf.name_en)) for leaf in classes_of(group.key)],
        )
        for group in GROUPS.values()
    ]


class FactsForm(forms.Form):
    resource_class = forms.ChoiceField(label=_("Class"))
    site = forms.ChoiceField(label=_("Site"))
    maker = forms.CharField(label=_("Maker"), max_length=120, required=False)
    model = forms.CharField(label=_("Model"), max_length=120, required=False)
    serial_number = forms.CharField(
        label=_("Serial number"), max_length=120, required=False, help_text=_("Not shown to the public.")
    )
    year_built = forms.IntegerField(label=_("Year built"), required=False, min_value=1900, max_value=2100)
    regime = forms.ChoiceField(label=_("Rules it is listed under"), choices=Regime)
    asset_number = forms.CharField(
        label=_("Asset number"), max_length=120, required=False, help_text=_("Not shown to the public.")
    )

    def __init__(self, data: Any = None, *, sites: Sequence[Site], resource: Resource | None = None) -> None:
        names = [field.name for field in fields(ResourceFacts) if field.name != "site"]
        initial = {name: getattr(resource, name) for name in names} if resource else {}
        super().__init__(data, initial=initial | ({"site": str(resource.site_id)} if resource else {}))
        self.sites = {str(site.pk): site for site in sites}
        set_choices(self, "resource_class", [("", gettext("Choose a class")), *class_choices()])
        set_choices(self, "site", [(key, f"{site.name} · {site.city}") for key, site in self.sites.items()])
        if resource and resource.published_revision_id:
            self.fields["resource_class"].disabled = True
            self.fields["resource_class"].help_text = gettext("Fixed, because the listing is public.")

    @property
    def facts(self) -> ResourceFacts:
        cleaned = self.cleaned_data
        return ResourceFacts(
            site=self.sites[cleaned["site"]],
            resource_class=cleaned["resource_class"],
            maker=cleaned["maker"],
            model=cleaned["model"],
            serial_number=cleaned["serial_number"],
            year_built=cleaned["year_built"],
            regime=Regime(cleaned["regime"]),
            asset_number=cleaned["asset_number"],
        )


class NewResourceForm(FactsForm):
    field_order = ["title_zh", "title_en", "resource_class", "site", "units"]

    title_zh = forms.CharField(label=_("Chinese title"), max_length=160)
    title_en = forms.CharField(label=_("English title"), max_length=160, required=False)
    units = forms.IntegerField(
        label=_("Number of units"),
        min_value=1,
        max_value=MOST_UNITS,
        initial=1,
        help_text=_("Interchangeable machines of one kind, such as twenty equal printers."),
    )


class ParentForm(forms.Form):
    parent = forms.ChoiceField(
        label=_("Part of"),
        required=False,
        help_text=_("Booking the whole, such as a line, blocks its parts, and the other way round."),
    )

    def __init__(self, data: Any = None, *, resource: Resource, others: Sequence[tuple[int, str]]) -> None:
        super().__init__(data, initial={"parent": str(resource.parent_id or "")})
        choices = [("", gettext("nothing: it stands alone")), *((str(key), title) for key, title in others)]
        set_choices(self, "parent", choices)

    @property
    def parent_id(self) -> int | None:
        return int(self.cleaned_data["parent"]) if self.cleaned_data["parent"] else None


class UnitForm(forms.Form):
    label = forms.CharField(label=_("Label"), max_length=80, required=False)
    serial_number = forms.CharField(label=_("Serial number"), max_length=120, required=False)


class SiteForm(forms.Form):
    """Fields are named as capacity.operations.sites.SiteFacts."""

    name_zh = forms.CharField(label=_("Chinese name"), max_length=160)
    name_en = forms.CharField(label=_("English name"), max_length=160, required=False)
    city_zh = forms.CharField(label=_("City, in Chinese"), max_length=80)
    city_en = forms.CharField(label=_("City, in English"), max_length=80, required=False)
    district_zh = forms.CharField(label=_("District, in Chinese"), max_length=80, required=False)
    district_en = forms.CharField(label=_("District, in English"), max_length=80, required=False)
    street_zh = forms.CharField(
        label=_("Street, in Chinese"),
        max_length=200,
        required=False,
        help_text=_("Shown to a customer once a booking is confirmed."),
    )
    street_en = forms.CharField(label=_("Street, in English"), max_length=200, required=False)
    access_note_zh = forms.CharField(label=_("How to get in, in Chinese"), max_length=200, required=False)
    access_note_en = forms.CharField(label=_("How to get in, in English"), max_length=200, required=False)
    latitude = forms.FloatField(
        label=_("Latitude"),
        required=False,
        min_value=-90,
        max_value=90,
        help_text=_("WGS-84, such as 31.2989."),
    )
    longitude = forms.FloatField(
        label=_("Longitude"),
        required=False,
        min_value=-180,
        max_value=180,
        help_text=_("WGS-84, such as 120.5853."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        initial="Asia/Shanghai",
        help_text=_("The clock that opening hours are told by."),
    )

    def __init__(self, data: Any = None, *, site: Site | None = None) -> None:
        initial = {field.name: getattr(site, field.name) for field in fields(SiteFacts)} if site else {}
        super().__init__(data, initial=initial)
        set_choices(self, "time_zone", [(zone, zone) for zone in sorted(available_timezones())])
        for name in ("latitude", "longitude"):
            self.fields[name].widget.attrs["step"] = "any"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        given = {name: cleaned.get(name) is not None for name in ("latitude", "longitude")}
        if len(set(given.values())) == 2 and not self.errors:
            lacking = next(name for name, is_there in given.items() if not is_there)
            self.add_error(lacking, gettext("Give both latitude and longitude, or neither."))
        return cleaned

    @property
    def facts(self) -> SiteFacts:
        return SiteFacts(**{field.name: self.cleaned_data[field.name] for field in fields(SiteFacts)})
