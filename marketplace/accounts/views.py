"""Choosing for whom one acts, and the page of the organisation's members."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.accounts.access import member_required, require_role
from marketplace.accounts.declaring import DECLARING
from marketplace.accounts.enums import Role
from marketplace.accounts.forms import MembershipForm
from marketplace.accounts.http import ActingRequest, MemberRequest
from marketplace.accounts.memberships import NotChanged, change_membership
from marketplace.accounts.models import Membership
from marketplace.money import Money


@login_required
@require_POST
def act_for(request: ActingRequest) -> HttpResponse:
    """Act for another of one's own organisations; somebody else's is not there."""
    chosen = request.POST.get("organisation", "")
    if not chosen.isdecimal() or not request.acting.choose(int(chosen)):
        raise Http404
    organisation = request.acting.actor.organisation
    messages.info(request, _("You now act for %(organisation)s.") % {"organisation": organisation})
    return HttpResponseRedirect(_next_address(request))


def _next_address(request: ActingRequest) -> str:
    asked = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if safe else resolve_url(settings.LOGIN_REDIRECT_URL)


@member_required()
def organisation(request: MemberRequest) -> HttpResponse:
    """The organisation and its members, as every member may see them."""
    members = request.organisation.memberships.select_related("user").order_by("-is_active", "pk")
    context = {
        "organisation": request.organisation,
        "members": [
            {"membership": each, "roles": [Role(role).label for role in each.roles], "limit": _limit(each)}
            for each in members
        ],
        "may_edit": request.actor.has_role(Role.OWNER),
        "may_declare": request.actor.has_role(*DECLARING),
        "may_list": request.actor.has_role(Role.LISTER) and not request.organisation.is_provider,
    }
    return render(request, "accounts/organisation.html", context)


def _limit(membership: Membership) -> Money | None:
    if membership.limit_minor is None:
        return None
    return Money(membership.limit_minor, membership.limit_currency)


@member_required()
def member(request: MemberRequest, member_id: int) -> HttpResponse:
    """An owner edits what a member may do."""
    members = request.organisation.memberships.select_related("user", "organisation")
    membership = get_object_or_404(members, pk=member_id)
    require_role(request.actor, Role.OWNER)
    form = MembershipForm(request.POST or None, membership=membership)
    if request.method == "POST" and form.is_valid() and _changed(request, form, membership):
        return redirect("accounts:organisation")
    return render(request, "accounts/member.html", {"form": form, "membership": membership})


def _changed(request: MemberRequest, form: MembershipForm, membership: Membership) -> bool:
    try:
        change_membership(
            membership=membership,
            roles=form.cleaned_data["roles"],
            limit_minor=form.cleaned_data["limit"],
            is_active=form.cleaned_data["is_active"],
            by=request.actor,
        )
    except NotChanged as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("What %(member)s may do is changed.") % {"member": membership.user})
    return True
