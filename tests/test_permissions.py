"""
Every route, walked by everybody: anonymous, a stranger, a member without the role, a member with it.

What is not yours is not there (404); what your role does not allow says so (403); who is not signed in is
asked to (a redirect to the sign-in page, or 401 in the API). A route that is not in the table fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from capacity.enums import OutageKind
from capacity.operations import outages
from marketplace.accounts import tokens
from marketplace.accounts.declaring import Declared, Evidence, declare_size
from marketplace.accounts.enums import Role
from marketplace.accounts.models import SizeDeclaration
from marketplace.accounts.sizing import Figures, Sector
from marketplace.money import Money
from payments.models import Chargeback, PayoutAccount
from search.enums import SynonymKind
from search.models import Synonym
from search.operations.saved_searches import delete_search
from search.operations.synonyms import SynonymFacts, add_synonym
from search.unsubscribing import unsubscribe_path
from tests import factories
from tests.capacity.views.stage import set_stage, soon
from tests.payments.accounts import bank_account
from tests.payments.billed import delivered, disputed, photo_of, split_to_confirm
from tests.payments.stuck import difference, stuck
from tests.payments.teller import Teller
from tests.payments.terms import invoiced, to_confirm
from tests.permission_table import API, PAGES, THIRD_PARTY
from tests.search.saved.keeping import keep

pytestmark = pytest.mark.django_db

PEOPLE = ("anonymous", "stranger", "member", "holder")


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """The full name of every named route; a nameless one by its pattern."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from routes(entry, inner)
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name or entry.pattern}"


