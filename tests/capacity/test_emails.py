import pytest
from django.core import mail

from capacity.emails import tell_parties
from capacity.enums import DeclineReason
from capacity.operations import answers, holds
from capacity.operations.assessments import Order
from marketplace.accounts.enums import Role
from marketplace.events.models import Event
from tests.factories import NOW, member, offer, organisation, period, provider, publish, resource, user

pytestmark = pytest.mark.django_db


class Stage:
    """A request; the buyer reads English, the scheduler Chinese."""

    def __init__(self):
        self.firm = provider(name_zh="恒锐", name_en="Hengrui")
        customer = organisation(name_zh="明川", name_en="Mingchuan")
        machine = resource(self.firm)
        publish(machine, "五轴加工中心", "Five-axis centre")
        self.buyer = member(customer, Role.BUYER, person=user("buyer@firm.example", language="en"))
        self.scheduler = member(
            self.firm, Role.SCHEDULER, person=user("scheduler@firm.example", language="zh-hans")
        )
        held = holds.hold(offer=offer(machine), order=Order(period((9, 12))), by=self.buyer, now=NOW)
        self.booking = holds.send_request(booking=held, by=self.buyer, now=NOW)


@pytest.fixture
def stage():
    return Stage()


def told_of_the_last_step():
    """The mails of the newest event, by address."""
    mail.outbox.clear()
    tell_parties(Event.objects.filter(data__has_key="step").latest("pk"))
    return {message.to[0]: message for message in mail.outbox}


def test_a_request_is_told_to_the_provider_as_a_question_in_its_language(stage):
    (message,) = told_of_the_last_step().values()

    assert message.to == ["scheduler@firm.example"]
    assert message.subject == f"{stage.booking.reference} · 待你答复 · 五轴加工中心"
    lines = message.body.splitlines()
    assert lines[0] == "明川请求预订你的设备，等你答复。"
    assert lines[2:4] == ["五轴加工中心", "3月4日 周四 09:00–12:00 · 苏州时间 UTC+8"]
    assert lines[4].startswith("合计（含税）：¥")
    assert lines[5] == "请在 3月3日 周三 10:24 前答复"


def test_a_period_of_another_year_is_told_with_its_year(stage):
    far = Order(period((9, 12), days=366))
    held = holds.hold(offer=stage.booking.offer, order=far, by=stage.buyer, now=NOW)
    holds.send_request(booking=held, by=stage.buyer, now=NOW)

    (message,) = told_of_the_last_step().values()

    assert message.body.splitlines()[3] == "2028年3月1日 周三 09:00–12:00 · 苏州时间 UTC+8"


def test_an_answer_is_told_to_the_customer_in_its_language(stage):
    answers.decline(booking=stage.booking, by=stage.scheduler, now=NOW, reason_code=DeclineReason.NO_OPERATOR)

    (message,) = told_of_the_last_step().values()

    assert message.to == ["buyer@firm.example"]
    assert message.subject == f"{stage.booking.reference} · Declined · Five-axis centre"
    assert message.body.splitlines()[0] == "Hengrui declined the request; nothing is owed."


def test_a_proposal_asks_the_customer(stage):
    answers.propose(booking=stage.booking, by=stage.scheduler, now=NOW, periods=[period((13, 16))])

    (message,) = told_of_the_last_step().values()

    assert message.to == ["buyer@firm.example"]
    assert "To answer" in message.subject
    assert "Answer by " in message.body
