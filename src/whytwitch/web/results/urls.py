"""Addresses of the blood results."""

from __future__ import annotations

from django.urls import path

from whytwitch.web.results import views

urlpatterns = [
    path("results/", views.labs, name="labs"),
    path("results/new/", views.new_lab, name="new_lab"),
    path("results/<uuid:lab_id>/remove/", views.remove_lab, name="remove_lab"),
]
