"""Which of two labels is the measure and which is what it is compared with."""

from __future__ import annotations

import re

#: Labels that mean "as without it", in the order in which one beats another.
_WITHOUT = re.compile(
    r"(?i)^(control|ctrl|comparison|placebo|sham|baseline|usual|as usual|before|off|none|no|without|not|false|f|n|a|0|c|"  # noqa: E501
    r"pre|reference|standard|nothing|(?:no|without|off|not|non|un)[ _-].*|.*[ _-](?:off|no|without|control|placebo))$"
)
_WITH = re.compile(
    r"(?i)^(treatment|treated|treat|active|intervention|measure|on|with|yes|true|y|t|b|1|x|post|after|during|test|"
    r"experiment|experimental|try|(?:with|on)[ _-].*|.*[ _-](?:on|yes|with))$"
)


def tell_apart(
    labels: tuple[str, ...], measure: str | None = None, comparison: str | None = None
) -> tuple[str, str, str]:
    """Name the measure and the comparison.

    Parameters
    ----------
    labels : tuple of str
        The one or two labels in the order of their first day.
    measure, comparison : str, optional
        What the protocol says.

    Returns
    -------
    (str, str, str)
        The measure, the comparison, and a sentence when it had to be assumed.

    Notes
    -----
    Without a protocol a label such as ``off``, ``without``, ``no caffeine``, ``usual``, ``A`` or ``0`` is the
    comparison;
    else ``on``, ``with``, ``B`` or ``1`` is the measure; else the arm that came first is the comparison.
    """
    first, second = (*labels, "", "")[:2]
    if measure in labels and measure:
        other = second if measure == first else first
        return measure, other, ""
    if comparison in labels and comparison:
        other = second if comparison == first else first
        return other, comparison, ""
    without = [bool(_WITHOUT.match(one)) for one in (first, second)]
    with_it = [bool(_WITH.match(one)) for one in (first, second)]
    if without[0] != without[1]:
        return (second, first, "") if without[0] else (first, second, "")
    if with_it[0] != with_it[1]:
        return (first, second, "") if with_it[0] else (second, first, "")
    if len(labels) < 2:
        return second, first, ""
    return second, first, f"Nobody said which arm is the measure: '{second}' is taken as it, compared with '{first}'."
