"""The bill on the booking's page, for both sides."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from capacity.enums import BookingState, ChargeMode
from capacity.models import Booking
from capacity.operations import changes
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from payments.models import Bill, DisputeFile, SettlementOffer
from payments.operations.billing.drawing import follow_bill
from payments.shown.bill import BillShown
from tests import factories
from tests.capacity.views.reading import words
from tests.capacity.views.stage import ENGLISH, Stage, set_stage, signed_in
from tests.payments.billed import PHOTO, delivered

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(settings) -> Stage:
    """Payments are on once the machine is in use."""
    made = set_stage(charge_mode=ChargeMode.USED, set_up_minor=20_000, tax_basis_points=1300)
    made.delivered = delivered(made)
    settings.PAYMENTS_BACKEND = "sandbox"
    return made


def page(stage: Stage, actor: Actor | None = None, path: str = "", **headers):
    browser = signed_in(actor or stage.buyer, **ENGLISH)
    return browser.get(stage.delivered.get_absolute_url() + path, headers=headers)


def act(stage: Stage, number: int, name: str, actor: Actor | None = None, **said):
    address = f"{stage.delivered.get_absolute_url()}bill/{number}/{name}/"
    return signed_in(actor or stage.buyer, **ENGLISH).post(address, said)


def state(stage: Stage) -> tuple[str, list[str]]:
    lines = Bill.objects.get(booking=stage.delivered).lines.order_by("number")
    return Booking.objects.get(pk=stage.delivered.pk).state, [line.state for line in lines]


def dispute(stage: Stage, **said):
    told = {"reason": "broken", "amount": "100.00", "text": "The spindle stood still."}
    return act(stage, 1, "dispute", **(told | said))


def test_each_side_sees_each_line_with_its_tax_and_what_is_charged(stage: Stage):
    for actor in (stage.buyer, stage.scheduler):
        told = words(page(stage, actor))

        assert "Charged is what was really used" in told
        assert "Machine time 1 h × ¥380.00 ¥380.00 and ¥49.40 tax ¥429.40 To accept" in told
        assert "Set-up (once) ¥200.00 and ¥26.00 tax ¥226.00 To accept" in told
        assert "Total, tax included ¥655.40" in told
    assert "Accept ¥429.40" in words(page(stage))
    assert "Accept ¥429.40" not in words(page(stage, stage.scheduler))


def test_a_line_is_accepted_and_the_last_one_completes_the_booking(stage: Stage):
    response = act(stage, 1, "accept")
    assert response.url == f"{stage.delivered.get_absolute_url()}#line-1"
    assert state(stage) == (BookingState.DELIVERED, ["accepted", "open"])

    act(stage, 2, "accept")
    assert state(stage) == (BookingState.COMPLETED, ["accepted", "accepted"])
    assert "Accept ¥" not in words(page(stage))


def test_a_disputed_line_keeps_its_own_amount_back_and_says_so(stage: Stage):
    dispute(stage)
    act(stage, 2, "accept")

    assert state(stage) == (BookingState.COMPLETED, ["disputed", "accepted"])
    told = words(page(stage, stage.scheduler))
    assert "Disputes ¥100.00: The machine stood still" in told
    assert "The spindle stood still." in told
    assert "Total, tax included ¥655.40 Kept back while it is disputed −100.00" in told
    assert "Due whatever is decided ¥555.40" in told


def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_is_kept(stage: Stage):
    for said, told in (
        ({"amount": "429.41"}, "at most the ¥429.40 of this line"),
        ({"amount": "a lot"}, "is not an amount"),
        ({"reason": ""}, "Choose a reason"),
        ({"text": ""}, "required"),
    ):
        response = dispute(stage, **said)

        assert response.status_code == 422
        assert told in words(response)
        assert (said.get("text") == "") or "The spindle stood still." in response.content.decode()
    assert state(stage) == (BookingState.DELIVERED, ["open", "open"])


def test_both_sides_settle_by_offer_and_acceptance(stage: Stage):
    dispute(stage)
    act(stage, 1, "offer", stage.scheduler, kept="60", message="We waited as well.")
    offer = SettlementOffer.objects.get()

    told = words(page(stage))
    assert "offers that the provider keeps ¥60.00" in told
    assert "We waited as well." in told
    assert "Agree: the provider keeps ¥60.00" in told
    assert "Agree" not in words(page(stage, stage.scheduler))

    assert act(stage, 1, "take", stage.scheduler, offer=offer.pk).status_code == 403
    act(stage, 1, "take", offer=offer.pk)
    assert state(stage) == (BookingState.DELIVERED, ["settled", "open"])
    told = words(page(stage))
    assert "Both sides agreed: the provider keeps ¥60.00, the customer ¥40.00" in told
    assert (
        "Total, tax included ¥655.40 Machine time 1 h × ¥380.00 · Both sides agreed: the provider keeps"
        " ¥60.00 of the ¥100.00 disputed −40.00 Due ¥615.40"
    ) in told
    assert "Kept back" not in told


def test_an_answer_to_an_offer_that_gave_way_to_another_is_refused(stage: Stage):
    dispute(stage)
    act(stage, 1, "offer", stage.scheduler, kept="60")
    first = SettlementOffer.objects.get()
    act(stage, 1, "offer", stage.scheduler, kept="80")

    response = act(stage, 1, "take", offer=first.pk)

    assert response.status_code == 409
    assert "Another offer was made since." in words(response)


def test_a_side_may_give_the_dispute_up(stage: Stage):
    dispute(stage)
    assert "Take it back and pay ¥100.00" in words(page(stage))
    assert "Give way and leave ¥100.00" in words(page(stage, stage.scheduler))
    assert act(stage, 1, "give-way").status_code == 403

    act(stage, 1, "give-way", stage.scheduler)

    told = words(page(stage))
    assert "The provider gave way: the provider keeps ¥0.00, the customer ¥100.00" in told


def test_of_two_disputes_one_decided_and_one_open_all_that_is_left_out_is_told(stage: Stage):
    dispute(stage)
    act(stage, 2, "dispute", reason="other", amount="20.00", text="Not set up.")
    act(stage, 1, "give-way", stage.scheduler)

    told = words(page(stage))

    assert (
        "Total, tax included ¥655.40 Machine time 1 h × ¥380.00 · The provider gave way: the provider keeps"
        " ¥0.00 of the ¥100.00 disputed −100.00 Kept back while it is disputed −20.00"
        " Due whatever is decided ¥535.40"
    ) in told


def test_a_dispute_that_was_taken_back_leaves_the_sums_as_they_were(stage: Stage):
    dispute(stage)
    act(stage, 1, "give-up")

    assert words(page(stage, path="bill/")).count("Total, tax included ¥655.40 Rongtong") == 1


def test_the_bill_of_a_cancelled_booking_says_so_and_promises_nothing_that_was_not_paid(settings):
    stage = set_stage(charge_mode=ChargeMode.USED)
    booking = stage.confirm()
    changes.cancel(booking=booking, by=stage.buyer, now=timezone.now(), reason_code="order_lost")
    settings.PAYMENTS_BACKEND = "sandbox"
    follow_bill(booking.pk, timezone.now())

    told = words(signed_in(stage.buyer, **ENGLISH).get(f"{booking.get_absolute_url()}bill/"))

    assert "Cancellation bill Cancelled: what the agreed terms keep of the price is charged." in told
    assert "Not charged, as it was cancelled" in told
    assert "really used" not in told
    assert "oes back" not in told


def test_while_it_is_being_drawn_up_the_page_asks_again(stage: Stage):
    bill = Bill.objects.get()
    Bill.objects.filter(pk=bill.pk).update(booking=stage.hold())

    told = page(stage)
    assert "The bill is being drawn up." in words(told)
    assert f'hx-get="{stage.delivered.get_absolute_url()}bill/"' in told.content.decode()

    Bill.objects.filter(pk=bill.pk).update(booking=stage.delivered)
    part = page(stage, path="bill/", **{"hx-request": "true"})
    assert "Machine time" in words(part)
    assert "<html" not in part.content.decode()
    assert "<html" in page(stage, path="bill/").content.decode()


@pytest.mark.parametrize(("minutes", "is_told"), [(5, True), (60, False)])
def test_what_ended_before_there_were_bills_waits_for_none(stage: Stage, minutes: int, is_told: bool):
    Bill.objects.update(booking=stage.hold())
    Booking.objects.filter(pk=stage.delivered.pk).update(state=BookingState.COMPLETED)
    booking = Booking.objects.get(pk=stage.delivered.pk)
    now = booking.steps.latest("number").taken_at + timedelta(minutes=minutes)

    shown = BillShown(booking, actor=stage.buyer, now=now)

    assert (shown.is_being_drawn, shown.is_shown) == (is_told, is_told)


def test_nobody_else_sees_or_answers_it(stage: Stage, settings):
    stranger = factories.member(factories.organisation(), Role.BUYER)
    viewer = factories.member(stage.buyer.organisation, Role.VIEWER)

    assert page(stage, stranger, "bill/").status_code == 404
    assert act(stage, 1, "accept", stranger).status_code == 404
    assert act(stage, 1, "accept", viewer).status_code == 403
    assert act(stage, 1, "accept", factories.operator()).status_code == 404
    assert act(stage, 1, "take-over").status_code == 404
    assert act(stage, 1, "give-up").status_code == 404
    settings.PAYMENTS_BACKEND = "off"
    assert page(stage, path="bill/").status_code == 404
    assert "Bill" not in words(page(stage))


def send_file(booking: Booking, actor: Actor, text: str):
    file = SimpleUploadedFile("meter.csv", text.encode(), "text/csv")
    return signed_in(actor, **ENGLISH).post(f"{booking.get_absolute_url()}bill/meter/", {"file": file})


def test_the_provider_reports_the_usage_by_a_meter_file(settings):
    stage = set_stage(charge_mode=ChargeMode.USED)
    booking = stage.running()
    settings.PAYMENTS_BACKEND = "sandbox"
    start = booking.period.starts_at
    runs = [(start + timedelta(minutes=begun), start + timedelta(minutes=begun + 20)) for begun in (0, 30)]
    table = "\n".join(
        ["started_at,ended_at", *(f"{begun.isoformat()},{ended.isoformat()}" for begun, ended in runs)]
    )

    assert "Or report it by a meter file" in words(
        signed_in(stage.scheduler, **ENGLISH).get(booking.get_absolute_url())
    )
    refused = send_file(booking, stage.scheduler, table + "\nnow,then")
    assert refused.status_code == 422
    assert "Line 4: “now” is not a time" in words(refused)

    assert send_file(booking, stage.scheduler, table).url == booking.get_absolute_url()
    follow_bill(booking.pk, timezone.now())
    told = words(signed_in(stage.buyer, **ENGLISH).get(booking.get_absolute_url()))
    assert "By the meter: 2 runs in meter.csv" in told
    assert "Machine time 0 h 40 min × ¥380.00" in told
    assert send_file(booking, stage.scheduler, table).status_code == 409


def test_files_come_with_a_dispute_and_go_to_both_sides_and_operators_alone(stage: Stage, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    photo = SimpleUploadedFile("spindle.png", PHOTO, "image/png")
    wrong = SimpleUploadedFile("spindle.png", b"<html>", "image/png")
    refused = dispute(stage, evidence=[photo, wrong])
    assert refused.status_code == 422
    assert "is no PNG, JPEG, WebP or PDF" in words(refused)
    assert state(stage) == (BookingState.DELIVERED, ["open", "open"])

    photo.seek(0)
    dispute(stage, evidence=[photo])
    kept = DisputeFile.objects.get()
    address = f"bill/files/{kept.pk}/"
    assert "spindle.png" in words(page(stage, stage.scheduler))
    for actor in (stage.buyer, stage.scheduler, factories.operator()):
        answer = page(stage, actor, address)
        assert answer.content == PHOTO
        assert answer["Content-Disposition"] == 'attachment; filename="spindle.png"'
        assert answer["X-Content-Type-Options"] == "nosniff"
    assert page(stage, factories.member(factories.organisation(), Role.BUYER), address).status_code == 404
    other = signed_in(stage.buyer, **ENGLISH).get(f"{stage.hold().get_absolute_url()}{address}")
    assert other.status_code == 404
    act(stage, 1, "files", stage.scheduler, evidence=SimpleUploadedFile("log.pdf", b"%PDF-1.7 log"))
    assert "log.pdf" in words(page(stage))


def test_every_field_of_every_line_has_a_name_of_its_own(stage: Stage):
    dispute(stage)
    for response in (page(stage), dispute(stage, amount="0")):
        ids = re.findall(r' id="([^"]+)"', response.content.decode())

        assert len(ids) == len(set(ids))
