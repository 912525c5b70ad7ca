"""Whom to mail about a firm's money, and how: to each in their own language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation

from marketplace.accounts.enums import Role
from marketplace.accounts.models import Membership, User


def finance_people(organisation_id: int) -> list[User]:
    """Who looks after the money of a firm; its owners where nobody does."""
    members = Membership.objects.filter(organisation=organisation_id, is_active=True, user__is_active=True)
    for role in (Role.FINANCE, Role.OWNER):
        held = members.filter(roles__contains=[role]).select_related("user").order_by("pk")
        if people := [each.user for each in held]:
            return people
    return []


def mail(people: Iterable[User], about: str, told: Callable[[], dict[str, Any]]) -> None:
    """`told` is what the two templates say, put into words in the reader's language."""
    for user in people:
        with translation.override(user.language):
            context = told()
            subject = render_to_string(f"payments/emails/{about}_subject.txt", context).strip()
            body = render_to_string(f"payments/emails/{about}.txt", context)
        send_mail(subject, body, None, [user.email])
