"""Files with a dispute: checked by what they are, kept once, from both sides while it is open."""

import pytest

from capacity.enums import ChargeMode
from capacity.operations.refusals import IllegalStep, NotAllowed
from marketplace.accounts.enums import Role
from payments.models import DisputeFile, LineDispute
from payments.operations.billing import bargaining
from payments.operations.billing.evidence import FileNotTaken, Sent, add_files
from payments.policies.evidence import MOST_BYTES
from tests import factories
from tests.payments.billed import PHOTO, Billed

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(settings, tmp_path) -> Billed:
    settings.MEDIA_ROOT = tmp_path
    made = Billed(ChargeMode.USED)
    made.use()
    return made


def add(deal: Billed, dispute: LineDispute, *datas: bytes, by=None) -> None:
    files = [Sent(f"spindle {number}.png", data) for number, data in enumerate(datas)]
    add_files(dispute=dispute, files=files, by=by or deal.buyer, now=deal.now)


@pytest.mark.parametrize(
    ("data", "media_type", "suffix"),
    [
        (PHOTO, "image/png", ".png"),
        (b"\xff\xd8\xff\xe0 picture", "image/jpeg", ".jpg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp", ".webp"),
        (b"%PDF-1.7 text", "application/pdf", ".pdf"),
    ],
)
def test_pictures_and_pdfs_are_kept_under_a_name_of_ours(deal: Billed, data, media_type, suffix):
    add(deal, deal.dispute(1), data)
    kept = DisputeFile.objects.get()

    assert (kept.name, kept.media_type, kept.size) == ("spindle 0.png", media_type, len(data))
    assert kept.stored.name.startswith("disputes/")
    assert kept.stored.name.endswith(suffix)
    assert "spindle" not in kept.stored.name
    with kept.stored.open("rb") as stored:
        assert stored.read() == data


@pytest.mark.parametrize(
    "data", [b"", b"<svg onload='x'/>", b"<html>", b"PNG", PHOTO + b"x" * MOST_BYTES, b"MZ\x90"]
)
def test_what_is_something_else_or_too_large_is_refused(deal: Billed, data):
    dispute = deal.dispute(1)

    with pytest.raises(FileNotTaken):
        add(deal, dispute, PHOTO, data)
    assert not DisputeFile.objects.exists()


def test_the_same_file_is_kept_once_and_five_at_most(deal: Billed):
    dispute = deal.dispute(1)
    add(deal, dispute, PHOTO, PHOTO)
    add(deal, dispute, PHOTO, by=deal.scheduler)
    assert dispute.files.count() == 1

    add(deal, dispute, *(PHOTO + bytes([number]) for number in range(4)))
    with pytest.raises(FileNotTaken):
        add(deal, dispute, PHOTO + b"one too many")
    assert dispute.files.count() == 5


def test_only_the_two_sides_add_files_and_only_while_it_is_open(deal: Billed):
    dispute = deal.dispute(1)
    viewer = factories.member(deal.booking.customer, Role.VIEWER)
    for by in (viewer, factories.operator()):
        with pytest.raises(NotAllowed):
            add(deal, dispute, PHOTO, by=by)
    bargaining.give_way(dispute=dispute, by=deal.scheduler, now=deal.now)
    with pytest.raises(IllegalStep):
        add(deal, dispute, PHOTO)
