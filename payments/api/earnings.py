"""What a firm was paid, for the programs of its finance people: payouts, and the statement of a month."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from capacity.api.acts import Act, Ask, endpoint
from capacity.operations.refusals import NotAllowed
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from marketplace.accounts.models import Organisation
from marketplace.api.operations import Operation, documented
from marketplace.api.parsing import read_query
from marketplace.api.schema import PAGING
from payments.api.asked import CURRENCY_ASKED, MONTH_ASKED, one_of
from payments.api.endpoint import MoneyEndpoint
from payments.api.told_desk import PayoutSerializer, StatementQuery, StatementSerializer
from payments.enums import AccountKind, JournalKind
from payments.models import Entry
from payments.shown.statement import StatementPage

SENT = (JournalKind.TRANSFER, JournalKind.TRANSFER_REVERSAL)


def _own_firm(by: Actor) -> Organisation:
    """:raises NotAllowed: the token's member looks after nobody's money"""
    if by.organisation is None or not by.has_role(Role.FINANCE):
        raise NotAllowed
    return by.organisation


def _payouts(ask: Ask) -> QuerySet[Entry]:
    """With those that came back from the bank."""
    sent = Q(journal__kind__in=SENT) | Q(journal__reverses__kind__in=SENT)
    entries = Entry.objects.filter(sent, account__owner=_own_firm(ask.by), account__kind=AccountKind.PAYABLE)
    return entries.select_related("journal__booking")


def _operation(id_: str, summary: str, **others: Any) -> Operation:
    return Operation(id=id_, summary=summary, tag="Earnings", refuses=dict.fromkeys((403, 404)), **others)


PAYOUTS = endpoint(
    MoneyEndpoint,
    get=Act(
        _operation(
            "list_payouts",
            "List payouts",
            description="What was sent to the token's firm, each with its booking, the newest first.",
            answers=PayoutSerializer,
            pages=True,
            asks=PAGING,
        ),
        _payouts,
    ),
)


class Statement(MoneyEndpoint):
    @documented(
        _operation(
            "read_statement",
            "Read the statement of a month",
            answers=StatementSerializer,
            asks=[MONTH_ASKED, CURRENCY_ASKED],
        )
    )
    def get(self, request: Request) -> Response:
        """Of the token's firm: the present month and the first of its currencies, unless told."""
        firm = _own_firm(self.actor)
        asked = read_query(StatementQuery, request.query_params)
        page = StatementPage(firm, asked, now=self.now)
        one_of("month", asked.get("month"), [month for month, _name in page.months])
        one_of("currency", asked.get("currency"), page.currencies)
        return Response(self.told(StatementSerializer, page))
