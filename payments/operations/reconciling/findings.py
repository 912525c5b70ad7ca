"""Writing down what differs: each difference once, for as long as it is there. Nothing is mended."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from payments.enums import DifferenceState
from payments.models import PaymentPlan, ReconciliationItem, ReconciliationRun
from payments.operations.reconciling.comparing import NOT_AT_ALL, Difference

Items = QuerySet[ReconciliationItem]


@dataclass(frozen=True)
class Findings:
    run: ReconciliationRun
    now: datetime

    def compared(
        self, refs: Collection[str], found: Iterable[Difference], *, among: Items | None = None
    ) -> None:
        """
        Of these references just this differs: what is new is written, what is gone ends.

        `among` are the earlier items that may be gone now; all that stand, unless told.
        """
        differing = {difference.place: difference for difference in found}
        with transaction.atomic():
            earlier = among if among is not None else ReconciliationItem.objects.standing()
            rows = earlier.select_for_update().filter(ref__in=refs).order_by("pk")
            known = {(item.kind, item.ref, item.currency): item for item in rows}
            for place, item in known.items():
                if place not in differing:
                    self._end(item)
            for place, difference in differing.items():
                self._note(difference, known.get(place))

    def _note(self, difference: Difference, known: ReconciliationItem | None) -> None:
        """One that was left as it is stays so, while it amounts to the same."""
        if known is None:
            self._create(difference)
        elif known.state == DifferenceState.OPEN or known.difference_minor == difference.minor:
            self._update(known, difference)
        else:
            self._end(known)
            self._create(difference)

    def _create(self, difference: Difference) -> None:
        ReconciliationItem.objects.create(
            run=self.run,
            last_run=self.run,
            kind=difference.kind,
            ref=difference.ref,
            currency=difference.currency,
            booking_id=difference.booking_id or booking_of(difference.source_ref),
            found_at=self.now,
            **_amounts(difference),
        )

    def _update(self, item: ReconciliationItem, difference: Difference) -> None:
        amounts = _amounts(difference) if item.state == DifferenceState.OPEN else {}
        ReconciliationItem.objects.filter(pk=item.pk).update(last_run=self.run, **amounts)

    def _end(self, item: ReconciliationItem) -> None:
        ReconciliationItem.objects.filter(pk=item.pk).update(
            state=DifferenceState.GONE, resolved_at=self.now, last_run=self.run
        )


def _amounts(difference: Difference) -> dict[str, object]:
    theirs, ours = difference.theirs, difference.ours
    return {
        "type": difference.type,
        "source_ref": difference.source_ref,
        "happened_at": difference.happened_at,
        "theirs_minor": theirs.net if theirs else None,
        "ours_minor": ours.net if ours else None,
        "theirs_fee_minor": (theirs or NOT_AT_ALL).fee,
        "ours_fee_minor": (ours or NOT_AT_ALL).fee,
    }


def booking_of(source_ref: str) -> int | None:
    """The booking whose payment the line is of, where we have written that down."""
    if not source_ref:
        return None
    known = Q(charge_ref=source_ref) | Q(payment_ref=source_ref) | Q(operations__remote_ref=source_ref)
    return PaymentPlan.objects.filter(known).values_list("booking", flat=True).first()
