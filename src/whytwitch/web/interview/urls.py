"""Addresses of the interview."""

from __future__ import annotations

from django.urls import path

from whytwitch.web.interview import views
from whytwitch.web.interview.answers import answers, change_answer
from whytwitch.web.interview.medicine_views import medicine_names, medicines, medicines_done, remove_medicine
from whytwitch.web.interview.movement_views import describe, kind, like, listing, remove, when

urlpatterns = [
    path("next/", views.next_page, name="next"),
    path("safety/", views.safety, name="safety"),
    path("safety/<int:number>/", views.screen, name="screen"),
    path("safety/<int:number>/closer/", views.closer, name="closer"),
    path("emergency/", views.emergency, name="emergency"),
    path("movements/", listing, name="movements"),
    path("movements/new/", kind, name="new_movement"),
    path("movements/<uuid:movement_id>/where/", describe, name="movement_where"),
    path("movements/<uuid:movement_id>/when/", when, name="movement_when"),
    path("movements/<uuid:movement_id>/like/", like, name="movement_like"),
    path("movements/<uuid:movement_id>/remove/", remove, name="remove_movement"),
    path("conditions/", views.conditions, name="conditions"),
    path("medicines/", medicines, name="medicines"),
    path("medicines/<int:place>/remove/", remove_medicine, name="remove_medicine"),
    path("medicines/search/", medicine_names, name="medicine_names"),
    path("medicines/done/", medicines_done, name="medicines_done"),
    path("last/", views.last, name="last"),
    path("answers/", answers, name="answers"),
    path("answers/<int:number>/", change_answer, name="change_answer"),
    path("again/", views.again, name="again"),
    path("question/", views.question, name="question"),
    path("question/<int:number>/", views.question, name="question_number"),
]
