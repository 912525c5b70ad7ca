"""The permission matrix: each route with who gets how far. Read with tests/test_permissions.py."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

# Anonymous, a stranger, a member without the role, a member with it.
PUBLIC = ("in", "in", "in", "in")
SIGNED_IN = ("sign in", "in", "in", "in")
OWN = ("sign in", "missing", "in", "in")  # every member may look
OWN_BY_ROLE = ("sign in", "missing", "forbidden", "in")
BY_ROLE = ("sign in", "in", "forbidden", "in")  # not about one firm's thing: the stranger acts for its own
OPERATORS = ("missing", "missing", "missing", "in")  # nobody else learns that there is a desk
MINE = ("sign in", "missing", "missing", "in")  # of one person, whatever the others' roles
ELSEWHERE = ("sign in", "missing", "missing", "missing")  # the other side's alone
NOT_THERE = ("missing", "missing", "missing", "missing")
HIDDEN = ("missing", "missing", "in", "in")  # a draft: nobody is asked to sign in for what is not there

# Other people's routes, tested by them; ours is that their pages look like ours.
THIRD_PARTY = re.compile(r"account_|mfa_|set_language$|jsi18n$|admin:|socialaccount_|api:nowhere$")


@dataclass(frozen=True)
class Row:
    route: str
    expected: tuple[str, str, str, str]
    kwargs: dict[str, Any] = field(default_factory=dict)
    side: str = "customer"
    method: str = "GET"
    data: dict[str, Any] = field(default_factory=dict, compare=False, hash=False)
    query: str = ""
    suffix: str = ""

    def __hash__(self) -> int:
        return hash((self.route, self.method, self.suffix))


def page(route: str, expected: tuple[str, str, str, str], **fields: Any) -> Row:
    known = {
        name: fields.pop(name) for name in ("side", "method", "data", "query", "suffix") if name in fields
    }
    return Row(route, expected, fields, **known)


def own(route: str, expected: tuple[str, str, str, str] = OWN_BY_ROLE, **fields: Any) -> Row:
    """A page of the workshop."""
    return page(f"workshop:{route}", expected, side="provider", **fields)


PERIOD = {"offer": "{published_offer}", "date": "{day}", "starts": "09:00", "ends": "12:00", "units": "1"}

WISHES = {"name": "五轴", "telling": "daily"}

PAGES: tuple[Row, ...] = (
    page("search:home", PUBLIC),
    page("search:find", PUBLIC),
    page("search:row", PUBLIC, slug="published"),
    page("search:row", NOT_THERE, slug="draft", side="provider", suffix=" of a draft"),
    # The tests' settings turn payments off; tests of payments turn the sandbox on and walk its pages.
    page("sandbox:checkout", NOT_THERE, ref="cs_test_none"),
    page("sandbox:checkout", NOT_THERE, ref="cs_test_none", method="POST", suffix=" to pay"),
    page("sandbox:money_arrives", NOT_THERE, ref="cs_test_none", method="POST"),
    page("sandbox:dispute", NOT_THERE, ref="cs_test_none", method="POST"),
    page("sandbox:decide", NOT_THERE, ref="cs_test_none", method="POST"),
    page("sandbox:a_day_on", NOT_THERE, ref="cs_test_none", method="POST"),
    page("sandbox:account", NOT_THERE, ref="acct_none"),
    page("search:count", PUBLIC, query="?hours=2"),
    page("search:suggest", PUBLIC, query="?q=five"),
    page("search:saved", SIGNED_IN),
    page("search:save", SIGNED_IN, query="?machine=five_axis"),
    page("search:save", SIGNED_IN, query="?q=x", method="POST", data=WISHES, suffix=" to keep it"),
    page("search:saved_search", MINE, search_id="search", method="POST", data=WISHES),
    page("search:pause_search", MINE, search_id="search", method="POST"),
    page("search:resume_search", MINE, search_id="search", method="POST"),
    page("search:delete_search", MINE, search_id="search", method="POST"),
    page("search:restore_search", MINE, search_id="deleted_search", method="POST"),
    page("search:unsubscribe", PUBLIC, token="unsubscribe"),
    page("search:notices", SIGNED_IN),
    page("search:read_notices", SIGNED_IN, method="POST"),
    page("search:notice", MINE, notice_id="notice", method="POST"),
    page("capacity:live", PUBLIC, query="?r={machine_id}:0"),
    page("capacity:resource", PUBLIC, slug="published"),
    page("capacity:resource", HIDDEN, slug="draft", side="provider", suffix=" of a draft"),
    page("capacity:calendar", PUBLIC, slug="published", query="?from=2027-03-01&to=2027-03-08"),
    page("capacity:calendar", HIDDEN, slug="draft", side="provider", suffix=" of a draft"),
    page("capacity:quote", PUBLIC, slug="published"),
    page("capacity:hold", BY_ROLE, slug="published", method="POST", data=PERIOD),
    page("capacity:bookings", SIGNED_IN),
    page("capacity:booking", OWN, reference="requested"),
    page("capacity:booking_panels", OWN, reference="requested"),
    page(
        "capacity:booking_change",
        ("sign in", "missing", "missing", "in"),
        reference="confirmed",
        query="?change=shorten",
    ),
    page("capacity:step", OWN_BY_ROLE, reference="held", step="withdraw", method="POST", data={"seen": "1"}),
    page(
        "capacity:step",
        OWN_BY_ROLE,
        reference="requested",
        step="accept",
        method="POST",
        data={"seen": "2"},
        side="provider",
        suffix=" accept",
    ),
    page("payments:checkout", OWN_BY_ROLE, reference="held"),
    page("payments:checkout", OWN_BY_ROLE, reference="held", method="POST", suffix=" to begin"),
    page("payments:checkout", ELSEWHERE, reference="held", side="provider", suffix=" of the other side"),
    page("payments:opening", OWN_BY_ROLE, reference="held"),
    page("payments:back", OWN_BY_ROLE, reference="held"),
    page("payments:transfer", OWN_BY_ROLE, reference="held"),
    page("payments:bank_lines", OPERATORS, side="operator"),
    page("payments:bank_lines", OPERATORS, side="operator", method="POST", suffix=" to import"),
    page("payments:bank_line", OPERATORS, side="operator", line_id="bank_line"),
    page("payments:bank_line", OPERATORS, side="operator", line_id="bank_line", method="POST", suffix=" act"),
    page("payments:bank_tasks", OPERATORS, side="operator"),
    page("payments:bank_task", OPERATORS, side="operator", task_id="bank_task"),
    page("payments:bank_task", OPERATORS, side="operator", task_id="bank_task", method="POST", suffix=" act"),
    page("payments:bank_credits", OPERATORS, side="operator"),
    page("payments:bank_credits", OPERATORS, side="operator", method="POST", suffix=" act"),
    page("payments:invoices", BY_ROLE, side="payer"),
    page("payments:invoice", OWN_BY_ROLE, number="invoice", side="payer"),
    page("payments:invoice", OWN_BY_ROLE, number="invoice", side="provider", suffix=" of the other side"),
    page("payments:evidence", OWN_BY_ROLE, number="invoice", side="payer"),
    page("payments:give_up_invoice", OWN_BY_ROLE, number="invoice", method="POST", side="provider"),
    page(
        "payments:give_up_invoice",
        ("sign in", "missing", "forbidden", "missing"),
        number="invoice",
        method="POST",
        side="payer",
        suffix=" of the other side",
    ),
    page("payments:write_offs", OPERATORS, side="operator"),
    page("payments:answer_write_off", OPERATORS, write_off_id="write_off", method="POST", side="operator"),
    page("payments:write_off_invoice", OPERATORS, number="invoice", method="POST", side="operator"),
    page("payments:recover_invoice", OPERATORS, number="invoice", method="POST", side="operator"),
    page("payments:workshop_invoices", BY_ROLE, side="provider"),
    page("payments:workshop_credit", BY_ROLE, side="provider"),
    page("payments:workshop_credit", BY_ROLE, side="provider", method="POST", suffix=" to grant"),
    page(
        "payments:withdraw_credit",
        ("sign in", "missing", "forbidden", "in"),
        limit_id="limit",
        side="provider",
        method="POST",
    ),
    page("payments:desk_credit", OPERATORS, side="operator"),
    page("payments:desk_credit", OPERATORS, side="operator", method="POST", suffix=" to grant"),
    page("payments:desk_withdraw_credit", OPERATORS, side="operator", limit_id="limit", method="POST"),
    page("disputes:queue", OPERATORS, side="operator"),
    page("disputes:dispute", OPERATORS, side="operator", dispute_id="dispute"),
    page("disputes:confirm", OPERATORS, side="operator", split_id="split", method="POST"),
    page("payments:bill", OWN, reference="delivered"),
    page("payments:dispute_file", OWN, reference="delivered", file_id="dispute_file"),
    page("payments:meter", OWN_BY_ROLE, reference="delivered", method="POST", side="provider"),
    page("payments:meter", ELSEWHERE, reference="delivered", method="POST", suffix=" of the other side"),
    page("payments:answer", OWN_BY_ROLE, reference="delivered", number=1, act="accept", method="POST"),
    page(
        "payments:answer",
        OWN_BY_ROLE,
        reference="delivered",
        number=1,
        act="give-way",
        method="POST",
        side="provider",
        suffix=" of the provider",
    ),
    page("payments:supplement", OWN_BY_ROLE, reference="confirmed"),
    page(
        "payments:supplement", ELSEWHERE, reference="confirmed", side="provider", suffix=" of the other side"
    ),
    page("payments:supplement_back", OWN_BY_ROLE, reference="confirmed"),
    page("payments:pay_again", OWN_BY_ROLE, reference="confirmed", method="POST"),
    page("payments:pay_again_back", OWN_BY_ROLE, reference="confirmed"),
    page("payments:late_refund", ELSEWHERE, reference="confirmed"),
    page("payments:statement", BY_ROLE, side="provider"),
    page("payments:confirm_account", OWN_BY_ROLE, side="provider", method="POST"),
    page("payments:bank_account", BY_ROLE, side="provider"),
    page("payments:bank_account", BY_ROLE, side="provider", method="POST", suffix=" sent"),
    page(
        "payments:act_on_bank_account",
        OWN_BY_ROLE,
        side="provider",
        account_id="bank_account",
        act="withdraw",
        method="POST",
    ),
    page(
        "payments:act_on_bank_account_of",
        OPERATORS,
        side="operator",
        account_id="bank_account",
        act="confirm",
        method="POST",
    ),
    page("payments:accounts", OPERATORS, side="operator"),
    page(
        "payments:confirm_account_of", OPERATORS, side="operator", account_id="payout_account", method="POST"
    ),
    page("payments:chargebacks", OPERATORS, side="operator"),
    page("payments:chargeback", OPERATORS, side="operator", chargeback_id="chargeback"),
    page(
        "payments:chargeback",
        OPERATORS,
        side="operator",
        chargeback_id="chargeback",
        method="POST",
        suffix=" act",
    ),
    page("payments:earnings", BY_ROLE, side="provider"),
    page("payments:open_account", BY_ROLE, side="provider", method="POST"),
    page("payments:account_back", BY_ROLE, side="provider"),
    page("payments:account_again", BY_ROLE, side="provider"),
    page("payments_desk:money", OPERATORS, side="operator"),
    page("payments_desk:operation", OPERATORS, operation_id="operation", side="operator"),
    page("payments_desk:hurry", OPERATORS, operation_id="operation", side="operator", method="POST"),
    page("payments_desk:reconciliation", OPERATORS, side="operator"),
    page("payments_desk:run", OPERATORS, side="operator"),
    page("payments_desk:compare", OPERATORS, side="operator", method="POST"),
    page("payments_desk:difference", OPERATORS, item_id="difference", side="operator"),
    page("payments_desk:look_again", OPERATORS, item_id="difference", side="operator", method="POST"),
    page("payments_desk:months", OPERATORS, side="operator"),
    # Their ids are the right to see them, as at Stripe; there is none of this name.
    page("sandbox:checkout", NOT_THERE, ref="cs_test_nobody"),
    page("sandbox:money_arrives", NOT_THERE, ref="cs_test_nobody", method="POST"),
    page("sandbox:dispute", NOT_THERE, ref="cs_test_nobody", method="POST"),
    page("sandbox:a_day_on", NOT_THERE, ref="cs_test_nobody", method="POST"),
    page("sandbox:account", NOT_THERE, ref="acct_nobody"),
    page("webhooks:snapshot", PUBLIC, method="POST"),  # unsigned, it is refused whoever asks
    page("webhooks:thin", PUBLIC, method="POST"),
    page("design", PUBLIC),
    page("accounts:act_for", OWN, method="POST", side="provider", data={"organisation": "{firm}"}),
    page("accounts:organisation", SIGNED_IN),
    page("accounts:member", OWN_BY_ROLE, member_id="member", side="provider"),
    page("accounts:size", BY_ROLE, side="payer"),
    page("accounts:size_evidence", OWN_BY_ROLE, side="payer", declaration_id="declaration"),
    page("accounts:declarations", OPERATORS, side="operator"),
    page("accounts:check_size", OPERATORS, side="operator", declaration_id="declaration", method="POST"),
    page("healthz", PUBLIC),
    page("health", OPERATORS, side="operator"),
    page("desk:queue", OPERATORS, side="operator"),
    page("desk:revision", OPERATORS, side="operator", revision_id="revision"),
    page("search_desk:synonyms", OPERATORS, side="operator"),
    page("search_desk:synonym", OPERATORS, side="operator", synonym_id="synonym"),
    page("search_desk:remove_synonym", OPERATORS, side="operator", synonym_id="synonym", method="POST"),
    page("search_desk:restore_synonym", OPERATORS, side="operator", synonym_id="synonym", method="POST"),
    page("search_desk:missed", OPERATORS, side="operator"),
    own("home", PUBLIC),
    own("requests", SIGNED_IN),
    own("inbox", SIGNED_IN),
    own("accept", reference="requested", method="POST"),
    own("bookings", SIGNED_IN),
    own("timeline", SIGNED_IN),
    own("timeline_feed", SIGNED_IN, query="?from=2027-03-01&to=2027-03-08"),
    own("machines", SIGNED_IN),
    own("add_machine", BY_ROLE),
    own("machine", OWN, slug="draft"),
    own("facts", slug="draft"),
    own("parent", slug="draft", method="POST"),
    own("retire", slug="draft", method="POST"),
    own("bring_back", slug="draft", method="POST"),
    own("listing", slug="draft"),
    own("submit_listing", slug="draft", method="POST"),
    own("withdraw_listing", slug="draft", method="POST"),
    own("discard_listing", slug="draft", method="POST"),
    own("units", slug="draft"),
    own("unit", slug="draft", number="unit"),
    own("retire_unit", slug="draft", number="unit", method="POST"),
    own("hours", slug="draft"),
    own("dates", slug="draft", method="POST"),
    own("clear_dates", slug="draft", method="POST"),
    own("outages", slug="draft"),
    own("end_outage", slug="draft", outage_id="outage", method="POST"),
    own("offers", OWN, slug="draft"),
    own("add_offer", slug="draft"),
    own("offer", slug="draft", offer_id="offer"),
    own("retire_offer", slug="draft", offer_id="offer", method="POST"),
    own("bring_back_offer", slug="draft", offer_id="offer", method="POST"),
    own("limits", slug="draft"),
    own("sites", SIGNED_IN),
    own("add_site", BY_ROLE),
    own("site", site_id="site"),
)


def api(route: str, expected: tuple[str, str, str, str], **fields: Any) -> Row:
    return page(f"api:{route}", expected, **fields)


def step(name: str, booking: str, *, side: str = "customer", **data: Any) -> Row:
    """Parties alone know of a booking; of those, the members with the role take its steps."""
    return api(f"booking_{name}", OWN_BY_ROLE, side=side, method="POST", data=data, reference=booking)


def lists(route: str, expected: tuple[str, str, str, str] = OWN_BY_ROLE, **fields: Any) -> Row:
    """The workshop in the API."""
    return api(route, expected, side="provider", **fields)


def decides(route: str, **fields: Any) -> Row:
    """The desk in the API."""
    return api(route, ("sign in", "missing", "missing", "in"), side="operator", **fields)


DESK = ("sign in", "missing", "missing", "in")
LINE: dict[str, Any] = {"reference": "delivered", "number": 1}
DISPUTE = {"amount_minor": 1, "reason": "other", "text": "x"}
HALF = {"kept_minor": 1, "reason": "x"}
METER = {"file_name": "meter.csv", "content": "start,end"}


def disputed(route: str, *, side: str = "customer", **data: Any) -> Row:
    """What is said to a disputed line."""
    suffix = " of the provider" if side == "provider" else ""
    return page(route, OWN_BY_ROLE, **LINE, method="POST", side=side, data=data, suffix=suffix)


GRANT = {"customer": "mingchuan", "currency": "CNY", "limit_minor": 1, "valid_from": "{day}"}
DATES = {"first": "{day}", "last": "{day}"}
WINDOW = {"starts_at": "{starts_at}", "ends_at": "{ends_at}"}

API: tuple[Row, ...] = (
    api("resources", PUBLIC),
    api("resource", PUBLIC, slug="published"),
    api("resource", HIDDEN, slug="draft", side="provider", suffix=" of a draft"),
    api("availability", PUBLIC, slug="published", query="?from={starts_at}&to={ends_at}"),
    api("availability", HIDDEN, slug="draft", side="provider", suffix=" of a draft"),
    api(
        "resource_quote",
        PUBLIC,
        slug="published",
        method="POST",
        data={"offer": "{published_offer}", **WINDOW},
    ),
    api(
        "resource_quote",
        HIDDEN,
        slug="draft",
        side="provider",
        method="POST",
        data={"offer": "{offer}", **WINDOW},
        suffix=" of a draft",
    ),
    api("outages", OWN, slug="draft", side="provider"),
    api("outage", OWN, slug="draft", outage_id="outage", side="provider"),
    api("outage_end", OWN_BY_ROLE, slug="draft", outage_id="outage", side="provider", method="POST"),
    api("bookings", SIGNED_IN),
    api(
        "bookings",
        BY_ROLE,
        method="POST",
        data={"resource": "{published}", "offer": "{published_offer}", **WINDOW},
        suffix=" to hold",
    ),
    api("booking", OWN, reference="requested"),
    api("booking_quote", OWN, reference="confirmed", method="POST", data=WINDOW),
    step("request", "held"),
    # The offer is by request: before the role is asked for, everybody of the firm is told which step to take.
    api("booking_confirm", OWN, method="POST", reference="held"),
    step("withdraw", "held"),
    step("extend_hold", "held", minutes=30),
    step("accept", "requested", side="provider"),
    step("decline", "requested", side="provider", reason_code="other"),
    step("propose", "requested", side="provider", periods=[WINDOW]),
    step("take_proposal", "requested", proposal=1),
    step("leave_proposal", "requested"),
    step("reschedule", "confirmed", **WINDOW),
    step("extend", "confirmed", ends_at="{later}"),
    step("shorten", "confirmed", ends_at="{earlier}"),
    step("cancel", "confirmed", reason_code="other"),
    step("no_show", "confirmed", side="provider"),
    step("check_in", "confirmed"),
    step("deliver", "confirmed", side="provider", checked_out_at="{ends_at}"),
    step("complete", "confirmed"),
    lists("sites", SIGNED_IN),
    lists("site", OWN, site_id="site"),
    lists("facts", OWN, slug="draft"),
    lists("retire", slug="draft", method="POST"),
    lists("bring_back", slug="draft", method="POST"),
    lists("parent", slug="draft", method="PUT", data={"part_of": None}),
    lists("units", OWN, slug="draft"),
    lists("unit", slug="draft", number="unit", method="PUT", data={"label": "A", "serial_number": ""}),
    lists("retire_unit", slug="draft", number="unit", method="POST"),
    lists("hours", OWN, slug="draft"),
    lists("dates", slug="draft", method="POST", data=DATES),
    lists("clear_dates", slug="draft", method="POST", data=DATES),
    lists("limits", OWN, slug="draft"),
    lists("offers", OWN, slug="draft"),
    lists("offer", OWN, slug="draft", offer_id="offer"),
    lists("retire_offer", slug="draft", offer_id="offer", method="POST"),
    lists("bring_back_offer", slug="draft", offer_id="offer", method="POST"),
    lists("listing", OWN, slug="drafted"),
    lists("submit_listing", slug="drafted", method="POST"),
    lists("withdraw_listing", slug="waiting", method="POST"),
    lists("discard_listing", slug="drafted", method="POST"),
    decides("revisions"),
    decides("revision", revision_id="revision"),
    decides("approve_revision", revision_id="revision", method="POST"),
    decides("reject_revision", revision_id="revision", method="POST", data={"reason_code": "incomplete"}),
    api("problems", PUBLIC),
    api("problem", PUBLIC, name="not-found"),
    page("api_search", PUBLIC, query="?hours=2&facet=machine"),
    page(
        "api_search",
        ("sign in", "forbidden", "forbidden", "in"),
        side="operator",
        query="?explain=true",
        suffix=" explained",
    ),
    page("api_searches", SIGNED_IN),
    page("api_searches", SIGNED_IN, method="POST", data={"query": "q=five"}, suffix=" to keep one"),
    page("api_saved_search", MINE, search_id="search"),
    page("api_saved_search", MINE, search_id="search", method="PUT", data=WISHES),
    page("api_saved_search", MINE, search_id="search", method="DELETE"),
    page("api_restore_search", MINE, search_id="deleted_search", method="POST"),
    page("api_matches", MINE, search_id="search"),
    page("api_payment", OWN, reference="confirmed"),
    page("api_payment", OWN_BY_ROLE, reference="held", method="POST", data={"rail": "prepay"}),
    page("api_order_on_terms", OWN_BY_ROLE, reference="held", method="POST"),
    page("api_meter", OWN_BY_ROLE, reference="delivered", method="POST", data=METER, side="provider"),
    page("api_bill", OWN, reference="delivered"),
    page("api_bill", OWN, reference="delivered", side="provider", suffix=" of the other side"),
    page("api_accept_lines", OWN_BY_ROLE, reference="delivered", method="POST", data={"lines": [1]}),
    page("api_dispute_line", OWN_BY_ROLE, **LINE, method="POST", data=DISPUTE),
    disputed("api_offer_settlement", kept_minor=1),
    disputed("api_offer_settlement", side="provider", kept_minor=1),
    disputed("api_take_offer", offer=1),
    disputed("api_leave_offer", offer=1),
    disputed("api_give_up"),
    disputed("api_give_way", side="provider"),
    page("api_refunds", OWN_BY_ROLE, reference="confirmed", side="provider"),
    page(
        "api_refunds",
        OWN_BY_ROLE,
        reference="confirmed",
        side="provider",
        method="POST",
        data={"amount_minor": 1, "reason": "x"},
    ),
    page("api_disputes", DESK, side="operator"),
    page("api_dispute", DESK, dispute_id="dispute", side="operator"),
    page("api_split", DESK, dispute_id="dispute", side="operator", method="POST", data=HALF),
    page(
        "api_answer_split",
        DESK,
        split_id="split",
        side="operator",
        method="POST",
        data={"is_confirmed": True},
    ),
    page("api_money", DESK, side="operator"),
    page("api_held", DESK, side="operator"),
    page("api_stuck", DESK, side="operator"),
    page("api_runs", DESK, side="operator"),
    page("api_differences", DESK, side="operator"),
    page("api_payouts", BY_ROLE, side="provider"),
    page("api_statement", BY_ROLE, side="provider"),
    page("api_invoices", BY_ROLE, side="payer"),
    page("api_invoice", OWN_BY_ROLE, number="invoice", side="payer"),
    page(
        "api_give_up_invoice",
        OWN_BY_ROLE,
        number="invoice",
        side="provider",
        method="POST",
        data={"amount_minor": 1, "reason": "让利"},
    ),
    page(
        "api_write_off_invoice",
        DESK,
        number="invoice",
        side="operator",
        method="POST",
        data={"amount_minor": 1, "reason": "破产"},
    ),
    page(
        "api_recover_invoice",
        DESK,
        number="invoice",
        side="operator",
        method="POST",
        data={"amount_minor": 1},
    ),
    page("api_write_offs", DESK, side="operator"),
    page(
        "api_answer_write_off",
        DESK,
        write_off_id="write_off",
        side="operator",
        method="POST",
        data={"is_confirmed": False},
    ),
    page("api_credit_limits", BY_ROLE, side="payer"),
    page("api_credit_limits", BY_ROLE, side="provider", method="POST", data=GRANT, suffix=" to grant"),
    page("api_withdraw_credit_limit", OWN_BY_ROLE, limit_id="limit", side="provider", method="POST"),
    page("api_schema", PUBLIC),
    page("api_docs", PUBLIC),
)
