"""What the addresses of payments have in common: they are there while payments are on."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils import timezone
from rest_framework.request import Request

from capacity.api import kinds
from capacity.api.acts import Ask
from capacity.api.refusals import RefusingEndpoint
from capacity.operations.refusals import NotAllowed
from marketplace.accounts.enums import Role
from marketplace.api import problems
from marketplace.api.problems import Problem
from payments.operations.billing.metering import MeterRefused


class MoneyEndpoint(RefusingEndpoint):
    """For the finance people of a firm, and for operators."""

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        is_answered = hasattr(self, (request.method or "").lower())
        if settings.PAYMENTS_BACKEND == "off" and is_answered:
            raise Problem(problems.NOT_FOUND)

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, MeterRefused):
            lines = [{"line": fault.line, "message": fault.text} for fault in exc.faults]
            exc = Problem(kinds.REFUSED, str(exc), lines=lines)
        return super().handle_exception(exc)

    def need_finance(self) -> None:
        """:raises NotAllowed: the token's member looks after nobody's money"""
        if not (self.actor.is_operator or self.actor.has_role(Role.FINANCE)):
            raise NotAllowed


def need_operator(ask: Ask) -> None:
    """:raises Http404: to all but operators the desk is not there"""
    if not ask.by.is_operator:
        raise Http404
