"""The operators' desk of disputes: queue, case, and the second pair of eyes."""

import pytest

from capacity.enums import ChargeMode
from marketplace.accounts.enums import Role
from marketplace.pages.formats import duration_text
from payments.models import LineDispute, Split
from tests import factories
from tests.capacity.views.reading import words
from tests.capacity.views.stage import ENGLISH, Stage, set_stage, signed_in
from tests.payments.billed import delivered, disputed
from tests.payments.confirmed import button_of, confirmed

pytestmark = pytest.mark.django_db

QUEUE = "/desk/disputes/"


@pytest.fixture
def stage(settings) -> Stage:
    settings.FOUR_EYES_ABOVE = {"CNY": 100}
    made = set_stage(charge_mode=ChargeMode.USED, tax_basis_points=1300)
    made.delivered = delivered(made)
    settings.PAYMENTS_BACKEND = "sandbox"
    return made


@pytest.fixture
def operator():
    return factories.operator()


def get(actor, path: str = QUEUE):
    return signed_in(actor, **ENGLISH).get(path)


def post(actor, path: str, follow: bool = True, **said: str):
    return confirmed(signed_in(actor, **ENGLISH), path, said, follow=follow)


def case(dispute: LineDispute) -> str:
    return f"{QUEUE}{dispute.pk}/"


def test_the_queue_tells_what_waits_and_says_so_where_nothing_does(stage: Stage, operator):
    assert "Nothing is disputed" in words(get(operator))

    disputed(stage, stage.delivered)

    told = words(get(operator))
    assert "¥100.00" in told
    assert "Mingchuan Medical · Hengrui Precision" in told
    assert "Disputes 1" in words(get(operator, "/desk/"))


def test_a_case_shows_both_sides_words_and_is_decided_with_a_reason(stage: Stage, operator):
    dispute = disputed(stage, stage.delivered)
    told = words(get(operator, case(dispute)))
    assert "Machine time 1 h × ¥380.00 Disputed" in told
    assert "主轴停转" in told
    assert "Of the ¥100.00 disputed; the customer gets the rest." in told
    assert "second operator" not in told

    refused = post(operator, case(dispute), kept="40", reason="")
    assert refused.status_code == 422
    assert 'value="40"' in refused.content.decode()
    assert post(operator, case(dispute), kept="100.01", reason="x").status_code == 422

    answer = post(operator, case(dispute), kept="40", reason="The log shows an hour of standstill.")
    assert "Decided; both sides see it" in words(answer)
    booking = words(signed_in(stage.buyer, **ENGLISH).get(stage.delivered.get_absolute_url()))
    assert "Decided by an operator: the provider keeps ¥40.00, the customer ¥60.00" in booking
    assert "The log shows an hour of standstill." in booking
    assert "Decided by an operator" in words(get(operator, case(dispute)))
    assert post(operator, case(dispute), kept="40", reason="again").status_code == 409


def test_a_case_shows_what_was_used_of_what_was_reserved(stage: Stage, operator):
    told = words(get(operator, case(disputed(stage, stage.delivered))))

    usage = stage.delivered.usage
    assert f"Reserved {duration_text(usage['reserved_minutes'])} Used 1 h" in told
    assert "What is charged Charged is what was really used" in told
    assert "The provider keeps (¥)" in told


def test_what_has_ended_is_listed_with_what_each_side_got(stage: Stage, operator):
    dispute = disputed(stage, stage.delivered)
    assert "None yet." in words(get(operator)).partition("Ended")[2]
    post(operator, case(dispute), kept="40", reason="The log shows an hour of standstill.")

    listed = get(operator)

    told = words(listed).partition("How it ended")[2]
    assert f"{stage.delivered.reference} · " in told
    assert f"¥100.00 ¥40.00 ¥60.00 Decided by an operator {operator.user} ·" in told
    assert f'href="{case(dispute)}"' in listed.content.decode()


def test_before_it_is_decided_who_gets_how_much_is_told_and_can_be_changed(stage: Stage, operator):
    dispute = disputed(stage, stage.delivered)
    browser, said = signed_in(operator, **ENGLISH), {"kept": "40", "reason": "It stood still."}

    asks = browser.post(case(dispute), said)

    assert "Hengrui Precision keeps ¥40.00, and Mingchuan Medical gets ¥60.00." in words(asks)
    assert button_of(asks) == "Decide: the provider keeps ¥40.00"
    dispute.refresh_from_db()
    assert dispute.ended_at is None
    again = browser.post(case(dispute), said | {"change": "1"}).content.decode()
    assert 'value="40"' in again
    assert "It stood still.</textarea>" in again
    other = browser.post(case(dispute), said | {"kept": "50", "sure": button_of(asks)})
    assert button_of(other) == "Decide: the provider keeps ¥50.00"
    dispute.refresh_from_db()
    assert dispute.ended_at is None


def test_above_the_limit_a_second_operator_confirms(stage: Stage, operator):
    dispute = disputed(stage, stage.delivered, minor=10_001)
    assert "a second operator has to confirm it" in words(get(operator, case(dispute)))

    assert "It counts once another operator has confirmed it." in words(
        post(operator, case(dispute), kept="40", reason="Standstill.")
    )
    assert "to confirm" in words(get(operator))
    split = Split.objects.get()
    assert post(operator, f"{QUEUE}splits/{split.pk}/", answer="yes").status_code == 403

    second = factories.operator()
    told = words(get(second, case(dispute)))
    assert "decided: the provider keeps ¥40.00, the customer ¥60.01." in told
    post(second, f"{QUEUE}splits/{split.pk}/", answer="no")
    assert "not confirmed by" in words(get(operator, case(dispute)))

    post(operator, case(dispute), kept="50", reason="Half of it.")
    newer = Split.objects.get(is_confirmed__isnull=True)
    assert "Decided; both sides see it" in words(post(second, f"{QUEUE}splits/{newer.pk}/", answer="yes"))
    assert LineDispute.objects.get().line.kept_minor == 5_000


def test_an_operator_of_one_side_does_not_decide(stage: Stage, operator):
    factories.member(stage.buyer.organisation, Role.VIEWER, person=operator.user)
    dispute = disputed(stage, stage.delivered)

    assert "another operator decides" in words(get(operator, case(dispute)))
    assert post(operator, case(dispute), kept="40", reason="x").status_code == 403


def test_there_is_no_desk_of_disputes_where_payments_are_off(stage: Stage, operator, settings):
    settings.PAYMENTS_BACKEND = "off"

    assert get(operator).status_code == 404
    assert "Disputes" not in words(get(operator, "/desk/"))
