"""The design page: every component once, as a test bed for pictures and accessibility."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from marketplace.pages import gallery


def design(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/design.html", gallery.everything(now=timezone.now()))
