"""Addresses of the picture."""

from __future__ import annotations

from django.urls import path

from whytwitch.web.picture import views

urlpatterns = [
    path("picture/", views.picture, name="picture"),
    path("picture/numbers/", views.numbers, name="numbers"),
    path("picture/why/", views.why, name="why"),
    path("picture/what-if/", views.what_if, name="what_if"),
    path("picture/assumptions/", views.assumptions, name="assumptions"),
    path("pictures/", views.earlier, name="earlier"),
    path("pictures/<uuid:picture_id>/", views.shown_again, name="shown_again"),
]
