"""Letting in who may come in: the decorators of views."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django_htmx.http import HttpResponseClientRedirect

from marketplace.accounts.acting import Acting
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from marketplace.accounts.http import MemberRequest

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
View = Callable[Concatenate[R, P], HttpResponse]
Outer = Callable[Concatenate[HttpRequest, P], HttpResponse]


class RoleMissing(PermissionDenied):
    """The person is a member, without the role; the text names the roles that would do."""

    def __init__(self, roles: tuple[Role, ...]) -> None:
        names = pgettext("list separator", ", ").join(str(role.label) for role in (*roles, Role.OWNER))
        super().__init__(
            _("This needs one of these roles in your organisation: %(roles)s. An owner can give it to you.")
            % {"roles": names}
        )


class NoOrganisation(PermissionDenied):
    """The person is signed in and acts for nobody."""

    def __init__(self) -> None:
        super().__init__(_("You do not act for an organisation yet; an owner of yours can add you."))


def require_role(actor: Actor, *roles: Role) -> None:
    """
    Go on only with one of the roles; for views that look something up first, so that a stranger gets a 404.

    :raises RoleMissing: the actor has none of them
    """
    if not actor.has_role(*roles):
        raise RoleMissing(roles)


def member_required(*roles: Role) -> Callable[[View[MemberRequest, P]], Outer[P]]:
    """
    Let in members who act for an organisation and hold one of the roles; any member if none is named.

    Others are asked to sign in, or get the 403 page with the reason. Sets `request.organisation` and
    `request.membership`.
    """

    def decorator(view: View[MemberRequest, P]) -> Outer[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return ask_to_sign_in(request)
            member = _as_member(request)
            if roles:
                require_role(member.actor, *roles)
            return view(member, *args, **kwargs)

        return guarded

    return decorator


def _as_member(request: Any) -> MemberRequest:
    actor = request.acting.actor
    if actor.organisation is None:
        raise NoOrganisation
    request.organisation, request.membership = actor.organisation, actor.membership
    member: MemberRequest = request
    return member


def operator_required(view: View[Any, P]) -> Outer[P]:
    """Let in operators alone; for all others there is nothing here."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        acting: Acting = request.acting  # type: ignore[attr-defined]  # set by the middleware
        if not acting.actor.is_operator:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back; back to the start where the request was a write."""
    comes_back = request.method in ("GET", "HEAD") and not request.headers.get("HX-Request")
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(resolve_url(settings.LOGIN_URL))
    if not comes_back:
        return HttpResponseRedirect(resolve_url(settings.LOGIN_URL))
    return redirect_to_login(request.get_full_path())
