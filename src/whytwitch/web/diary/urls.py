"""Addresses of the diary."""

from __future__ import annotations

from django.urls import path

from whytwitch.web.diary import views

urlpatterns = [
    path("diary/", views.diary, name="diary"),
    path("diary/evening/", views.note, {"kind": "evening"}, name="note_evening"),
    path("diary/morning/", views.note, {"kind": "morning"}, name="note_morning"),
    path("diary/moment/", views.note, {"kind": "moment"}, name="note_moment"),
    path("diary/entries/<uuid:entry_id>/", views.change, name="change_entry"),
    path("diary/entries/<uuid:entry_id>/remove/", views.remove, name="remove_entry"),
    path("diary/bring/", views.bring_in, name="bring_log"),
    path("diary/diary.csv", views.as_csv, name="diary_csv"),
    path("diary/reminders.ics", views.as_calendar, name="diary_ics"),
    path("diary/experiment/", views.experiment, name="experiment"),
    path("diary/experiment/end/", views.end_experiment, name="end_experiment"),
    path("diary/visit/", views.visit, name="visit"),
]
