"""A movement in sentences that a person can read out: the labels of the vocabulary, put as one says them."""

from __future__ import annotations

from collections.abc import Mapping

from whytwitch.knowledge.base import Knowledge
from whytwitch.language import count as ngettext
from whytwitch.language import text as _

_WEEKS_A_MONTH = 52.18 / 12
_WEEKS_A_YEAR = 52.18
#: Places of which there are two: one of them, both.
_PAIRS = {
    "leg": (_("leg"), _("legs")),
    "thigh": (_("thigh"), _("thighs")),
    "calf": (_("calf"), _("calves")),
    "foot": (_("foot"), _("feet")),
    "hand": (_("hand"), _("hands")),
    "arm": (_("arm"), _("arms")),
    "shoulder": (_("shoulder"), _("shoulders")),
    "eyelid": (_("eyelid"), _("eyelids")),
}
#: Places without a side of their own.
_PLACES = {
    "whole_body": _("in the whole body"),
    "several_places": _("in different places, wandering"),
}
_OFTEN = {
    "once": _("It came once."),
    "now_and_then": _("It comes now and then."),
    "weekly": _("It comes on some days of the week."),
    "nightly": _("It comes on most nights."),
    "daily": _("It comes every day."),
    "all_day": _("It comes all day long."),
}
_SAID = {
    "lasts": {
        "split_second": _("One lasts less than a second."),
        "seconds": _("One lasts some seconds."),
        "minutes": _("One lasts minutes."),
        "hours": _("One lasts hours."),
        "constant": _("It never stops."),
    },
    "rhythm": {
        "single": _("Each comes alone."),
        "irregular": _("There is no rhythm."),
        "periodic": _("It comes again and again, every 20 to 40 seconds."),
        "rhythmic": _("It is regular and quick."),
        "continuous": _("It ripples without a pause."),
    },
    "pain": {
        "no": _("It does not hurt."),
        "mild": _("It is uncomfortable."),
        "yes": _("It hurts."),
        "severe": _("It hurts badly."),
    },
    "relieved_by": {
        "moving": _("Moving or walking about eases it."),
        "stretching": _("Stretching or standing on it eases it."),
        "position": _("Changing position once eases it."),
        "rest": _("Rest eases it."),
        "holding": _("Holding or touching it eases it."),
        "warmth": _("Warmth or massage eases it."),
        "breathing": _("Breathing slowly eases it."),
        "sleep": _("It stops in sleep."),
        "nothing": _("Nothing eases it."),
    },
    "suppressible": {
        "yes": _("It can be held back for a moment, but then the need grows."),
        "no": _("It cannot be held back."),
    },
    "seen_by": {
        "self": "",  # the ordinary case
        "partner": _("Somebody who sleeps or lives with the person notices it."),
        "clinician": _("A doctor or nurse has seen it."),
        "felt_only": _("It is felt but cannot be seen."),
    },
}


def where(given: Mapping[str, str], knowledge: Knowledge) -> str:
    """``in the left calf``, ``in both legs``, ``face, right side``; empty when it was not said.

    Parameters
    ----------
    given : mapping of str to str
        Attribute → word.
    knowledge : Knowledge
        The vocabulary.
    """
    site, side = given.get("site"), given.get("side") or ""
    if site is None:
        return {"left": _("on the left side"), "right": _("on the right side"), "both": _("on both sides")}.get(
            side, ""
        )
    if site in _PLACES:
        return _PLACES[site]
    one, many = _PAIRS.get(site, (knowledge.movements["site"].words.get(site, site), ""))
    if many:
        said = {
            "left": _("in the left %(part)s"),
            "right": _("in the right %(part)s"),
            "both": _("in both %(parts)s"),
            "changing": _("now in one %(part)s, now in the other"),
        }.get(side, _("in the %(part)s"))
    else:
        said = {
            "left": _("%(part)s, left side"),
            "right": _("%(part)s, right side"),
            "both": _("%(part)s, both sides"),
            "changing": _("%(part)s, now on one side, now on the other"),
            "middle": _("%(part)s, in the middle"),
        }.get(side, "%(part)s")
    return said % {"part": one, "parts": many}


def in_sentences(given: Mapping[str, str], knowledge: Knowledge, weeks: float | None, *, kind: bool = True) -> str:
    """What was said about a movement, as sentences.

    Parameters
    ----------
    given : mapping of str to str
        Attribute → word.
    knowledge : Knowledge
        The vocabulary; a word that has no sentence here stands with its label.
    weeks : float or None
        How long it has been there.
    kind : bool
        Whether the kind begins the first sentence, with a small letter; without it, there is a capital.
    """
    first = [knowledge.movements["kind"].words.get(given["kind"], given["kind"])] if kind else []
    first += [where(given, knowledge), "" if weeks is None else _("for %(time)s") % {"time": how_long(weeks)}]
    said = [", ".join(part for part in first if part)]
    said = [said[0] + "."] if said[0] else []
    if said and not kind:
        said[0] = said[0][:1].upper() + said[0][1:]
    if when := given.get("when"):
        words = knowledge.movements["when"].words.get(when, when)
        one = _("%(when)s.") if when == "waking" else _("It comes %(when)s.")
        said.append(one % {"when": words[:1].upper() + words[1:] if when == "waking" else words})
    if often := given.get("often"):
        said.append(_OFTEN.get(often) or _labelled("often", often, knowledge))
    for attribute, sentences in _SAID.items():
        if word := given.get(attribute):
            said.append(sentences[word] if word in sentences else _labelled(attribute, word, knowledge))
    return " ".join(part for part in said if part)


def _labelled(attribute: str, word: str, knowledge: Knowledge) -> str:
    vocabulary = knowledge.movements[attribute]
    return f"{vocabulary.label[:1].upper()}{vocabulary.label[1:]}: {vocabulary.words.get(word, word)}."


def how_long(weeks: float) -> str:
    """A length of time as people say it.

    Parameters
    ----------
    weeks : float
        In weeks.

    Returns
    -------
    str
        ``5 days``, ``3 weeks``, ``about 7 months``, ``about 3 years``.
    """
    if weeks < 2:
        days = round(weeks * 7)
        return _("less than a day") if days < 1 else ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    if weeks < 10:
        return _("%(weeks)d weeks") % {"weeks": round(weeks)}
    if weeks < 2 * _WEEKS_A_YEAR:
        return _("about %(months)d months") % {"months": round(weeks / _WEEKS_A_MONTH)}
    return _("about %(years)d years") % {"years": round(weeks / _WEEKS_A_YEAR)}
