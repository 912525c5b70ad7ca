"""What the workshop's views share: finding one's own machine, doing something, saying what is now true."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from capacity.models import Resource
from capacity.operations.refusals import NotAllowed, Refused
from marketplace.accounts.access import require_role
from marketplace.accounts.enums import Role
from marketplace.accounts.http import MemberRequest

READERS = (Role.LISTER, Role.SCHEDULER, Role.FINANCE, Role.VIEWER)
UNPROCESSABLE = 422

T = TypeVar("T")


def own_resource(request: MemberRequest, slug: str, *roles: Role) -> Resource:
    """
    The organisation's own machine, for a member with one of the roles; any workshop role if none is named.

    Another firm's machine is not there; only then is the role asked for.
    """
    owned = Resource.objects.owned_by(request.organisation).for_page()
    resource = get_object_or_404(owned, slug=slug)
    require_role(request.actor, *(roles or READERS))
    return resource


def done(form: forms.Form, operation: Callable[[], T]) -> tuple[bool, T | None]:
    """Run the operation; a refusal becomes an error of the form, which keeps what was typed."""
    try:
        return True, operation()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False, None


def act(request: MemberRequest, operation: Callable[[], object], *, said: str, back: str) -> HttpResponse:
    """
    Run the operation of a single button and go back; say what is now true, or why nothing changed.

    :raises PermissionDenied: the member's role does not allow it
    """
    try:
        operation()
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return HttpResponseRedirect(back)
