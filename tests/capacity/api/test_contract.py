"""The API against its own schema: whatever is sent, the answer is one that the schema tells of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, settings
from schemathesis.core.parameters import ParameterLocation

from capacity.enums import ExtraKind, OutageKind
from capacity.models import Extra
from capacity.operations import listings, outages
from marketplace.accounts import tokens
from marketplace.accounts.enums import Role
from search.operations.saved_searches import delete_search
from tests import factories
from tests.calling import coming, told
from tests.capacity.api.contract_story import Story, billed, settled
from tests.payments.terms import invoiced, to_confirm
from tests.search.saved.keeping import keep

EXAMPLES = 8
# A period may be well-formed and yet run backwards or lie too far away; a step may come at the wrong time.
REFUSED = ["2xx", "3xx", "400", "401", "403", "404", "409", "412", "422", "429"]
CONFIG = {
    "checks": {"positive_data_acceptance": {"expected-statuses": REFUSED}},
    # The many bodies of the workshop are sampled; the rest is also sent every limit of every member.
    "operations": [{"include-tag": ["Workshop", "Desk"], "phases": {"coverage": {"enabled": False}}}],
}
READ = ("/desk/money/", "/reconciliation/", "/payouts/", "/statement/")
OF_MONEY = (
    "invoices",
    "credit_limits",
    "on_terms",
    "/payment",
    "/bill/",
    "/meter/",
    "/refunds/",
    "disputes",
    "splits",
    *READ,
)
PROVIDERS_STEPS = ("accept", "decline", "propose", "no_show", "deliver", "meter", "give_way", "refunds")


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """Requests see the test's own transaction, as those of Django's test client do."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def ground(db: None, _one_connection: None, settings: Any) -> SimpleNamespace:
    """A provider with machines, a customer with a booking in each open state, and a token of each."""
    settings.API_RATES = dict.fromkeys(settings.API_RATES, 1_000_000)
    machine = factories.resource(units=2, opens=time(), closes=time(), policy={"minimum_minutes": 60})
    draft = factories.resource(at=machine.site, is_published=False)
    offer, instant = factories.offer(machine), factories.offer(machine, is_instant=True)
    extra = Extra.objects.create(offer=offer, kind=ExtraKind.OPERATOR, name_zh="操作员", amount_minor=10_000)
    customer = factories.member(factories.organisation(), Role.OWNER)
    scheduler = factories.member(machine.provider, Role.OWNER)
    bookings = Story(offer, instant, customer, scheduler).bookings()
    outage = outages.report_outage(
        resource=machine,
        units=list(machine.units.all()),
        period=coming(days=40),
        kind=OutageKind.OUTAGE,
        by=scheduler,
        now=timezone.now(),
    ).outage
    waiting = factories.resource(at=machine.site)
    factories.offer(waiting)
    texts = listings.Texts(title_zh="五轴加工中心", text_zh="一台好机床。")
    for each in (machine, waiting):
        revision = listings.start_draft(resource=each, by=scheduler, now=timezone.now())
        listings.save_draft(revision=revision, texts=texts, specifications=[], by=scheduler)
    submitted = listings.submit(
        revision=waiting.revisions.get(state="draft"), by=scheduler, now=timezone.now()
    )
    desk = factories.member(factories.organisation(), person=factories.user(is_operator=True))
    kept, deleted = (keep(customer, q=words, now=timezone.now()) for words in ("五轴", "车床"))
    delete_search(saved=deleted, by=customer, now=timezone.now())
    split = billed(bookings["billed"], customer)
    invoice = invoiced(bookings["confirmed"], customer, now=timezone.now())
    settled(bookings["settled"], customer)
    return SimpleNamespace(
        dispute=split.dispute_id,
        split=split.pk,
        search=kept.pk,
        deleted_search=deleted.pk,
        slugs=[machine.slug, machine.slug, draft.slug],
        waiting=waiting.slug,
        revision=submitted.pk,
        site=machine.site_id,
        whole=draft.slug,
        operator=tokens.issue(membership=desk.membership).secret,
        invoice=invoice,
        write_off=to_confirm(invoice).pk,
        settings=settings,
        references={name: booking.reference for name, booking in bookings.items()},
        offers=[offer.pk, instant.pk],
        extras=[str(extra.pk)],
        units=[unit.pk for unit in machine.units.all()],
        proposal=bookings["proposed"].proposals.get().pk,
        outages=[outage.pk],
        customer=tokens.issue(membership=customer.membership).secret,
        provider=tokens.issue(membership=scheduler.membership).secret,
    )


