"""Addresses of the blood results and of other tests."""

from __future__ import annotations

from django.urls import path

from whytwitch.web.results import documents, papers, views

urlpatterns = [
    path("results/", views.labs, name="labs"),
    path("results/new/", views.new_lab, name="new_lab"),
    path("results/look/", views.look_at_lab, name="look_at_lab"),
    path("results/paper/", papers.new_paper, name="new_paper"),
    path("results/paper/confirm/", papers.confirm_paper, name="confirm_paper"),
    path("results/document/", documents.new_document, name="new_document"),
    path("results/document/<uuid:result_id>/remove/", documents.remove_document, name="remove_document"),
    path("results/<uuid:lab_id>/remove/", views.remove_lab, name="remove_lab"),
]
