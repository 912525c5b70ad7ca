"""Why a step was not taken, said kindly, with what was typed kept."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _

from capacity.enums import BookingState, Side
from capacity.operations.refusals import BookingRefused, IllegalStep, NotSecured, Refused, StaleStep
from capacity.views.shown.bookings import BookingPage, Trouble
from capacity.views.shown.thread import sentence
from capacity.views.shown.verdicts import Refusal, problems_of
from marketplace.pages.formats import duration_text


def trouble_of(page: BookingPage, refusal: Refused | None, form: forms.Form) -> Trouble:
    """For the notice on top of the page; without a refusal the form itself says what is wrong."""
    typed = str(form.data.get("message", "")).strip()
    match refusal:
        case None:
            return Trouble(_("This could not be sent"), " ".join(_errors(form)), typed)
        case StaleStep():
            return Trouble(what_happened(page), still_here(), typed)
        case IllegalStep():
            return Trouble(_("Nothing was changed"), str(refusal), typed)
        case NotSecured():
            title = _("Nothing was sent") if page.state == BookingState.HELD else _("Nothing was changed")
            pay_at = refusal.pay_at if page.side is Side.CUSTOMER else ""
            return Trouble(title, str(refusal), typed, pay_at=pay_at)
        case BookingRefused():
            return Trouble(_title(refusal), "", typed, Refusal(problems_of(refusal.broken)))
    return Trouble(_("Nothing was changed"), str(refusal), typed)


def _title(refusal: BookingRefused) -> str:
    if refusal.is_taken:
        return _("Somebody was faster: the period is taken")
    return _("This period cannot be had")


def still_here() -> str:
    return _("Below is how the booking stands now. What you typed is still here.")


def what_happened(page: BookingPage) -> str:
    """`Wang Min (Mingchuan) withdrew, 4 s ago`."""
    if not page.trail or page.trail[-1].taken_at > page.now:
        return _("The booking has changed")
    last = page.trail[-1]
    ago = page.now - last.taken_at
    seconds = int(ago.total_seconds())
    told = _("%(seconds)s s") % {"seconds": seconds} if seconds < 60 else duration_text(ago)
    params = {"what": sentence(page.booking, last), "ago": told}
    return _("%(what)s, %(ago)s ago") % params


def _errors(form: forms.Form) -> list[str]:
    """Every error of the form, those of a field with its label."""
    told = []
    for name, errors in form.errors.items():
        label = f"{form.fields[name].label}: " if name in form.fields else ""
        told += [f"{label}{error}" for error in errors]
    return told
