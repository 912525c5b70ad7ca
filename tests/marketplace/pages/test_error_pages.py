from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation


def test_a_broken_site_still_says_so_in_both_languages():
    page = render_to_string("500.html")
    assert "Something broke on our side" in page
    assert "我们这边出错了" in page


@pytest.mark.django_db
def test_what_is_not_there_and_what_is_not_yours_look_the_same(client):
    page = client.get("/nothing/here/", headers={"accept-language": "en"})
    assert page.status_code == 404
    assert "There is nothing here for you" in page.content.decode()


@pytest.mark.django_db
def test_too_many_requests_are_told_when_to_come_back():
    request = RequestFactory().get("/")
    request.user, request.session = AnonymousUser(), {}
    later = timezone.now() + timedelta(minutes=2, milliseconds=500)
    with translation.override("en"):
        assert ">2:00<" in render_to_string("429.html", {"retry_at": later}, request)
        assert "Try again in a minute." in render_to_string("429.html", {}, request)
