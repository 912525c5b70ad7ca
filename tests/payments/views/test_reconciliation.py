"""The operators' pages of what differs from the gateway."""

import pytest

from payments.enums import DifferenceKind, DifferenceState, JournalKind
from payments.models import Journal, ReconciliationItem
from tests import factories
from tests.capacity.views.reading import words
from tests.capacity.views.stage import ENGLISH, signed_in
from tests.payments.operations.reconciling.compared import Compared, forget

pytestmark = pytest.mark.django_db

LIST = "/desk/money/reconciliation/"


@pytest.fixture
def compared(settings) -> Compared:
    settings.PAYMENTS_BACKEND = "sandbox"
    return Compared()


@pytest.fixture
def operator():
    return factories.operator(full_name="Lin Lan")


@pytest.fixture
def browser(operator):
    return signed_in(operator, **ENGLISH)


def test_a_lost_line_is_found_shown_and_resolved_with_a_note(compared, browser, operator):
    compared.go_on()
    compared.run()
    assert "There is no unexplained difference." in words(browser.get(LIST))

    forget(Journal.objects.get(kind=JournalKind.TRANSFER))
    compared.run()
    item = ReconciliationItem.objects.open().get()
    told = words(browser.get(LIST))
    assert "At the gateway alone" in told
    assert item.kind == DifferenceKind.THEIRS_ONLY

    page = browser.get(f"{LIST}{item.pk}/")
    assert "Resolve it" in words(page)
    empty = browser.post(f"{LIST}{item.pk}/", {"resolution": "noted", "note": " "})
    assert (empty.status_code, "Say in a note what it was." in words(empty)) == (422, True)

    done = browser.post(f"{LIST}{item.pk}/", {"resolution": "noted", "note": "Restored"}, follow=True)
    assert "Resolved." in words(done)
    item.refresh_from_db()
    assert (item.state, item.note, item.resolved_by) == (DifferenceState.NOTED, "Restored", operator.user)
    assert "Restored · Lin Lan" in words(browser.get(f"{LIST}?state=noted"))
