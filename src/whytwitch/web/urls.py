"""All addresses. They hold opaque ids only: never a finding, a test or a name."""

from __future__ import annotations

from django.urls import include, path

from whytwitch.web.household import safekeeping
from whytwitch.web.household import views as household
from whytwitch.web.start import views as start

handler400 = "whytwitch.web.errors.bad_request"
handler403 = "whytwitch.web.errors.form_expired"
handler404 = "whytwitch.web.errors.not_found"
handler500 = "whytwitch.web.errors.server_error"

PERSON = [
    path("", household.overview, name="overview"),
    path("about/", household.about, name="about"),
    path("kept/", household.kept, name="kept"),
    path("kept/everything.zip", household.export, name="export"),
    path("kept/erase/", household.erase, name="erase"),
    path("", include("whytwitch.web.interview.urls")),
    path("", include("whytwitch.web.picture.urls")),
    path("", include("whytwitch.web.results.urls")),
    path("", include("whytwitch.web.nights.urls")),
    path("", include("whytwitch.web.diary.urls")),
    path("", include("whytwitch.web.report.urls")),
]

urlpatterns = [
    path("", start.start, name="start"),
    path("emergency/", start.emergency, name="emergency_numbers"),
    path("about-this/", start.what_this_is, name="what_this_is"),
    path("example/", start.try_example, name="try_example"),
    path("api/", include("whytwitch.api.urls")),
    path("library/", include("whytwitch.web.library.urls")),
    path("people/", household.people, name="people"),
    path("people/new/", household.new_person, name="new_person"),
    path("people/<uuid:person_id>/", include(PERSON)),
    path("backup/", safekeeping.safekeeping, name="safekeeping"),
    path("backup/whytwitch.age", safekeeping.make_backup, name="make_backup"),
    path("backup/restore/", safekeeping.bring_back, name="bring_back"),
]
