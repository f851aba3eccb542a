"""What nobody may try on themselves with this program, and what only those may for whom it is safe."""

from __future__ import annotations

import re
from typing import Any

from whytwitch.errors import ContradictionError
from whytwitch.knowledge.expressions import Truth, evaluate
from whytwitch.knowledge.facts import Facts

_CLOT = {"any": ["calf_pain_lasting_one_side", "calf_sore_between_cramps", "one_leg_swollen", "leg_purple_or_hugely_swollen",  # noqa: E501
                 "clot_risk", {"known": "dvt_before"}]}  # fmt: skip
_KIDNEY = {"any": [{"known": "chronic_kidney_disease"}, {"known": "dialysis"}, {"medicine": "acei_arb"},
                   {"medicine": "potassium_sparing"}, {"medicine": "potassium_raiser"}]}  # fmt: skip
_NUMB = {"any": ["numb_feet", {"known": "peripheral_neuropathy"}, {"known": "diabetes"}, {"known": "arterial_disease"}]}
_DEPENDENT = {"any": ["shakes_without_alcohol", {"known": "alcohol_dependence"}, "sedative_or_alcohol_stopped"]}

#: Words of a measure → why never.
NEVER = {
    r"quinine|tonic water": "quinine can stop the blood clotting and disturb the heart",
    r"\biron\b|ferrous|ferric": "iron needs a ferritin value and a doctor, and harms those who have enough",
    r"alcohol (?:every|each|before|at) |more alcohol|night ?cap": "more alcohol is not a thing to try",
    r"sleep(?:ing)? (?:less|deprivation)|stay(?:ing)? awake": "going without sleep brings on jerks and fits",
    r"\bfast(?:ing)?\b|no food|hyperventilat": "this can itself cause twitching and harm",
    r"cannabis|thc|cocaine|mdma|opium|kratom|nitrous|nicotine pouch": "a drug is not a thing to try",
    r"\b(?:medicines?|medication|drugs?|prescri\w+|doses?|patch(?:es)?|sleeping (?:pills?|tablets?))\b":
        "a medicine is never switched on and off as a trial; talk to the prescriber",
    r"\b(?:tablets?|pills?|capsules?|tabs|insulin|injections?|inhalers?)\b|"
    r"\b(?:skip|stop|taper|halve|half|leave out|come off|wean off|miss)\w*(?: (?:of|off|taking|using))? (?:my|his|her) "
    r"(?!coffee|tea|cola|caffeine|alcohol|beer|wine|smok|snack|lunch|dinner|nap)":
        "this may be a medicine; one is never left out as a trial: talk to the prescriber",
}  # fmt: skip
#: The one class of substances that may be left out as a trial: it stands in drinks.
CAFFEINE = "caffeine"
#: What is taken without a prescription as often as with one; what it must not meet stands in ONLY_IF_NOT.
SUPPLEMENTS = frozenset({"magnesium", "multivitamin", "vitamin D", "folic acid"})
#: Words of a measure → what must be known to be "no" (docs: safety rules, gates on advice), and why.
ONLY_IF_NOT: dict[str, tuple[Any, str]] = {
    r"magnesium|potassium|salt substitute|electrolyte": (_KIDNEY, "weak kidneys or blood pressure medicines"),
    r"alcohol|beer|wine|spirits|drinking less": (_DEPENDENT, "being used to alcohol: stopping suddenly can kill"),
    r"massage|rub|foam roll|compress|stocking|pneumatic|vibrat": (_CLOT, "a clot in the leg"),
    r"compress|stocking|pneumatic": ({"known": "arterial_disease"}, "narrow leg arteries"),
    r"heat|hot|warm|bath|sauna|pad": (_NUMB, "numb feet, which do not feel a burn"),
    r"fluid|water|drink more|hydrat": (
        {"any": [{"known": "heart_failure"}, {"known": "dialysis"}]},
        "a weak heart or dialysis",
    ),
    r"exercise|run|sport|gym|squat|cycl|train": (
        {"any": ["chest_pain", "breathless_at_rest", "calf_pain_lasting_one_side", "one_leg_swollen", "dark_urine"]},
        "chest pain, breathlessness, a clot or dark urine",
    ),
    r"calcium|vitamin d\b": ({"any": [{"known": "chronic_kidney_disease"}, {"known": "dialysis"}]}, "weak kidneys"),
}


def refuse_if_forbidden(measure: str, facts: Facts | None) -> None:
    """Refuse a measure that must not be tried.

    Parameters
    ----------
    measure : str
        What is to be tried, in own words.
    facts : Facts or None
        The person. Without them every gate counts as unknown, and holds.

    Raises
    ------
    ContradictionError
        With the reason. There is no way around it: a clinician's trial is a clinician's.
    """
    from whytwitch.knowledge.medicine_names import classes_named, find_medicine

    words = measure.lower()
    for pattern, why in NEVER.items():
        if re.search(pattern, words):
            raise ContradictionError("this cannot be tried here", found=repr(measure), todo=why)
    named = [match for match in find_medicine(measure) if match.generic not in SUPPLEMENTS]
    found = {name for match in named for name in match.classes} | set(classes_named(measure))
    if found - {CAFFEINE}:
        raise ContradictionError(
            "a medicine is never switched on and off here", found=repr(measure),
            todo="talk to whoever prescribed it; note it in the diary and compare before with after",
        )  # fmt: skip
    for pattern, (gate, why) in ONLY_IF_NOT.items():
        if not re.search(rf"\b(?:{pattern})", words):
            continue
        truth = Truth.UNKNOWN if facts is None else evaluate(gate, facts)
        if truth is not Truth.NO:
            state = "is told" if truth is Truth.YES else "is not known to be absent"
            raise ContradictionError(
                "this cannot be tried", found=f"{measure!r}; {why}: {state}",
                todo="ask a doctor first" if truth is Truth.YES else "answer the safety questions and give the case with --case",  # noqa: E501
            )  # fmt: skip
