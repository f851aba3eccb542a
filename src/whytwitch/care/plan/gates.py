"""Whether a piece of advice may be given to this person."""

from __future__ import annotations

from whytwitch.knowledge.expressions import Truth, evaluate
from whytwitch.knowledge.facts import Facts
from whytwitch.knowledge.schema import Measure


def allowed(measure: Measure, facts: Facts) -> bool:
    """Whether both gates of a measure let it through.

    Parameters
    ----------
    measure : Measure
        With ``only_if``, ``never_if`` and ``gate_unknown``.
    facts : Facts
        The person.

    Returns
    -------
    bool
        False when ``only_if`` does not hold, or when ``never_if`` holds **or is answered with doubt**. A gate about
        which nothing is known lets the measure through only when ``gate_unknown`` is ``show``.
    """
    return _only_if(measure, facts) and _never_if(measure, facts)


def _only_if(measure: Measure, facts: Facts) -> bool:
    if measure.only_if is None:
        return True
    truth = evaluate(measure.only_if, facts)
    return truth is Truth.YES if measure.gate_unknown == "hold" else truth is not Truth.NO


def _never_if(measure: Measure, facts: Facts) -> bool:
    if measure.never_if is None:
        return True
    truth = evaluate(measure.never_if, facts)
    return truth is Truth.NO or (truth is Truth.UNKNOWN and measure.gate_unknown == "show")