BEGINS_FROM = {
    "request": "held",
    "confirm": "instant",
    "withdraw": "held",
    "extend_hold": "held",
    "accept": "requested",
    "decline": "requested",
    "propose": "requested",
    "take_proposal": "proposed",
    "leave_proposal": "proposed",
    "no_show": "missed",
    "check_in": "running",
    "deliver": "used",
    "complete": "delivered",
    **dict.fromkeys(("bill", "offer", "take", "leave", "give_up", "give_way"), "billed"),
    **dict.fromkeys(("dispute",), "billed"),
    "meter": "used",
    "refunds": "settled",
    "payment": "held",
    "on_terms": "held",
}


def near(body: dict[str, Any], ground: SimpleNamespace) -> dict[str, Any]:
    """The same body about things that are there and times that are near, as far as it has any."""
    day = len(str(body)) % 20
    period = told(coming((9 + day % 5, 11 + day % 5 + day % 3), days=1 + day))
    real = {
        **(
            period if "starts_at" in body else {"ends_at": told(coming((8, 9 + day % 5), days=31))["ends_at"]}
        ),
        "resource": ground.slugs[0],
        "offer": ground.offers[day % 2],
        "extras": ground.extras if day % 2 == 0 else [],
        "proposal": ground.proposal,
        "site": ground.site,
        "part_of": ground.whole if day % 2 else None,
        "time_zone": "Europe/Berlin",
        "first": told(coming(days=day))["starts_at"][:10],
        "last": told(coming(days=day + 3))["starts_at"][:10],
        "checked_out_at": (timezone.now() - timedelta(minutes=1)).isoformat(),
        "periods": [told(coming((12, 14), days=2 + day))],
        "units": ground.units if isinstance(body.get("units"), list) else 1 + day % 2,
    }
    return {name: real.get(name, value) for name, value in body.items()}


def document() -> Any:
    return json.loads(json.dumps(SchemaGenerator().get_schema(request=None, public=True)))


schema = schemathesis.openapi.from_dict(document(), config=schemathesis.Config.from_dict(CONFIG))
schema.app = WSGIHandler()


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    database=None,
)
def test_no_answer_breaks_the_contract(case: Any, ground: SimpleNamespace) -> None:
    make_real(case, ground)
    case.call_and_validate(headers={"Authorization": f"Bearer {token_for(case, ground)}"})


def token_for(case: Any, ground: SimpleNamespace) -> str:
    """Of whoever the operation is for."""
    if "Desk" in case.operation.tags:
        return ground.operator
    is_provider = "Workshop" in case.operation.tags or case.path.rstrip("/").endswith(PROVIDERS_STEPS)
    return ground.provider if is_provider else ground.customer


def make_real(case: Any, ground: SimpleNamespace) -> None:
    """Let most of the cases be about things that are there, unless that part is wrong on purpose."""
    is_of_money = any(word in case.path for word in OF_MONEY)
    ground.settings.PAYMENTS_BACKEND = "sandbox" if is_of_money else "off"
    if is_well_formed(case, ParameterLocation.PATH):
        step = case.path.rstrip("/").rpartition("/")[2]
        known = {
            "reference": [ground.references[BEGINS_FROM.get(step, "confirmed")]],
            "slug": [ground.waiting] if step == "withdraw" else ground.slugs,
            "outage_id": ground.outages,
            "offer_id": ground.offers,
            "site_id": [ground.site],
            "number": [ground.invoice.number] if "invoices" in case.path else [1, 2],
            "dispute_id": [ground.dispute],
            "split_id": [ground.split],
            "write_off_id": [ground.write_off],
            "limit_id": [ground.invoice.terms.limit_id],
            "revision_id": [ground.revision],
            "name": ["period-taken"],
            "search_id": [ground.deleted_search if step == "restore" else ground.search],
        }
        for name, value in case.path_parameters.items():
            if len(str(value)) % 4:
                case.path_parameters[name] = known[name][len(str(value)) % len(known[name])]
    if is_well_formed(case, ParameterLocation.HEADER):
        case.headers.pop("Idempotency-Key", None)
        if len(case.headers.get("If-Match", "")) % 3:
            case.headers.pop("If-Match")
    if isinstance(case.body, dict) and is_well_formed(case, ParameterLocation.BODY):
        case.body = near(case.body, ground)


def is_well_formed(case: Any, part: ParameterLocation) -> bool:
    return (
        case.meta is None or part not in case.meta.components or case.meta.components[part].mode.is_positive
    )
