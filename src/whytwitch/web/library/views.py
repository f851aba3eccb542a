"""Conditions and claims, to read."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from whytwitch.web.library.presenters import ConditionPage, claims_by_article, conditions_by_first_contact, marks


@require_GET
def conditions(request: HttpRequest) -> HttpResponse:
    """Every condition, by how soon it asks to be seen."""
    return render(request, "library/conditions.jinja", {"groups": conditions_by_first_contact()})


@require_GET
def condition(request: HttpRequest, mark: str) -> HttpResponse:
    """One condition: what it is, how it feels, when to worry, and where that comes from."""
    name = marks().get(mark)
    if name is None:
        raise Http404
    return render(request, "library/condition.jinja", {"page": ConditionPage(name)})


@require_GET
def claims(request: HttpRequest) -> HttpResponse:
    """Popular claims, checked."""
    return render(request, "library/claims.jinja", {"groups": claims_by_article()})
