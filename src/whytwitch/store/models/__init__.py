"""The tables."""

from whytwitch.store.models.answers import Answer, Movement, MovementWord, Submission
from whytwitch.store.models.diary import DiaryEntry, Experiment
from whytwitch.store.models.evidence import LabResult, Night, OtherResult, Scoring, StoredFile
from whytwitch.store.models.person import Detail, Person
from whytwitch.store.models.pictures import KeptPicture, Look
from whytwitch.store.models.user import User

__all__ = [
    "Answer",
    "Detail",
    "DiaryEntry",
    "Experiment",
    "KeptPicture",
    "LabResult",
    "Look",
    "Movement",
    "MovementWord",
    "Night",
    "OtherResult",
    "Person",
    "Scoring",
    "StoredFile",
    "Submission",
    "User",
]
