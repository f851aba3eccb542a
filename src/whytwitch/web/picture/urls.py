"""Addresses of the picture."""

from __future__ import annotations

from django.urls import path

from whytwitch.web.picture import views

urlpatterns = [
    path("picture/", views.picture, name="picture"),
    path("picture/numbers/", views.numbers, name="numbers"),
    path("pictures/", views.earlier, name="earlier"),
    path("pictures/<uuid:picture_id>/", views.shown_again, name="shown_again"),
]
