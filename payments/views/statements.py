"""A firm's statements: on a page, as a table, as a printed sheet."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from marketplace.accounts.access import member_required
from marketplace.accounts.enums import Role
from marketplace.accounts.http import MemberRequest
from payments.papers.statement_csv import statement_csv
from payments.papers.statement_pdf import statement_pdf
from payments.shown.statement import StatementPage
from payments.views.lookups import while_payments_are_on


@require_safe
@while_payments_are_on
@member_required(Role.FINANCE)
def statement(request: MemberRequest) -> HttpResponse:
    page = StatementPage(request.organisation, request.GET, now=timezone.now())
    match request.GET.get("as"):
        case "csv":
            return _file(statement_csv(page), "text/csv; charset=utf-8", f"{page.file_name}.csv")
        case "pdf":
            return _file(statement_pdf(page), "application/pdf", f"{page.file_name}.pdf")
    return render(request, "payments/statement/page.html", {"page": page})


def _file(content: str | bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
