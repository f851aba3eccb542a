"""What both pages need: lines with sources, blood tests, nights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from whytwitch.knowledge.base import Knowledge
from whytwitch.language import known
from whytwitch.language import text as _
from whytwitch.model.workup import Workup
from whytwitch.report.presenters.sources import Sources
from whytwitch.report.words import readable, short_day

#: Said on every page.
WHAT_THIS_IS_NOT = _(
    "This page helps you and a doctor to think. It is no diagnosis, and no cleared medical device. It only knows what "
    "was entered, and it can be wrong. If you get worse, or you are worried, get help, whatever this page says."
)


@dataclass(frozen=True)
class Line:
    """Words and the numbers of their sources."""

    text: str
    sources: tuple[int, ...] = ()
    extra: str = ""


@dataclass(frozen=True)
class BloodRow:
    """One blood test as a table shows it."""

    name: str
    value: str
    limits: str
    flag: str
    date: str

    @property
    def striking(self) -> bool:
        """Whether the flag is worth bold type."""
        return self.flag not in ("", _FLAG["normal"], _FLAG["unknown"])


_FLAG = {
    "low": _("low"),
    "high": _("high"),
    "normal": _("in range"),
    "critical_low": _("very low: act now"),
    "critical_high": _("very high: act now"),
    "unknown": _("cannot say"),
    "not_understood": _("not understood"),
}


def blood_rows(workup: Workup) -> list[BloodRow]:
    """The rows and derived values of the labs report; else the rows of the case as they stand.

    Parameters
    ----------
    workup : Workup
        With ``labs`` as ``whytwitch labs --json`` prints it.

    Returns
    -------
    list of BloodRow
        In the order of the report.
    """
    report = workup.labs or {}
    rows = [*report.get("results", ()), *report.get("derived", ())]
    if not rows:
        rows = [one.model_dump(mode="json") for one in workup.case.labs]
    return [blood_row(one) for one in rows if isinstance(one, dict)]


def blood_row(row: dict[str, Any]) -> BloodRow:
    """One result or derived value of the labs report, or a row of a case, in words."""
    key, unit_key = ("value", "unit") if "value" in row else ("si_value", "si_unit")
    value = row.get(key)
    shown = (
        f"{value:.{3 if key == 'si_value' else 4}g}"
        if isinstance(value, float | int)
        else _("not readable")
        if value is None
        else str(value)
    )
    unit = readable_unit(str(row.get(unit_key) or ""))
    low, high = row.get("low"), row.get("high")
    general = row.get("interval_from") == "fallback"
    least, most = (_limit(end, general=general) for end in (low, high))
    limits = _("%(low)s to %(high)s") % {"low": least, "high": most} if least and most else ""
    limits = limits or (_("%(low)s or more") % {"low": least} if least else "")
    limits = limits or (_("up to %(high)s") % {"high": most} if most else "")
    flag = str(row.get("flag") or "")
    if flag == "normal" and isinstance(value, str):
        flag = ""  # "normal" is what was told; it need not be said twice
    unit_doubted = any(str(one).startswith("check the unit") for one in row.get("notes") or ())
    doubt = "; " + _("check the unit") if unit_doubted else ""
    return BloodRow(
        name=name_of_test(row),
        value=f"{'' if isinstance(value, str) else row.get('comparator') or ''}{shown} {unit}".strip(),
        limits=limits + (" (" + _("general") + ")" if limits and general else ""),
        flag=_FLAG.get(flag, flag.replace("_", " ")) + doubt,
        date=short_day(row.get("at") or row.get("date")),
    )


def _limit(value: float | None, *, general: bool) -> str:
    """An end of an interval; one of ours was converted, so its last digits mean nothing."""
    if value is None:
        return ""
    return f"{value:.3g}" if general and abs(value) < 1000 else f"{value:.4g}"


def name_of_test(row: dict[str, Any]) -> str:
    """The name of a blood test's row: its own, else the one of the id, else the id in words."""
    from whytwitch.knowledge.analytes import load_analytes

    test = str(row.get("test") or "?")
    entry = load_analytes().find(test)
    if entry is not None and row.get("name") in (None, "", entry.name):
        return known(f"Analyte.{entry.id}.name", entry.name)
    return str(row.get("name") or test.replace("_", " "))


