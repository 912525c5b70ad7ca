"""The pages on which an organisation declares its size, and operators look at the evidence."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketplace.accounts.access import ask_to_sign_in, member_required, operator_required, require_role
from marketplace.accounts.declaring import DECLARING, check_size, declare_size
from marketplace.accounts.http import ActingRequest, MemberRequest
from marketplace.accounts.models import SizeDeclaration
from marketplace.accounts.size_forms import SizeForm

UNPROCESSABLE, MOST = 422, 200


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(*DECLARING)
def size(request: MemberRequest) -> HttpResponse:
    """What was declared so far, and the form of the next declaration."""
    now = timezone.now()
    is_sent = request.method == "POST"
    form = SizeForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        today=timezone.localdate(now),
    )
    if form.is_valid():
        made = declare_size(
            organisation=request.organisation, declared=form.declared, by=request.actor, now=now
        )
        told = {"size": made.get_size_class_display()}
        messages.success(request, _("Declared: %(size)s. It counts for what is booked from now on.") % told)
        return redirect("accounts:size")
    declarations = request.organisation.size_declarations.defer("evidence").order_by("-declared_at", "-pk")
    context = {"form": form, "organisation": request.organisation, "declarations": declarations}
    return render(request, "accounts/size.html", context, status=UNPROCESSABLE if is_sent else 200)


@require_safe
def evidence(request: ActingRequest, declaration_id: int) -> HttpResponse:
    """The file, for the organisation's own finance people and for operators."""
    actor = request.actor
    if actor.user is None:
        return ask_to_sign_in(request)
    found = SizeDeclaration.objects.filter(pk=declaration_id).exclude(evidence_name="").first()
    if found is None or not (actor.is_operator or found.organisation_id == actor.organisation_id):
        raise Http404
    if not actor.is_operator:
        require_role(actor, *DECLARING)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.evidence_name)}",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(bytes(found.evidence or b""), content_type=found.evidence_type, headers=headers)


@require_safe
@operator_required
def declarations(request: HttpRequest) -> HttpResponse:
    """What nobody has checked, the oldest first."""
    waiting = SizeDeclaration.objects.filter(checked_at__isnull=True).defer("evidence")
    rows = waiting.select_related("organisation", "declared_by").order_by("declared_at", "pk")[:MOST]
    return render(request, "accounts/declarations.html", {"rows": rows})


@require_POST
@operator_required
def check(request: ActingRequest, declaration_id: int) -> HttpResponse:
    found = get_object_or_404(SizeDeclaration.objects.defer("evidence"), pk=declaration_id)
    check_size(declaration=found, by=request.actor, now=timezone.now())
    messages.success(request, _("Checked."))
    return redirect("accounts:declarations")
