"""Addresses that take forms alone, and somebody who comes back to one without a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse

READING = ("GET", "HEAD")
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def forms_only_middleware(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """
    A person is led up to the page that the form stands on, in place of an empty page.

    Programs, which ask for no HTML, are told 405 as before; so is who asks the API, with a page of its own.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        is_person = "text/html" in request.headers.get("Accept", "")
        if isinstance(response, HttpResponseNotAllowed) and request.method in READING and is_person:
            return redirect(page_of(request))
        return response

    return middleware


def form_of(page: str) -> Callable[[View], View]:
    """Where the form of this view stands, if not above its address: a name that takes the same arguments."""

    def decorator(view: View) -> View:
        view.form_of = page  # type: ignore[attr-defined]  # read below, from the view that was found
        return view

    return decorator


def page_of(request: HttpRequest) -> str:
    found = request.resolver_match
    told = getattr(found.func, "form_of", "") if found else ""
    return reverse(told, kwargs=found.kwargs) if found and told else page_above(request.path)


def page_above(path: str) -> str:
    """The nearest address above it that there is; if that takes forms alone as well, it leads on upwards."""
    while path.strip("/"):
        path = path.rstrip("/").rpartition("/")[0] + "/"
        if is_address(path):
            return path
    return "/"


def is_address(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
