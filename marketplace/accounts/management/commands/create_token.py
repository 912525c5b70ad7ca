"""Give a member of an organisation an API token, or take the member's tokens away."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from marketplace.accounts import tokens
from marketplace.accounts.models import Membership, Organisation


class Command(BaseCommand):
    help = (
        "Print a new API token of a member. The token acts for the organisation with the member's roles; "
        "it is shown this once and stored as a digest."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organisation", help="the organisation's slug")
        parser.add_argument("email", help="the member's e-mail")
        parser.add_argument("--name", help="what the token is for")
        parser.add_argument(
            "--revoke",
            action="store_true",
            help="revoke the member's tokens instead; with --name those of it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        membership = _membership(options["organisation"], options["email"])
        if options["revoke"]:
            count = tokens.revoke(membership=membership, now=timezone.now(), name=options["name"])
            self.stderr.write(f"Revoked {count} of the tokens of {membership}.")
            return
        issued = tokens.issue(membership=membership, name=options["name"] or "")
        self.stderr.write(f"A token of {membership}. Keep it now: it is not shown again.")
        self.stdout.write(issued.secret)


def _membership(slug: str, email: str) -> Membership:
    if not Organisation.objects.filter(slug=slug).exists():
        known = ", ".join(Organisation.objects.order_by("slug").values_list("slug", flat=True)[:10])
        raise CommandError(f"There is no organisation “{slug}”; there are, among others: {known or 'none'}.")
    members = Membership.objects.filter(organisation__slug=slug, is_active=True, user__is_active=True)
    membership = members.select_related("user", "organisation").filter(user__email__iexact=email).first()
    if membership is None:
        raise CommandError(f"“{email}” is no active member of “{slug}”.")
    return membership
