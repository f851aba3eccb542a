"""Addresses of the nights."""

from __future__ import annotations

from django.urls import path

from whytwitch.web.nights import viewing, views

urlpatterns = [
    path("nights/", views.nights, name="nights"),
    path("nights/new/", views.new_night, name="new_night"),
    path("nights/<uuid:night_id>/", views.night, name="night"),
    path("nights/<uuid:night_id>/remove/", views.remove_night, name="remove_night"),
    path("nights/<uuid:night_id>/view/", viewing.view_night, name="view_night"),
    path("nights/<uuid:night_id>/about.json", viewing.about_night, name="about_night"),
    path("nights/<uuid:night_id>/window", viewing.window_of_night, name="window_of_night"),
]
