"""Addresses of the report."""

from __future__ import annotations

from django.urls import path

from whytwitch.web.report import views

urlpatterns = [
    path("report/", views.choose, name="report"),
    path("report/own-words/", views.own_words, name="report_own_words"),
    path("report/person/", views.report, {"audience": "person"}, name="report_person"),
    path("report/doctor/", views.report, {"audience": "doctor"}, name="report_doctor"),
    path("report/clinician/", views.report, {"audience": "complete"}, name="report_clinician"),
    path("report/person.pdf", views.printed, {"audience": "person"}, name="report_person_pdf"),
    path("report/doctor.pdf", views.printed, {"audience": "doctor"}, name="report_doctor_pdf"),
    path("report/complete.pdf", views.printed, {"audience": "complete"}, name="report_complete_pdf"),
]
