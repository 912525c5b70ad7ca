"""Credit limits for programs."""

from __future__ import annotations

from typing import Any

from django.forms import ValidationError
from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.accounts.models import Organisation
from marketplace.api import problems
from marketplace.api.idempotency import safely_repeatable
from marketplace.api.operations import Operation, documented
from marketplace.api.paging import PARAMETERS, page_of
from marketplace.api.parsing import read, refuse_unknown
from marketplace.api.problems import Problem
from marketplace.api.schema import PAGING
from marketplace.money import Money
from payments.api.endpoint import MoneyEndpoint
from payments.api.told import CreditLimitSerializer, GrantBody
from payments.firm_field import firm_of
from payments.models import CreditLimit
from payments.operations.invoicing.credit import BadTerms, Grant, grant_limit, withdraw_limit

TAG = "Credit limits"


def _operation(id_: str, summary: str, **others: Any) -> Operation:
    others.setdefault("refuses", dict.fromkeys((403, 404)))
    return Operation(id=id_, summary=summary, tag=TAG, answers=CreditLimitSerializer, **others)


class CreditLimits(MoneyEndpoint):
    @documented(_operation("list_credit_limits", "List credit limits", pages=True, asks=PAGING))
    def get(self, request: Request) -> Response:
        """What the token's firm granted and was granted, the newest first; withdrawn ones as well."""
        self.need_finance()
        refuse_unknown(request.query_params, PARAMETERS)
        rows = CreditLimit.objects.visible_to(self.actor).select_related("customer", "provider")
        page = page_of(rows, request, newest_first=True)
        return Response(page.body(self.told(CreditLimitSerializer, page.rows, many=True, today=self.today)))

    @documented(_operation("grant_credit_limit", "Grant a credit limit", sends=GrantBody, status=201))
    @safely_repeatable
    def post(self, request: Request) -> Response:
        """It takes the place of the one between the same two in the same currency."""
        self.need_finance()
        sent = read(GrantBody, request.data)
        if sent["valid_until"] and sent["valid_until"] < sent["valid_from"]:
            raise _fault("valid_until", "invalid", str(sent["valid_until"]))
        made = self._granted(sent)
        return Response(self.told(CreditLimitSerializer, made, today=self.today), status=201)

    def _granted(self, sent: dict[str, Any]) -> CreditLimit:
        grant = Grant(
            limit=Money(sent["limit_minor"], sent["currency"]),
            valid_from=sent["valid_from"],
            valid_until=sent["valid_until"],
            term_days=sent["term_days"],
            custom_reason=sent["custom_reason"],
            late_basis_points=sent["late_basis_points"],
        )
        provider = self.actor.organisation
        if self.actor.is_operator:
            provider = _firm("provider", sent["provider"]) if sent["provider"] else None
        customer = _firm("customer", sent["customer"])
        try:
            return grant_limit(customer=customer, provider=provider, grant=grant, by=self.actor, now=self.now)
        except BadTerms as refusal:
            raise _fault(refusal.field, str(refusal), sent.get(refusal.field, "")) from refusal


def _firm(field: str, told: str) -> Organisation:
    try:
        return firm_of(told)
    except ValidationError as error:
        raise _fault(field, str(error.message), told) from error


def _fault(field: str, message: str, value: object) -> Problem:
    fault = {"field": field, "code": "invalid", "message": message, "value": value}
    return Problem(problems.MALFORMED, errors=[fault])


class CreditLimitWithdrawal(MoneyEndpoint):
    @documented(_operation("withdraw_credit_limit", "Withdraw a credit limit"))
    @safely_repeatable
    def post(self, _request: Request, limit_id: int) -> Response:
        """No new booking on it; what is owed already keeps its term."""
        rows = CreditLimit.objects.visible_to(self.actor).select_related("customer", "provider")
        limit = get_object_or_404(rows, pk=limit_id)
        withdrawn = withdraw_limit(limit=limit, by=self.actor, now=self.now)
        return Response(self.told(CreditLimitSerializer, withdrawn, today=self.today))
