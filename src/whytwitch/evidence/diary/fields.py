"""What can be noted: every field of the diary with its kind, its limits and the words it is asked in.

The wording and the 0 to 10 scales are this project's own and not validated. Nothing of a licensed questionnaire is
here;
its total can be kept as the number that a clinician enters. The sleep fields are the facts of a sleep diary's core.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
        Field("twitches", "count", "How many twitches or jerks did you notice today?", _E, high=10_000),
        Field("bother", "scale", "How much did the movements bother you today? 0 not at all, 10 as much as can be", _E),
        Field("urge", "scale", "How strong was the need to move the legs? 0 none, 10 as strong as can be", ("evening", "moment")),  # noqa: E501
        Field("urge_from", "clock", "When did that need begin?", _E),
        Field("rest_minutes", "minutes", "After how many minutes of sitting or lying still did it begin?", _E, high=600),  # noqa: E501
        Field("parts", "many", "Where in the body?", ("evening", "moment"), words=_WHERE),
        Field("cramps", "count", "How many cramps since yesterday evening?", _E, high=200),
        Field("cramp_pain", "scale", "How much did the worst cramp hurt?", _E),
        Field("caffeine", "number", "Cups or cans with caffeine", _E, high=60),
        Field("caffeine_last", "clock", "When was the last one?", _E),
        Field("alcohol", "number", "Alcoholic drinks", _E, high=60),
        Field("exercise", "minutes", "Minutes of exercise", _E, high=1_440),
        Field("exercise_last", "clock", "When did it end?", _E),
        Field("stress", "scale", "How tense was the day? 0 calm, 10 as tense as can be", _E),
        Field("medicines", "medicines", "Medicines taken", _E),
        Field("medicine_wore_off", "clock", "When did the evening's medicine seem to wear off?", _E),
        Field("into_bed", "clock", "When did you get into bed?", _M),
        Field("tried_to_sleep", "clock", "When did you try to sleep?", _M),
        Field("fell_asleep_after", "minutes", "Minutes until you slept", _M, high=1_440),
        Field("awakenings", "count", "How often did you wake up?", _M, high=200),
        Field("awake_minutes", "minutes", "Minutes awake in all, not counting the first and last", _M, high=1_440),
        Field("woke_for_good", "clock", "When did you wake up for the last time?", _M),
        Field("out_of_bed", "clock", "When did you get up?", _M),
        Field("quality", "scale", "How was your sleep? 1 very poor, 5 very good", _M, low=1, high=5),
        Field("rested", "scale", "How rested do you feel? 1 not at all, 5 fully", _M, low=1, high=5),
        Field("naps", "minutes", "Minutes of naps yesterday", _M, high=1_440),
        Field("kicks_seen", "count", "Movements somebody else saw", _M, high=10_000),
        Field("woken_by_legs", "count", "How often did the legs wake you?", _M, high=200),
        Field("what", "choice", "What was it?", _T, words=("twitch", "jerk", "cramp", "urge_to_move", "tremor", "kick", "other")),  # noqa: E501
        Field("side", "choice", "Which side?", _T, words=_SIDE),
        Field("state", "choice", "What were you doing?", _T, words=("moving", "sitting", "lying_awake", "falling_asleep", "asleep")),  # noqa: E501
        Field("seconds", "number", "How many seconds did it last?", _T, high=86_400),
        Field("times", "count", "How many times?", _T, high=10_000),
        Field("pain", "scale", "Pain", _T),
        Field("relief", "choice", "Did moving help?", _T, words=("yes", "no", "not_sure")),
        Field("seen_by", "choice", "Who noticed it?", _T, words=("self", "partner", "parent", "carer", "video")),
        Field("irls_total", "number", "IRLS total, as a clinician scored it", ("clinician",), high=40),
        Field("rls6_total", "number", "RLS-6 total, as a clinician scored it", ("clinician",), high=60),
        Field("ess_total", "number", "Epworth total, as a clinician scored it", ("clinician",), high=24),
        Field("isi_total", "number", "ISI total, as a clinician scored it", ("clinician",), high=28),
        Field("psqi_total", "number", "PSQI total, as a clinician scored it", ("clinician",), high=21),
        Field("sleep_minutes", "minutes", "Minutes of sleep by a watch or phone", _M, high=1_440),
        Field("asleep_from", "text", "Asleep from, by a watch or phone (ISO time)", _M),
        Field("asleep_to", "text", "Asleep to, by a watch or phone (ISO time)", _M),
        Field("new_weakness", "choice", "Is something weaker than before (heel, toe, stairs, grip)?", _E, words=("no", "new", "worse", "not_sure")),  # noqa: E501
        Field("new_numbness", "choice", "Is a part of you newly numb, or bladder or bowel different?", _E, words=("no", "new", "worse", "not_sure")),  # noqa: E501
        Field("leg_swollen", "choice", "Is one leg newly swollen, hot or painful all the time?", _E, words=("no", "new", "worse", "not_sure")),  # noqa: E501
        Field("note", "text", "Anything else", ("evening", "morning", "moment", "clinician")),
    )
}  # fmt: skip
KINDS = ("evening", "morning", "moment", "clinician")
LONGEST_TEXT = 2_000
