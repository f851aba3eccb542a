"""What is printed only when the person agreed: answers about worry and mood (safety.md section 6)."""

from __future__ import annotations

from whytwitch.model.workup import Workup

#: The question a person asks about the disease that people who twitch fear most; it is a question, not a score.
ASKED = "worried_about_als"

#: Answers about worry. They are withheld from every page and bundle that leaves the house unless the person agreed.
WORRIES = frozenset({"checks_body_often", "worries_most_days", "calm_does_not_last", "moods_swing_with_it"})


def without_worries(workup: Workup, agreed: bool = False, *, for_others: bool = False) -> Workup:
    """The workup as it may be printed.

    Parameters
    ----------
    workup : Workup
        As drawn.
    agreed : bool
        Whether the person agreed that these answers are printed.
    for_others : bool
        Whether others read the paper or bundle: then the illness that is feared is left out too. The person's own page
        answers what they asked; nobody else's repeats it.

    Returns
    -------
    Workup
        The same, or one without the answers about worry, neither as findings nor as reasons of a cause.
    """
    return workup if agreed else _without(workup, WORRIES | {ASKED} if for_others else WORRIES)


def _without(workup: Workup, names: frozenset[str]) -> Workup:
    causes = tuple(
        cause.model_copy(
            update={
                "reasons_for": tuple(one for one in cause.reasons_for if one.finding not in names),
                "against": tuple(one for one in cause.against if one.finding not in names),
            }
        )
        for cause in workup.picture.causes
    )
    answers = {name: held for name, held in workup.case.findings.items() if name not in names}
    return workup.model_copy(
        update={
            "picture": workup.picture.model_copy(update={"causes": causes}),
            "findings": tuple(one for one in workup.findings if one.id not in names),
            "case": workup.case.model_copy(update={"findings": answers}),
        }
    )
