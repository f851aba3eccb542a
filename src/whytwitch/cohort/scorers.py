"""This program against each scorer of a night, and each scorer against every other: by movement and by index.

A scorer's movements go through the same rule books as the program's, with that scorer's own sleep stages, breathing
events and arousals. What differs then comes from the movements alone, not from another reading of the rules. How far
scorers are from each other is the measure: a program cannot be expected to agree better with people than they do.

References
----------
Matching of movements at an overlap of 0.2: the comparison on PSG-IPA quoted in rules.md section 3. Limits of agreement:
Bland and Altman 1986, doi 10.1016/S0140-6736(86)90837-8.
"""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from whytwitch.cohort.rated import Rated
from whytwitch.errors import InputError
from whytwitch.evidence.night.agreement import INDICES, compare_nights
from whytwitch.evidence.night.compare import match
from whytwitch.model.night import LegMovement

PROGRAM = "whytwitch"
_LIMIT_SD = 1.96
_ASLEEP = ("N1", "N2", "N3", "R")


def night_against_scorers(night: Rated, options: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Hold this program and the scorers of one night against each other.

    Parameters
    ----------
    night : Rated
    options : mapping, optional
        Options of the scoring, for the program and for the scorers' movements alike.

    Returns
    -------
    dict
        ``name``; ``scorers``: name, movements, hours of sleep, indices; ``pairs``: first (the reference), second,
        ``movements`` (``asleep`` and ``all``: both legs as one, and each leg that both name), ``indices``;
        ``problems``: one sentence for each thing that could not be done.
    """
    problems: list[str] = []
    human: dict[str, dict[str, Any]] = {}
    program: dict[str, dict[str, Any]] = {}
    if not night.scorers:
        problems.append(f"{night.name}: nobody's scoring was found for this recording.")
    for name, path in night.scorers:
        scored = _score(night, path, {**(options or {}), "movements": "human"}, problems)
        if scored is None:
            continue
        if not any(m["origin"] == "human" for m in scored["lms"]):
            problems.append(f"{night.name}, {name}: no leg movement is marked; nothing can be compared.")
            continue
        human[name] = scored
        own = _score(night, path, {**(options or {}), "movements": "auto"}, problems)
        if own is not None and all(m["origin"] == "auto" for m in own["lms"]):
            program[name] = own
        else:
            problems.append(f"{night.name}: the legs could not be scored from the signal; scorers only.")
    pairs = [_pair(name, human[name], PROGRAM, made) for name, made in program.items()]
    pairs += [_pair(a, human[a], b, human[b]) for a, b in itertools.combinations(human, 2)]
    return {
        "name": night.name,
        "scorers": [_about(name, one) for name, one in human.items()],
        "program": [_about(name, one) for name, one in program.items()],
        "pairs": pairs,
        "problems": list(dict.fromkeys(problems)),
    }


def _score(night: Rated, events: Path, options: Mapping[str, Any], problems: list[str]) -> dict[str, Any] | None:
    from whytwitch.evidence.night import score_night

    try:
        return score_night(night.recording, events, options={"stages": "off", "eeg_around": False, **options})
    except InputError as error:
        problems.append(error.sentence())
    except OSError as error:
        problems.append(f"{night.name}: this file cannot be read ({error.strerror}).")
    return None


def _about(name: str, scored: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "movements": sum(m["morphology"] is not False for m in scored["lms"]),
        "tst_h": scored["sleep"]["tst_h"],
        "indices": {
            edition: {index: scored["editions"][edition]["indices"].get(index) for index in names}
            for edition, names in INDICES.items()
        },
        "warnings": list(scored["warnings"]),
    }


def _pair(first: str, a: Mapping[str, Any], second: str, b: Mapping[str, Any]) -> dict[str, Any]:
    held = compare_nights(a, b)
    x, y = _movements(a), _movements(b)
    # each movement by the stages of the reference; without stages everything is looked at
    asleep = [_in_sleep(one, a) for one in (x, y)]
    return {
        "first": first,
        "second": second,
        "movements": {
            "all": f1(_as_one(x), _as_one(y)),
            "asleep": f1(_as_one(asleep[0]), _as_one(asleep[1])) if a["sleep"]["tst_h"] else None,
            "legs": {
                leg: f1([m for m in asleep[0] if m.leg == leg], [m for m in asleep[1] if m.leg == leg])
                for leg in ("left", "right")
                if all(any(m.leg == leg for m in one) for one in (x, y))
            },
        },
        "indices": [
            {k: one[k] for k in ("edition", "index", "first", "second", "difference")} for one in held["indices"]
        ],
    }


def _movements(scored: Mapping[str, Any]) -> list[LegMovement]:
    return [LegMovement(**m) for m in scored["lms"] if m["morphology"] is not False]


def _in_sleep(movements: Sequence[LegMovement], reference: Mapping[str, Any]) -> list[LegMovement]:
    from bisect import bisect_right

    spans = reference["sleep"]["stages"]
    if not spans:
        return list(movements)
    starts = [span["from_s"] for span in spans]

    def stage(at: float) -> str | None:
        i = bisect_right(starts, at) - 1
        return spans[i]["stage"] if i >= 0 and at < spans[i]["to_s"] else None

    return [m for m in movements if stage(m.onset_s) in _ASLEEP]


def _as_one(movements: Sequence[LegMovement]) -> list[LegMovement]:
    """Both legs as one list: what overlaps is one movement, so that scorers who name no leg can be compared."""
    out: list[LegMovement] = []
    for m in sorted(movements, key=lambda one: one.onset_s):
        if out and m.onset_s <= out[-1].offset_s:
            end = max(out[-1].offset_s, m.offset_s)
            out[-1] = out[-1].model_copy(update={"duration_s": end - out[-1].onset_s})
        else:
            out.append(m.model_copy(update={"leg": "unknown"}))
    return out


def f1(a: Sequence[LegMovement], b: Sequence[LegMovement]) -> dict[str, Any]:
    """Agreement on movements of one list.

    Parameters
    ----------
    a, b : sequence of LegMovement
        Reference, and what is held against it.

    Returns
    -------
    dict
        ``first``, ``second`` and ``both`` (counts), ``f1`` (None when neither has a movement), median differences of
        onset and length in seconds.
    """
    pairs = match(a, b)
    return {
        "first": len(a),
        "second": len(b),
        "both": len(pairs),
        "f1": 2 * len(pairs) / (len(a) + len(b)) if a or b else None,
        "onset_s": statistics.median([y.onset_s - x.onset_s for x, y in pairs]) if pairs else None,
        "length_s": statistics.median([y.duration_s - x.duration_s for x, y in pairs]) if pairs else None,
    }


def sum_up(nights: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Say what the nights have in common.

    Parameters
    ----------
    nights : sequence of mapping
        As :func:`night_against_scorers` returns them.

    Returns
    -------
    dict
        ``nights`` and ``compared``; for ``program`` (this program against scorers) and ``people`` (scorers against
        each other): ``f1`` (median, least, most over nights; each night counts once, by the median of its pairs),
        ``indices`` (nights, bias, limits of agreement, by edition and index; each night counts once); ``within``: on
        how many nights, of those with at least two scorers, the program's PLMS index lies inside what they found.
    """
    kinds = {
        "program": [[p for p in one["pairs"] if p["second"] == PROGRAM] for one in nights],
        "people": [[p for p in one["pairs"] if p["second"] != PROGRAM] for one in nights],
    }
    return {
        "nights": len(nights),
        "compared": sum(bool(one["pairs"]) for one in nights),
        **{
            kind: {
                "pairs": sum(len(one) for one in held),
                "f1": _spread([value for one in held if (value := _f1_of(one)) is not None]),
                "indices": _bias(held, absolute=kind == "people"),
            }
            for kind, held in kinds.items()
        },
        "within": {edition: _within(nights, edition) for edition in INDICES},
    }


def _f1_of(pairs: Sequence[Mapping[str, Any]]) -> float | None:
    found = [(p["movements"]["asleep"] or p["movements"]["all"])["f1"] for p in pairs]
    known = [one for one in found if one is not None]
    return statistics.median(known) if known else None


def _spread(values: Sequence[float]) -> dict[str, Any] | None:
    if not values:
        return None
    return {"nights": len(values), "median": statistics.median(values), "least": min(values), "most": max(values)}


def _bias(nights: Sequence[Sequence[Mapping[str, Any]]], *, absolute: bool) -> list[dict[str, Any]]:
    """Bias and limits over nights. Between people no side is the reference, so the size of the difference is taken."""
    out = []
    for edition, names in INDICES.items():
        for index in names:
            by_night = []
            for pairs in nights:
                held = [
                    one["difference"]
                    for pair in pairs
                    for one in pair["indices"]
                    if (one["edition"], one["index"]) == (edition, index) and one["difference"] is not None
                ]
                if held:
                    by_night.append(statistics.median([abs(one) if absolute else one for one in held]))
            mean = statistics.fmean(by_night) if by_night else None
            sd = statistics.stdev(by_night) if len(by_night) > 1 else None
            usable = mean is not None and sd is not None and not absolute
            out.append(
                {
                    "edition": edition, "index": index, "nights": len(by_night),
                    "mean_size" if absolute else "bias": mean,
                    "limits": [mean - _LIMIT_SD * sd, mean + _LIMIT_SD * sd] if usable else None,  # type: ignore[operator]
                }
            )  # fmt: skip
    return out


def _within(nights: Sequence[Mapping[str, Any]], edition: str) -> dict[str, int]:
    inside = total = 0
    for one in nights:
        people = [s["indices"][edition]["plms_per_h"] for s in one["scorers"]]
        ours = [s["indices"][edition]["plms_per_h"] for s in one["program"]]
        people, ours = ([v for v in held if v is not None] for held in (people, ours))
        if len(people) > 1 and ours:
            total += 1
            inside += min(people) <= statistics.median(ours) <= max(people)
    return {"nights": total, "inside": inside}


def as_csv(nights: Sequence[Mapping[str, Any]]) -> str:
    """Write one row for each pair of each night; what is not known is empty.

    Parameters
    ----------
    nights : sequence of mapping
        As :func:`night_against_scorers` returns them.

    Returns
    -------
    str
        CSV; cells that a table program would take for a formula are marked as text.
    """
    import csv
    import io

    out = io.StringIO()
    indices = [(edition, index) for edition, names in INDICES.items() for index in names]
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ["night", "reference", "against", "movements_reference", "movements_against", "matched", "f1", "f1_left",
         "f1_right", "onset_difference_s", "length_difference_s",
         *(f"{edition}_{index}_{side}" for edition, index in indices for side in ("reference", "against"))]
    )  # fmt: skip
    for night in nights:
        for pair in night["pairs"]:
            held, legs = pair["movements"]["asleep"] or pair["movements"]["all"], pair["movements"]["legs"]
            known = {(i["edition"], i["index"]): (i["first"], i["second"]) for i in pair["indices"]}
            row = [
                night["name"],
                pair["first"],
                pair["second"],
                held["first"],
                held["second"],
                held["both"],
                held["f1"],
            ]
            row += [legs.get(leg, {}).get("f1") for leg in ("left", "right")] + [held["onset_s"], held["length_s"]]
            row += [value for one in indices for value in known.get(one, (None, None))]
            writer.writerow([_cell(value) for value in row])
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in "=+-@\t\r":
        return f"'{value}"
    return round(value, 6) if isinstance(value, float) else value
