"""When to come back sooner: the warning signs that matter for this person's causes."""

from __future__ import annotations

from whytwitch.knowledge.schema import Condition


def come_back_if(conditions: list[Condition]) -> list[str]:
    """Warning signs in plain words with how soon, likeliest cause first, nothing twice.

    Parameters
    ----------
    conditions : list of Condition
        The plausible ones; their ``page.when_to_worry`` says it.

    Returns
    -------
    list of str
        Whole sentences.
    """
    return list(dict.fromkeys(one.page.when_to_worry for one in conditions if one.page.when_to_worry))
