"""The figures of payments on the health page; none where payments are off."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from marketplace.desk.figures import BAD, GOOD, WARNING, Figure
from marketplace.pages.formats import duration_text
from payments.operations.readings import Readings, readings

LATE, TOO_LATE = timedelta(minutes=5), timedelta(hours=1)
A_NIGHT, TWO_NIGHTS = timedelta(hours=26), timedelta(hours=50)


def payment_figures(now: datetime) -> list[Figure]:
    if settings.PAYMENTS_BACKEND == "off":
        return []
    told = readings(now)
    return [_unsent(told), _unseen(told), _compared(told), _broken(told)]


def _unsent(told: Readings) -> Figure:
    if told.stuck:
        value = _("%(number)d stuck") % {"number": told.stuck}
        return Figure(_("Requests to the gateway"), value, BAD, _("An operator has to decide: see Money."))
    tone = _tone(told.unsent_for, LATE, TOO_LATE)
    note = _("The gateway does not answer; they are tried again.") if tone != GOOD else _("None is late.")
    return Figure(_("Requests to the gateway"), _waiting(told.unsent, told.unsent_for), tone, note)


def _unseen(told: Readings) -> Figure:
    tone = _tone(told.unseen_for, LATE, TOO_LATE)
    note = _("They are looked at late: see the jobs.") if tone != GOOD else _("Each was looked at in time.")
    return Figure(_("Events of the gateway"), _waiting(told.unseen, told.unseen_for), tone, note)


def _waiting(number: int, age: timedelta) -> str:
    return f"{number} · {duration_text(age)}" if number else "0"


def _compared(told: Readings) -> Figure:
    label = _("Compared with the gateway")
    if told.compared is None:
        return Figure(label, "–", WARNING, _("Nothing has been compared yet; a comparison runs every night."))
    value = _("%(age)s ago") % {"age": duration_text(told.compared)}
    if told.differences:
        note = _("%(number)d open differences: see Money.") % {"number": told.differences}
        return Figure(label, value, WARNING, note)
    tone = _tone(told.compared, A_NIGHT, TWO_NIGHTS)
    note = _("The nightly comparison did not come to its end.") if tone != GOOD else _("Nothing differs.")
    return Figure(label, value, tone, note)


def _broken(told: Readings) -> Figure:
    note = _("The last comparison names them: see Money.") if told.broken else _("All held when last asked.")
    return Figure(_("Rules of the ledger broken"), str(told.broken), BAD if told.broken else GOOD, note)


def _tone(age: timedelta, late: timedelta, too_late: timedelta) -> str:
    return BAD if age > too_late else WARNING if age > late else GOOD
