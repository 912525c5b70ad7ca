"""The outcomes that Stripe is held against are those of the sandbox; and what differs is told."""

from copy import deepcopy
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from payments.operations.parity import comparing, page
from payments.operations.parity.comparing import differences, pinned, play_all, written
from tests.payments.sandboxed import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def played(settings) -> comparing.Outcomes:
    settings.PAYMENTS_BACKEND = "sandbox"
    desk = Desk()
    return play_all(desk.gateway(), run="1", now=lambda: desk.now, settle=lambda: desk.after(seconds=5))


def test_what_is_pinned_is_what_the_sandbox_says(played) -> None:
    assert written(played) == comparing.PINNED.read_text(encoding="utf-8")


def test_another_status_code_or_event_is_told() -> None:
    theirs = deepcopy(pinned())
    theirs["hold, release"]["release"] = "processing"
    del theirs["one key twice"]["again"]

    told = list(differences(pinned(), theirs))

    assert len(told) == 2
    assert told[0].startswith("hold, release, release: the sandbox 'canceled")
    assert told[1].endswith("Stripe None")
    assert list(differences(pinned(), pinned())) == []


def test_the_page_tells_what_is_pinned_and_that_nobody_has_checked_it() -> None:
    assert page.table(pinned(), None, []) in page.PAGE.read_text(encoding="utf-8")


def test_the_page_tells_when_it_was_checked_and_what_differs(tmp_path) -> None:
    copy = tmp_path / "page.md"
    copy.write_text(f"before\n{page.BEGIN}\nold\n{page.END}\nafter\n", encoding="utf-8")
    found = ["hold, release, release: the sandbox 'a', Stripe 'b'"]

    page.regenerate(pinned(), checked_on=date(2027, 3, 1), found=found, page=copy)

    text = copy.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "| 2027-03-01 | release: the sandbox 'a', Stripe 'b' |" in text
    assert text.count("| 2027-03-01 | no |") == len(pinned()) - 1


def test_without_a_key_it_says_so() -> None:
    with pytest.raises(CommandError, match="Nothing was compared"):
        call_command("stripe_parity")


def test_a_key_for_real_money_is_refused(settings) -> None:
    settings.PAYMENTS_BACKEND, settings.STRIPE_SECRET_KEY = "stripe", "sk_live_1"

    with pytest.raises(CommandError, match="for tests alone"):
        call_command("stripe_parity")
