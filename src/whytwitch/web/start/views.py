"""The start page, the numbers to call, the example people."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from whytwitch.store.models import Person
from whytwitch.web import services
from whytwitch.web.start import examples
from whytwitch.web.start.presenters import EmergencyNumbers, country_of


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """What this is, what it is not, the emergency number, and the ways in."""
    return render(
        request,
        "start/start.jinja",
        {
            "numbers": EmergencyNumbers(country_of(request)),
            "examples": examples.available(),
            "people": Person.objects.filter(owner=request.user.pk),
        },
    )


@require_GET
def emergency(request: HttpRequest) -> HttpResponse:
    """The numbers of all countries, the likeliest first."""
    country = request.GET.get("country") or country_of(request)
    return render(request, "start/emergency.jinja", {"numbers": EmergencyNumbers(country)})


@require_GET
def what_this_is(request: HttpRequest) -> HttpResponse:
    """Where the knowledge comes from, what is kept, what this cannot do."""
    return render(request, "start/what_this_is.jinja", {"knowledge": services.knowledge_stamp()})


@require_POST
def try_example(request: HttpRequest) -> HttpResponse:
    """Make a person from an example and show their picture."""
    person = examples.make(request.POST.get("name", ""), request.user.pk)
    return redirect("picture", person_id=person.pk)