def readable_unit(unit: str) -> str:
    """A unit as a paper shows it: ``µg/L`` for ``ug/L``, ``10⁹/L`` for ``10*9/L``."""
    return "" if unit == "1" else readable(unit)


def finding_name(name: str, knowledge: Knowledge) -> str:
    """A finding's name in words."""
    known = knowledge.findings.get(name)
    return known.name if known else name.replace("_", " ")


def lines(advice: Any, sources: Sources) -> list[Line]:
    """Advice or tests as lines with numbered sources."""
    return [Line(one.text, sources.number(one.source), getattr(one, "strength", "")) for one in advice]


_INDICES = (
    (_("Movements in sleep per hour"), "clm_per_h", "lm_per_h"),
    (_("Periodic movements per hour"), "plms_per_h", "plms_per_h"),
    (_("… without those of breathing"), "plms_nr_per_h", None),
    (_("… with an arousal"), "plms_arousal_per_h", "plms_arousal_per_h"),
    (_("Periodic movements awake per hour"), "plmw_per_h", None),
    (_("Periodicity (PLM/CLM)"), "periodicity_plm_per_clm", None),
    (_("Periodicity (Ferri)"), "periodicity_ferri", None),
)

#: Without sleep stages nothing is known to be in sleep, and the names must not say so.
_AWAKE_TOO = {
    "clm_per_h": _("Movements per hour recorded, asleep or awake"),
    "plms_per_h": _("Periodic ones per hour, asleep or awake"),
}


def night_rows(night: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Both rule books side by side.

    Parameters
    ----------
    night : dict
        As ``whytwitch night --json`` prints it.

    Returns
    -------
    list of (str, str, str)
        Name, WASM 2016, AASM 3. A dash means that the rule book has no such index; *not known* that it could not be
        computed.
    """
    wasm = night["editions"]["wasm2016"]["indices"]
    aasm = night["editions"]["aasm3"]["indices"]
    names = _AWAKE_TOO if wasm.get("denominator") == "recording" else {}
    return [(names.get(one, name), _index(wasm, one), _index(aasm, two)) for name, one, two in _INDICES]


def _index(indices: dict[str, Any], name: str | None) -> str:
    if name is None:
        return "–"
    value = indices.get(name)
    return _("not known") if value is None else f"{value:.2f}" if name.startswith("periodicity") else f"{value:.1f}"


_SIDE = {"left": _("left"), "right": _("right")}
_SOURCE = {"annotations": _("annotations"), "events": _("events"), "yasa": "yasa", "none": _("none")}


def night_facts(night: dict[str, Any]) -> str:
    """Hours, sleep and where the stages came from, in one sentence."""
    sleep = night.get("sleep", {})
    said = [_("%(hours)s h recorded") % {"hours": f"{night['recording']['hours']:.1f}"}]
    if sleep.get("tst_h") is not None:
        asleep = _("%(hours)s h asleep (stages: %(source)s)")
        source = _SOURCE.get(str(sleep.get("source")), str(sleep.get("source", "unknown")))
        said.append(asleep % {"hours": f"{sleep['tst_h']:.1f}", "source": source})
    else:
        said.append(_("sleep not known, so the denominator is the recording"))
    legs = night["recording"].get("legs", ())
    held = [
        f"{_SIDE.get(leg['side'], leg['side'])} {leg['scorable_h']:.1f} h"
        for leg in legs
        if leg.get("scorable_h") is not None
    ]
    if held:
        said.append(_("scorable: %(legs)s") % {"legs": ", ".join(held)})
    return "; ".join(said) + "."


def other_movements_said(night: dict[str, Any]) -> list[str]:
    """One sentence for each other movement of the night that was found, and for each that could not be worked out."""
    found = night.get("other_movements", {})
    shown = []
    for name, one in found.items():
        if one.get("count") is None and one.get("why"):
            title = name.replace("_", " ").replace("rem ", "REM sleep ")
            shown.append(f"{title[:1].upper()}{title[1:]}: not worked out, {one['why']}.")
        elif one.get("count"):
            shown.append(one.get("text", ""))
    return [text for text in shown if text]
