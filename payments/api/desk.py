"""The money desk for operators’ programs, to read: what came, is held, went and is stuck, what differs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from capacity.api.acts import Act, Ask, endpoint
from marketplace.api.operations import Operation, documented
from marketplace.api.parsing import read_query
from marketplace.api.schema import PAGING
from payments.api.asked import MONTH_ASKED, one_of
from payments.api.endpoint import MoneyEndpoint, need_operator
from payments.api.told_desk import (
    DifferenceSerializer,
    HeldSerializer,
    MoneySerializer,
    MonthQuery,
    RunSerializer,
    StuckSerializer,
)
from payments.models import LedgerAccount, PaymentOperation, ReconciliationItem, ReconciliationRun
from payments.shown.money_desk import MoneyDesk, holding

MOST_STUCK = 200


def _held(ask: Ask) -> QuerySet[LedgerAccount]:
    need_operator(ask)
    return holding()


def _stuck(ask: Ask) -> QuerySet[PaymentOperation]:
    need_operator(ask)
    rows = PaymentOperation.objects.stuck(ask.now).select_related("plan__booking")
    return rows.order_by("not_before", "pk")[:MOST_STUCK]


def _runs(ask: Ask) -> QuerySet[ReconciliationRun]:
    need_operator(ask)
    return ReconciliationRun.objects.all()


def _differences(ask: Ask) -> QuerySet[ReconciliationItem]:
    need_operator(ask)
    return ReconciliationItem.objects.open().select_related("booking")


def _operation(id_: str, summary: str, description: str, **others: Any) -> Operation:
    refuses = dict.fromkeys((403, 404))
    return Operation(id=id_, summary=summary, description=description, tag="Desk", refuses=refuses, **others)


class Money(MoneyEndpoint):
    @documented(
        _operation(
            "read_money",
            "Read the money desk",
            "What came and went in a month, the present one unless told, and what is held and stuck now.",
            answers=MoneySerializer,
            asks=[MONTH_ASKED],
        )
    )
    def get(self, request: Request) -> Response:
        if not self.actor.is_operator:
            raise Http404
        asked = read_query(MonthQuery, request.query_params)
        desk = MoneyDesk(asked, now=self.now)
        one_of("month", asked.get("month"), [f"{month:%Y-%m}" for month in desk.months])
        return Response(self.told(MoneySerializer, desk))


HELD = endpoint(
    MoneyEndpoint,
    get=Act(
        _operation(
            "list_held_money",
            "List what is held",
            "The accounts on which money of others stands now.",
            answers=HeldSerializer,
            pages=True,
            asks=PAGING,
        ),
        _held,
    ),
)
STUCK = endpoint(
    MoneyEndpoint,
    get=Act(
        _operation(
            "list_stuck_money",
            "List what is stuck",
            "The oldest first, at most two hundred.",
            answers=StuckSerializer,
            lists=True,
        ),
        _stuck,
    ),
)
RUNS = endpoint(
    MoneyEndpoint,
    get=Act(
        _operation(
            "list_reconciliations",
            "List comparisons with the gateway",
            "The newest first.",
            answers=RunSerializer,
            pages=True,
            asks=PAGING,
        ),
        _runs,
    ),
)
DIFFERENCES = endpoint(
    MoneyEndpoint,
    get=Act(
        _operation(
            "list_differences",
            "List open differences",
            "What no operator has explained yet, the newest first.",
            answers=DifferenceSerializer,
            pages=True,
            asks=PAGING,
        ),
        _differences,
    ),
)
