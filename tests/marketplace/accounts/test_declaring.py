"""An organisation says how large it is, with what it shows for it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from marketplace.accounts.enums import Role, SizeClass
from marketplace.accounts.models import SizeDeclaration
from tests import factories

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 annual report"
TYPED = {
    "sector": "industry",
    "reference_year": "",
    "employees": "320",
    "revenue": "39,999.99",
    "agree": "1",
}


@pytest.fixture
def finance():
    return factories.member(factories.organisation("mingchuan"), Role.FINANCE)


def browser(actor) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(actor.user)
    return client


def send(actor, *, body: bytes = PDF, **typed: str):
    page = browser(actor).get("/accounts/size/").content.decode()
    year = page.partition('name="reference_year" value="')[2].partition('"')[0]
    told = TYPED | {"reference_year": year} | typed
    if body:
        told["evidence"] = SimpleUploadedFile("年报.pdf", body, content_type="text/html")
    return browser(actor).post("/accounts/size/", told, follow=True)


def test_the_class_follows_from_the_figures_and_counts_from_now_on(finance):
    response = send(finance)

    made = SizeDeclaration.objects.get()
    assert (made.size_class, made.revenue, made.declared_by) == ("medium", 3_999_999, finance.user)
    finance.organisation.refresh_from_db()
    assert finance.organisation.size_class == SizeClass.MEDIUM
    assert "Declared: Medium firm." in response.content.decode()


def test_a_figure_that_counts_in_the_sector_is_asked_for(finance):
    response = send(finance, revenue="", sector="leasing")

    assert "This figure counts in this sector." in response.content.decode()
    assert not SizeDeclaration.objects.exists()


@pytest.mark.parametrize("body", [b"<script>", b"MZ\x90", b"GIF89a"])
def test_evidence_is_known_by_what_it_is(finance, body):
    response = send(finance, body=body)

    assert "This is no PDF, PNG or JPEG." in response.content.decode()
    assert not SizeDeclaration.objects.exists()


def test_evidence_is_sent_as_a_file_and_never_shown(finance):
    send(finance)
    response = browser(finance).get(f"/accounts/size/evidence/{SizeDeclaration.objects.get().pk}/")

    assert response.content == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E5")


def test_an_operator_checks_it(finance):
    send(finance)
    made = SizeDeclaration.objects.get()
    operator = factories.operator()
    page = browser(operator).get("/accounts/size/declarations/").content.decode()
    assert "Medium firm" in page

    browser(operator).post(f"/accounts/size/declarations/{made.pk}/check/")
    made.refresh_from_db()
    assert made.checked_by == operator.user
    assert "checked by an operator" in browser(finance).get("/accounts/size/").content.decode()
