"""What can be noted: every field of the diary with its kind, its limits and the words it is asked in.

The wording and the 0 to 10 scales are this project's own and not validated. Nothing of a licensed questionnaire is
here;
its total can be kept as the number that a clinician enters. The sleep fields are the facts of a sleep diary's core.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


def _(sentence: str) -> str:
    """Mark a sentence for the catalogue; it is translated where it is asked."""
    return sentence


Type = Literal["count", "number", "scale", "minutes", "clock", "choice", "many", "text", "medicines"]


@dataclass(frozen=True)
class Field:
    """One thing that can be noted.

    Attributes
    ----------
    name : str
        In files; never renamed.
    type : str
        How it is written.
    asked : str
        The question.
    parts : tuple of str
        In which entries it stands: evening, morning, moment, clinician.
    low, high : float
        Limits of a number, both allowed.
    words : tuple of str
        Words of a choice.
    """

    name: str
    type: Type
    asked: str
    parts: tuple[str, ...]
    low: float = 0
    high: float = 10
    words: tuple[str, ...] = ()


_E, _M, _T = ("evening",), ("morning",), ("moment",)
_WHERE = ("foot", "calf", "thigh", "hand", "arm", "trunk", "face", "everywhere")
_SIDE = ("left", "right", "both")

FIELDS: dict[str, Field] = {
    one.name: one
    for one in (
        Field("twitches", "count", _("How many twitches or jerks did you notice today?"), _E, high=10_000),
        Field("bother", "scale", _("How much did the movements bother you today? 0 not at all, 10 as much as can be"), _E),  # noqa: E501
        Field("urge", "scale", _("How strong was the need to move the legs? 0 none, 10 as strong as can be"), ("evening", "moment")),  # noqa: E501
        Field("urge_from", "clock", _("When did that need begin?"), _E),
        Field("rest_minutes", "minutes", _("After how many minutes of sitting or lying still did it begin?"), _E, high=600),  # noqa: E501
        Field("parts", "many", _("Where in the body?"), ("evening", "moment"), words=_WHERE),
        Field("cramps", "count", _("How many cramps since yesterday evening?"), _E, high=200),
        Field("cramp_pain", "scale", _("How much did the worst cramp hurt?"), _E),
        Field("caffeine", "number", _("Cups or cans with caffeine"), _E, high=60),
        Field("caffeine_last", "clock", _("When was the last one?"), _E),
        Field("alcohol", "number", _("Alcoholic drinks"), _E, high=60),
        Field("exercise", "minutes", _("Minutes of exercise"), _E, high=1_440),
        Field("exercise_last", "clock", _("When did it end?"), _E),
        Field("stress", "scale", _("How tense was the day? 0 calm, 10 as tense as can be"), _E),
        Field("medicines", "medicines", _("Medicines taken"), _E),
        Field("medicine_wore_off", "clock", _("When did the evening's medicine seem to wear off?"), _E),
        Field("into_bed", "clock", _("When did you get into bed?"), _M),
        Field("tried_to_sleep", "clock", _("When did you try to sleep?"), _M),
        Field("fell_asleep_after", "minutes", _("Minutes until you slept"), _M, high=1_440),
        Field("awakenings", "count", _("How often did you wake up?"), _M, high=200),
        Field("awake_minutes", "minutes", _("Minutes awake in all, not counting the first and last"), _M, high=1_440),
        Field("woke_for_good", "clock", _("When did you wake up for the last time?"), _M),
        Field("out_of_bed", "clock", _("When did you get up?"), _M),
        Field("quality", "scale", _("How was your sleep? 1 very poor, 5 very good"), _M, low=1, high=5),
        Field("rested", "scale", _("How rested do you feel? 1 not at all, 5 fully"), _M, low=1, high=5),
        Field("naps", "minutes", _("Minutes of naps yesterday"), _M, high=1_440),
        Field("kicks_seen", "count", _("Movements somebody else saw"), _M, high=10_000),
        Field("woken_by_legs", "count", _("How often did the legs wake you?"), _M, high=200),
        Field("what", "choice", _("What was it?"), _T, words=("twitch", "jerk", "cramp", "urge_to_move", "tremor", "kick", "other")),  # noqa: E501
        Field("side", "choice", _("Which side?"), _T, words=_SIDE),
        Field("state", "choice", _("What were you doing?"), _T, words=("moving", "sitting", "lying_awake", "falling_asleep", "asleep")),  # noqa: E501
        Field("seconds", "number", _("How many seconds did it last?"), _T, high=86_400),
        Field("times", "count", _("How many times?"), _T, high=10_000),
        Field("pain", "scale", _("Pain"), _T),
        Field("relief", "choice", _("Did moving help?"), _T, words=("yes", "no", "not_sure")),
        Field("seen_by", "choice", _("Who noticed it?"), _T, words=("self", "partner", "parent", "carer", "video")),
        Field("irls_total", "number", _("IRLS total, as a clinician scored it"), ("clinician",), high=40),
        Field("rls6_total", "number", _("RLS-6 total, as a clinician scored it"), ("clinician",), high=60),
        Field("ess_total", "number", _("Epworth total, as a clinician scored it"), ("clinician",), high=24),
        Field("isi_total", "number", _("ISI total, as a clinician scored it"), ("clinician",), high=28),
        Field("psqi_total", "number", _("PSQI total, as a clinician scored it"), ("clinician",), high=21),
        Field("sleep_minutes", "minutes", _("Minutes of sleep by a watch or phone"), _M, high=1_440),
        Field("asleep_from", "text", _("Asleep from, by a watch or phone (ISO time)"), _M),
        Field("asleep_to", "text", _("Asleep to, by a watch or phone (ISO time)"), _M),
        Field("new_weakness", "choice", _("Is something weaker than before (heel, toe, stairs, grip)?"), _E, words=("no", "new", "worse", "not_sure")),  # noqa: E501
        Field("new_numbness", "choice", _("Is a part of you newly numb, or bladder or bowel different?"), _E, words=("no", "new", "worse", "not_sure")),  # noqa: E501
        Field("leg_swollen", "choice", _("Is one leg newly swollen, hot or painful all the time?"), _E, words=("no", "new", "worse", "not_sure")),  # noqa: E501
        Field("note", "text", _("Anything else"), ("evening", "morning", "moment", "clinician")),
    )
}  # fmt: skip
KINDS = ("evening", "morning", "moment", "clinician")
LONGEST_TEXT = 2_000
