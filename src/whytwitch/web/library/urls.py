"""Addresses of the library: the mark of a condition is opaque, so that no address tells what somebody read about."""

from __future__ import annotations

from django.urls import path

from whytwitch.web.library import views

urlpatterns = [
    path("", views.conditions, name="library"),
    path("claims/", views.claims, name="claims"),
    path("<slug:mark>/", views.condition, name="condition"),
]
