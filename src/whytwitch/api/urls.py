"""Addresses of the API. Every one of them stands behind :func:`whytwitch.api.guard.guarded`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.decorators.http import require_GET

from whytwitch.api.described import api, openapi, page
from whytwitch.api.guard import guarded
from whytwitch.api.problems import refuse


def not_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """No such address."""
    del request, rest
    return refuse(404, "there is no such address here", todo="see /api/v1/ for all of them")


_operations = api().urls[0]
for _one in _operations:
    _one.callback = guarded(_one.callback)

urlpatterns = [
    path("v1/", guarded(require_GET(page)), name="api"),
    path("v1/openapi.json", guarded(require_GET(openapi)), name="openapi"),
    path("v1/", ([one for one in _operations if one.name != "api-root"], "ninja", "api-v1")),
    re_path(r"^(?P<rest>.*)$", guarded(not_here), name="api_not_here"),
]
