"""Disputes for operators' programs: what waits, one case, and how it is divided by two pairs of eyes."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from capacity.api.acts import Act, Ask, endpoint
from marketplace.api.operations import Operation
from marketplace.api.schema import PAGING
from marketplace.money import Money
from payments.api.endpoint import MoneyEndpoint, need_operator
from payments.api.told_bills import CaseSerializer, SplitAnswerBody, SplitBody
from payments.models import LineDispute, Split
from payments.operations.billing.resolving import confirm_split, propose_split


def _cases(ask: Ask) -> QuerySet[LineDispute]:
    need_operator(ask)
    return LineDispute.objects.for_desk().prefetch_related("offers", "files", "splits")


def _waiting(ask: Ask) -> QuerySet[LineDispute]:
    return _cases(ask).filter(ended_at__isnull=True)


def _case(ask: Ask) -> LineDispute:
    return get_object_or_404(_cases(ask), pk=ask.where["dispute_id"])


def _divide(ask: Ask) -> LineDispute:
    case = _case(ask)
    kept = Money(ask.said["kept_minor"], case.line.gross.currency)
    propose_split(dispute=case, kept=kept, reason=ask.said["reason"], by=ask.by, now=ask.now)
    return _case(ask)


def _answer(ask: Ask) -> LineDispute:
    cases = _cases(ask)
    split = get_object_or_404(
        Split.objects.select_related("dispute__line__bill__booking"), pk=ask.where["split_id"]
    )
    confirm_split(split=split, is_confirmed=ask.said["is_confirmed"], by=ask.by, now=ask.now)
    return cases.get(pk=split.dispute_id)


def _operation(id_: str, summary: str, description: str, **others: Any) -> Operation:
    others.setdefault("refuses", dict.fromkeys((403, 404, 409, 422)))
    return Operation(
        id=id_, summary=summary, description=description, tag="Desk", answers=CaseSerializer, **others
    )


DISPUTES = endpoint(
    MoneyEndpoint,
    get=Act(
        _operation(
            "list_disputes",
            "List open disputes",
            "What both sides could not settle so far, the newest first.",
            pages=True,
            asks=PAGING,
            refuses=dict.fromkeys((403, 404)),
        ),
        _waiting,
    ),
)
CASE = endpoint(
    MoneyEndpoint,
    get=Act(
        _operation(
            "read_dispute",
            "Read a dispute",
            "What was said and offered, and what was decided.",
            refuses=dict.fromkeys((403, 404)),
        ),
        _case,
    ),
)
SPLIT = endpoint(
    MoneyEndpoint,
    post=Act(
        _operation(
            "split_dispute",
            "Divide what is disputed",
            "At once below the limit; above it a second operator has to confirm it.",
            sends=SplitBody,
        ),
        _divide,
    ),
)
ANSWER = endpoint(
    MoneyEndpoint,
    post=Act(
        _operation(
            "answer_split",
            "Confirm a division, or not",
            "By another operator than the one who proposed it, who belongs to neither side.",
            sends=SplitAnswerBody,
        ),
        _answer,
    ),
)
