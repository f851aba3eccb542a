"""Addresses of the report."""

from __future__ import annotations

from django.urls import path

from whytwitch.web.report import views

urlpatterns = [
    path("report/", views.choose, name="report"),
    path("report/person/", views.report, {"audience": "person"}, name="report_person"),
    path("report/clinician/", views.report, {"audience": "clinician"}, name="report_clinician"),
]
