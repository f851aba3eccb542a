"""Every number of the knowledge base that moved a cause of this picture, with its interval, tag and source."""

from __future__ import annotations

from dataclasses import dataclass

from whytwitch.knowledge.base import Knowledge
from whytwitch.knowledge.schema import Condition, Number
from whytwitch.language import text as _
from whytwitch.model.picture import Cause
from whytwitch.model.workup import Workup
from whytwitch.report.presenters.common import finding_name
from whytwitch.report.presenters.sources import Sources
from whytwitch.report.words import TAG

#: The words of the ordinal scale.
SCALE = {
    "nearly_always": _("nearly always"),
    "typical": _("typical"),
    "common": _("common"),
    "sometimes": _("sometimes"),
    "uncommon": _("uncommon"),
    "rare": _("rare"),
    "very_rare": _("very rare"),
    "hardly_ever": _("hardly ever"),
}


@dataclass(frozen=True)
class UsedNumber:
    """One number as a row of a table."""

    what: str
    value: str
    tag: str
    verified: str
    sources: tuple[int, ...]
    note: str


def numbers_of(cause: Cause, workup: Workup, knowledge: Knowledge, sources: Sources) -> list[UsedNumber]:
    """The prior of a cause, its risks that hold, and its weights of what was found.

    Parameters
    ----------
    cause : Cause
        Of the picture.
    workup : Workup
        For the setting, which chooses the prior.
    knowledge : Knowledge
        Where the numbers stand.
    sources : Sources
        Numbers are taken from it.

    Returns
    -------
    list of UsedNumber
        The prior first. An ordinal word of the knowledge base stands with the number that it means.
    """
    known = knowledge.conditions.get(cause.id)
    if known is None:
        return []
    prior = known.prior.get(workup.case.setting) or known.prior["self_referred"]
    rows = [_row(_("Prior, before any finding"), prior, knowledge, sources)]
    used = {one.finding for one in (*cause.reasons_for, *cause.against)}
    for number, risk in enumerate(known.risks):
        if f"risk:{cause.id}:{number}" in used:
            if risk.ratio is not None:
                rows.append(_row(_("Odds ratio: %(what)s") % {"what": risk.text}, risk.ratio, knowledge, sources))
            elif risk.adds is not None:
                rows.append(_row(_("Adds: %(what)s") % {"what": risk.text}, risk.adds, knowledge, sources))
    rows += _weights(known, used, knowledge, sources)
    return rows


def _weights(known: Condition, used: set[str], knowledge: Knowledge, sources: Sources) -> list[UsedNumber]:
    rows = []
    for weight in known.findings:
        if weight.finding in used:
            what = _("How often with it: %(what)s") % {"what": finding_name(weight.finding, knowledge)}
            rows.append(_row(what, weight.p, knowledge, sources))
    for band in known.bands:
        if band.finding in used:
            shares = ", ".join(f"{one:.2g}" for one in band.present)
            without = ", ".join(f"{one:.2g}" for one in band.absent)
            verified = _("read") if band.verified else _("not verified")
            rows.append(
                UsedNumber(
                    what=_("Values of %(what)s, by band") % {"what": finding_name(band.finding, knowledge)},
                    value=_("with it %(shares)s; without %(without)s") % {"shares": shares, "without": without},
                    tag=TAG[band.tag],
                    verified=verified,
                    sources=sources.number(band.source),
                    note=band.note,
                )
            )
    return rows


def _row(what: str, given: Number | str | float, knowledge: Knowledge, sources: Sources) -> UsedNumber:
    number = knowledge.number(given)
    word = f" (“{SCALE.get(given, given)}”)" if isinstance(given, str) else ""
    ends = f" ({number.low:.3g}–{number.high:.3g})" if number.low is not None and number.high is not None else ""
    sample = f", n = {number.n}" if number.n else ""
    return UsedNumber(
        what=what,
        value=f"{number.value:.3g}{word}{ends}{sample}",
        tag=TAG[number.tag],
        verified=_("read") if number.verified else _("not verified"),
        sources=sources.number(number.source),
        note=number.note,
    )
