"""Between the workup and the templates: what a page says, decided here, so that a template only lays it out."""

from whytwitch.report.presenters.clinician import ClinicianPage
from whytwitch.report.presenters.doctor import DoctorPage
from whytwitch.report.presenters.person import PersonPage
from whytwitch.report.presenters.shown import shown_to_person

__all__ = ["ClinicianPage", "DoctorPage", "PersonPage", "shown_to_person"]
