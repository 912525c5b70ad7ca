"""The simulated Stripe at a moment, as one account sees it: what is there, and what can be written."""

from __future__ import annotations

import calendar
import secrets
import string
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from payments.sandbox import jobs
from payments.sandbox.kinds import PREFIXES
from payments.sandbox.refusals import Body, no_such
from payments.sandbox.rows import SandboxClock, SandboxEvent, SandboxObject
from payments.sandbox.shapes import shown

API_VERSION = "2026-10-28.endive"
MODELESS = {"balance_transaction", "refund", "transfer_reversal"}  # Stripe tells no `livemode` of these
ALPHABET = string.ascii_letters + string.digits


def stamp(moment: datetime) -> int:
    """Seconds since 1970, as Stripe tells time."""
    return calendar.timegm(moment.utctimetuple())


def v2_time(moment: datetime) -> str:
    """As the second version of the API tells time."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def new_ref(kind: str) -> str:
    return PREFIXES[kind] + "".join(secrets.choice(ALPHABET) for _ in range(24))


def ahead() -> timedelta:
    """How far the sandbox's clock is ahead of ours."""
    clock = SandboxClock.objects.first()
    return clock.ahead if clock else timedelta()


@dataclass(frozen=True)
class World:
    """`now` is by the sandbox's own clock; `account` is a connected one, or empty for the platform."""

    now: datetime
    account: str = ""

    @property
    def stamp(self) -> int:
        return stamp(self.now)

    def of(self, account: str) -> World:
        return replace(self, account=account)

    def create(self, kind: str, body: Body, **hidden: Any) -> SandboxObject:
        """Write a new object; what every object of Stripe's has is added."""
        ref = new_ref(kind)
        common = {"id": ref, "created": self.stamp} | ({} if kind in MODELESS else {"livemode": False})
        return SandboxObject.objects.create(
            ref=ref,
            kind=kind,
            account=self.account,
            body=common | body,
            hidden=hidden,
            created_at=self.now,
        )

    def change(self, row: SandboxObject, **fields: Any) -> SandboxObject:
        """Write these fields of the body, and what was done to the row."""
        row.body |= fields
        row.save()
        return row

    def schedule(self, row: SandboxObject, wait: timedelta) -> None:
        """The object changes by itself after so long."""
        row.due_at = self.now + wait
        row.save()
        jobs.wake_in(wait)

    def rows(self, kind: str) -> QuerySet[SandboxObject]:
        """The account's own, newest first."""
        return SandboxObject.objects.filter(kind=kind, account=self.account).order_by("-pk")

    def get(self, kind: str, ref: str, parameter: str = "id") -> SandboxObject:
        """:raises Refusal: the account has no such object"""
        row = self.rows(kind).filter(ref=ref).first()
        if row is None:
            raise no_such(kind, ref, parameter)
        return row

    def emit(self, event_type: str, row: SandboxObject, **previous: Any) -> None:
        """Tell what has just become of an object: the event holds it as it is now."""
        data: Body = {"object": shown(row)}
        if previous:
            data["previous_attributes"] = previous
        self._write_event(event_type, row, {"data": data, "api_version": API_VERSION, "pending_webhooks": 1})

    def emit_thin(self, event_type: str, row: SandboxObject) -> None:
        """Tell it as the second version of the API does: by the object's name alone."""
        url = f"/v2/core/accounts/{row.ref}"
        related = {"id": row.ref, "type": row.kind, "url": url}
        told = {"object": "v2.core.event", "created": v2_time(self.now), "related_object": related}
        self._write_event(event_type, row, told)

    def _write_event(self, event_type: str, row: SandboxObject, told: Body) -> None:
        ref = new_ref("event")
        common = {"id": ref, "object": "event", "created": self.stamp, "livemode": False, "type": event_type}
        SandboxEvent.objects.create(
            ref=ref,
            type=event_type,
            account=self.account,
            object_ref=row.ref,
            body=common | told,
            created_at=self.now,
        )
        jobs.defer_delivery(ref)