class World:
    """Hengrui lists a machine and a draft, Mingchuan has booked it, a third firm looks on."""

    def __init__(self) -> None:
        self.stage = set_stage()
        self.firm = self.stage.machine.provider
        self.draft = factories.resource(self.firm, is_published=False)
        self.draft_offer = factories.offer(self.draft)
        self.requested = self.stage.request(soon(4, (22, 30)))  # over midnight: two days are told
        self.confirmed = self.stage.confirm(soon(6, (9, 12)))
        self.held = self.stage.hold(soon(5, (9, 12)))
        self.invoice = invoiced(self.confirmed, self.stage.buyer, now=timezone.now())
        self.delivered = delivered(self.stage)
        self.people = {
            "customer": {
                "stranger": factories.member(factories.provider(), Role.OWNER),
                "member": factories.member(self.stage.buyer.organisation, Role.VIEWER),
                "holder": self.stage.buyer,
            },
            "payer": {
                "stranger": factories.member(factories.provider(), Role.OWNER),
                "member": self.stage.buyer,
                "holder": factories.member(self.stage.buyer.organisation, Role.FINANCE),
            },
            "provider": {
                "stranger": factories.member(factories.provider(), Role.OWNER),
                "member": factories.member(self.firm, Role.VIEWER),
                "holder": factories.member(self.firm, Role.OWNER),
            },
            "operator": {
                "stranger": factories.member(factories.provider(), Role.OWNER),
                "member": factories.member(self.firm, Role.OWNER),
                "holder": factories.member(
                    factories.organisation(), Role.VIEWER, person=factories.user(is_operator=True)
                ),
            },
        }
        self.arguments = self._arguments()

    def _arguments(self) -> dict[str, Any]:
        reported = outages.report_outage(
            resource=self.draft,
            units=list(self.draft.units.all()),
            period=soon(9, (9, 12)),
            kind=OutageKind.OUTAGE,
            by=factories.member(self.firm, Role.SCHEDULER),
            now=timezone.now(),
        )
        waiting = factories.resource(self.firm, is_published=False)
        revision = waiting.revisions.create(
            number=1, state="submitted", title_zh="新", submitted_at=timezone.now()
        )
        dispute = disputed(self.stage, self.delivered)
        now = timezone.now()
        kept, gone = (keep(self.stage.buyer, now=now, q=word) for word in ("five", "axis"))
        delete_search(saved=gone, by=self.stage.buyer, now=now)
        told = kept.matches.create(
            resource=self.stage.machine, version=1, cause="listing", on=now.date(), matched_at=now
        )
        drafted = factories.resource(self.firm, is_published=False)
        drafted.revisions.create(number=1, title_zh="草稿")
        return {
            "waiting": waiting.slug,
            "search": kept.pk,
            "deleted_search": gone.pk,
            "notice": told.pk,
            "unsubscribe": unsubscribe_path(kept).rstrip("/").rpartition("/")[2],
            "drafted": drafted.slug,
            "invoice": self.invoice.number,
            "declaration": self._declaration().pk,
            "limit": self.invoice.terms.limit_id,
            "write_off": to_confirm(self.invoice).pk,
            "published": self.stage.machine.slug,
            "draft": self.draft.slug,
            "draft_id": self.draft.pk,
            "machine_id": self.stage.machine.pk,
            "requested": self.requested.reference,
            "confirmed": self.confirmed.reference,
            "held": self.held.reference,
            "delivered": self.delivered.reference,
            "dispute": dispute.pk,
            "dispute_file": photo_of(dispute, self.stage.buyer).pk,
            "split": split_to_confirm(dispute).pk,
            "offer": self.draft_offer.pk,
            "rate": self.draft_offer.rates.get().pk,
            "site": self.draft.site_id,
            "outage": reported.outage.pk,
            "unit": 1,
            "published_offer": self.stage.offer.pk,
            "firm": self.firm.pk,
            "earlier": instant(soon(6, (9, 11)).ends_at),
            "later": instant(soon(6, (9, 14)).ends_at),
            "starts_at": instant(soon(8, (9, 12)).starts_at),
            "ends_at": instant(soon(8, (9, 12)).ends_at),
            "day": f"{timezone.now().astimezone(factories.SHANGHAI) + timedelta(days=7):%Y-%m-%d}",
            "revision": revision.pk,
            "synonym": self._synonym().pk,
            "operation": stuck(self.requested).pk,
            "difference": difference().pk,
            "bank_line": self._teller.receive(Money(100_00, "CNY")).pk,
            "bank_task": self._teller.task_of(self.people["customer"]["stranger"]).pk,
            "payout_account": self._payout_account().pk,
            "bank_account": bank_account(self.firm, by=self.people["provider"]["member"].user).pk,
            "chargeback": self._chargeback().pk,
            "member": self.people["provider"]["member"].membership.pk,
        }

    def _payout_account(self) -> PayoutAccount:
        """Changed by a member; somebody else may confirm it."""
        by, now = self.people["provider"]["member"].user, timezone.now()
        told = {"opened_by": by, "opened_at": now, "changed_by": by, "changed_at": now}
        return PayoutAccount.objects.create(organisation=self.firm, ref="acct_1", is_active=True, **told)

    def _chargeback(self) -> Chargeback:
        return Chargeback.objects.create(
            plan=self.invoice.plan,
            ref="dp_1",
            state="to_answer",
            minor=100,
            currency="CNY",
            reason="fraudulent",
            seen_at=timezone.now(),
        )

    @property
    def _teller(self) -> Teller:
        return Teller(self.people["operator"]["holder"], timezone.now())

    def _declaration(self) -> SizeDeclaration:
        shown = Evidence("report.pdf", "application/pdf", b"%PDF-1.7")
        declared = Declared(Sector.INDUSTRY, 2026, Figures(20, 30_000), shown)
        by = self.people["payer"]["holder"]
        return declare_size(organisation=by.organisation, declared=declared, by=by, now=timezone.now())

    def _synonym(self) -> Synonym:
        facts = SynonymFacts(SynonymKind.EQUAL, ("宝马机", "DMU"))
        return add_synonym(facts=facts, by=self.people["operator"]["holder"], now=timezone.now())

    def client(self, side: str, who: str, *, by_token: bool) -> tuple[Client, dict[str, str]]:
        client = Client(raise_request_exception=True)
        if who == "anonymous":
            return client, {}
        actor = self.people[side][who]
        if by_token and actor.membership is not None:
            secret = tokens.issue(membership=actor.membership).secret
            return client, {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
        client.force_login(actor.user)
        return client, {}


def instant(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def outcome(response: Any) -> str:
    if response.status_code == 401 or (
        response.status_code == 302 and response["Location"].startswith(reverse("account_login"))
    ):
        return "sign in"
    return {403: "forbidden", 404: "missing"}.get(response.status_code, "in")


def filled(data: Any, arguments: dict[str, Any]) -> Any:
    """The row's data with the names of the world's things in it."""
    match data:
        case str() if data.strip("{}") in arguments:
            return arguments[data.strip("{}")]
        case list():
            return [filled(each, arguments) for each in data]
        case dict():
            return {name: filled(value, arguments) for name, value in data.items()}
    return data


@pytest.fixture
def world() -> World:
    return World()


def test_no_route_is_left_out_of_the_walk():
    named = {row.route for row in (*PAGES, *API)}

    unwalked = {route for route in routes() if route not in named and not THIRD_PARTY.match(route)}
    stale = named - set(routes())

    assert unwalked == set(), "add these routes to tests/permission_table.py"
    assert stale == set(), "these routes are gone; take them out of tests/permission_table.py"


@pytest.mark.parametrize("row", [*PAGES, *API], ids=lambda row: f"{row.method} {row.route}{row.suffix}")
def test_each_person_gets_as_far_as_they_may(row, world, settings):
    settings.PAYMENTS_BACKEND = "sandbox"  # from here on; the world's own bookings are older than that
    kwargs = {name: world.arguments.get(value, value) for name, value in row.kwargs.items()}
    path = reverse(row.route, kwargs=kwargs) + row.query.format(**world.arguments)
    data = filled(row.data, world.arguments)
    found = {}
    for who in PEOPLE:
        client, headers = world.client(row.side, who, by_token=row in API)
        send = getattr(client, row.method.lower())
        is_write = row.method in ("POST", "PUT")
        body = {"content_type": "application/json"} if row in API and is_write else {}
        response = send(path, **({"data": data} if is_write else {}), **body, **headers)
        assert response.status_code < 500
        found[who] = outcome(response)

    assert found == dict(zip(PEOPLE, row.expected, strict=True))
