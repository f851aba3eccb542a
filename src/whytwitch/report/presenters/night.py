"""One scored night as a page shows it: both rule books side by side, and what must be known before believing them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from whytwitch.knowledge.nights import Normal, normals
from whytwitch.report.figures import night_svg
from whytwitch.report.presenters.common import night_facts, night_rows
from whytwitch.report.words import readable

Row = tuple[str, ...]

_GROUPS = (("W", "Awake"), ("N1", "N1"), ("N2", "N2"), ("N3", "N3"), ("R", "REM"), ("NREM", "N1 to N3"))
_LEGS = (("left", "Left only"), ("right", "Right only"), ("both", "Both together"), ("unknown", "Leg not named"))
_COUNTS = (
    ("clm", "Candidate movements (CLM) in sleep", "lm"),
    ("plms", "Periodic movements in sleep (PLMS)", "plms"),
    ("plms_nr", "PLMS without those of breathing", None),
    ("plms_arousal", "PLMS with an arousal", "plms_arousal"),
    ("plmw", "Periodic movements awake", None),
    ("clm_respiratory", "CLM at breathing events", None),
    ("short_interval", "Intervals under 10 s", None),
    ("isolated", "CLM outside any series", None),
    ("not_clm", "Movements too long or too manifold to be CLM", None),
)
_AWAKE_TOO = {
    "clm": "Candidate movements (CLM), asleep or awake",
    "plms": "Periodic movements, asleep or awake",
    "plms_nr": "Periodic movements without those of breathing",
    "plms_arousal": "Periodic movements with an arousal",
}
_OPTIONS = {
    "short_interval_start": ("a movement that came too soon may start a series", "it may not"),
    "morphology": ("the shape rule of WASM 2016 is applied", "no shape rule"),
    "aasm_morphology": ("the shape rule of WASM 2016 is applied", "no shape rule"),
}


class NightPage:
    """What the page of one night says.

    Parameters
    ----------
    night : mapping
        As ``whytwitch night --json`` prints it.
    """

    def __init__(self, night: Mapping[str, Any]) -> None:
        self.night = dict(night)
        self.wasm = night["editions"]["wasm2016"]["indices"]
        self.aasm = night["editions"]["aasm3"]["indices"]

    @property
    def title(self) -> str:
        """When it was, as far as the file says."""
        start = self.night["recording"]["start"]
        return f"Night of {readable(start[:10])}, from {start[11:16]}" if start else "A night; its date is not known"

    @property
    def facts(self) -> str:
        """Hours, sleep, legs."""
        return night_facts(self.night)

    @property
    def scorable(self) -> bool:
        """Whether there is a count at all."""
        return self.wasm["counts"]["clm"] is not None

    @property
    def per_hour_of(self) -> str:
        """What the indices are divided by."""
        return "sleep" if self.wasm["denominator"] == "sleep" else "recording (no sleep stages)"

    @property
    def rows(self) -> list[Row]:
        """Indices: name, WASM 2016, AASM 3."""
        return [tuple(row) for row in night_rows(self.night)]

    @property
    def counts(self) -> list[Row]:
        """What the indices were made of: name, WASM 2016, AASM 3."""
        wasm, aasm = self.wasm["counts"], self.aasm["counts"]
        awake_too = self.wasm["denominator"] == "recording"
        return [
            (_AWAKE_TOO.get(w, name) if awake_too else name, _shown(wasm.get(w)),
             "–" if a is None else _shown(aasm.get(a)))
            for w, name, a in _COUNTS
        ]  # fmt: skip

    @property
    def stages(self) -> list[Row]:
        """By stage: name, hours, WASM movements, PLM and PLM per hour, AASM PLM per hour."""
        wasm, aasm = self.wasm.get("by_stage") or {}, self.aasm.get("by_stage") or {}
        return [
            (name, f"{wasm[key]['hours']:.2f}", str(wasm[key]["clm"]), str(wasm[key]["plm"]),
             _rate(wasm[key]["plm_per_h"]), "–" if key == "W" else _rate(aasm.get(key, {}).get("plm_per_h")))
            for key, name in _GROUPS
            if key in wasm
        ]  # fmt: skip

    @property
    def legs(self) -> list[Row]:
        """By leg: name, WASM movements and PLMS, AASM movements and PLMS."""
        wasm, aasm = self.wasm.get("by_leg") or {}, self.aasm.get("by_leg") or {}
        return [
            (name, *(_shown(side.get(key, {}).get(what)) for side, what in
                     ((wasm, "clm"), (wasm, "plms"), (aasm, "lm"), (aasm, "plms"))))
            for key, name in _LEGS
            if key in wasm or key in aasm
        ]  # fmt: skip

    @property
    def legs_caption(self) -> str:
        """What the table of legs counts."""
        return "By leg, asleep or awake" if self.wasm["denominator"] == "recording" else "By leg, in sleep"

    @property
    def intervals(self) -> str:
        """The intervals of 10 to 90 s in a sentence."""
        held = self.wasm.get("ln_imi") or {}
        if not held.get("n"):
            return ""
        text = f"{held['n']} intervals of 10 to 90 s; their geometric mean is {held['geometric_mean_s']:.1f} s"
        text += f" (mean of ln seconds {held['mean']:.3f}"
        return text + (f", standard deviation {held['sd']:.3f})." if held.get("sd") is not None else ").")

    @property
    def durations(self) -> str:
        """How long movements lasted."""
        held = self.wasm.get("mean_duration_s") or {}
        if held.get("clm") is None:
            return ""
        plms = "" if held.get("plms") is None else f"; a periodic one {held['plms']:.1f} s"
        where = "" if self.wasm["denominator"] == "recording" else " in sleep"
        return f"A movement{where} lasted {held['clm']:.1f} s on average{plms}."

    @property
    def why(self) -> list[str]:
        """Why the two rule books differ."""
        return list(self.night["why_they_differ"])

    @property
    def warnings(self) -> list[str]:
        """What to know before believing it."""
        return list(self.night["warnings"])

    @property
    def unscorable(self) -> list[Row]:
        """Stretches nobody could score: leg, from, to, why; many short ones of one kind are summed up."""
        spans = self.night["unscorable"]
        if len(spans) <= _SPANS_SHOWN:
            return [(s["leg"], self.clock(s["from_s"]), self.clock(s["to_s"]), s["why"]) for s in spans]
        groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for s in spans:
            groups.setdefault((s["leg"], s["why"]), []).append(s)
        return [
            (leg, self.clock(of[0]["from_s"]), self.clock(of[-1]["to_s"]),
             f"{why} ({len(of)} stretches, {sum(s['to_s'] - s['from_s'] for s in of) / 60:.0f} min together)")
            for (leg, why), of in groups.items()
        ]  # fmt: skip

    def clock(self, seconds: float) -> str:
        """Time of day, or hours and minutes from the start."""
        from datetime import datetime, timedelta

        start = self.night["recording"]["start"]
        if start:
            return f"{datetime.fromisoformat(start) + timedelta(seconds=seconds):%H:%M:%S}"
        whole = round(seconds)
        return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d} h"

    @property
    def channels(self) -> list[Row]:
        """The legs as recorded: label, side, rate, unit and step, scorable hours."""
        return [
            (leg["label"], leg["side"], f"{leg['rate_hz']:g} Hz", f"{leg['unit'] or 'unit not known'}"
             + (f", steps of {leg['step_uv']:.2g} µV" if leg["step_uv"] else ""), f"{leg['scorable_h']:.2f} h")
            for leg in self.night["recording"]["legs"]
        ]  # fmt: skip

    @property
    def options(self) -> list[str]:
        """Choices that the rule books leave open, as they were made here."""
        out = []
        for key, name in (("wasm2016", "WASM 2016"), ("aasm3", "AASM 3")):
            for option, value in self.night["editions"][key]["options"].items():
                words = _OPTIONS.get(option)
                said = words[0 if value else 1] if words and isinstance(value, bool) else str(value).replace("_", " ")
                out.append(f"{name}, {option.replace('_', ' ')}: {said}.")
        return out

    @cached_property
    def normals(self) -> tuple[Normal, ...]:
        """Numbers of healthy people and of definitions, with sources."""
        return normals()

    @property
    def figure(self) -> str:
        """The night on one sheet."""
        return night_svg(self.night, "wt-night-1")

    @property
    def scoring(self) -> str:
        """Who or what made this scoring."""
        note = self.night["scoring"]
        by = f"{note['by']['name']} {note['by']['version'] or ''}".strip()
        parent = f", made from scoring {note['parent']}" if note["parent"] else ""
        return f"Scoring {note['id']} by {by}{parent}; recording {self.night['recording']['id'][:23]}…"


_SPANS_SHOWN = 24


def _shown(value: Any) -> str:
    return "not known" if value is None else str(value)


def _rate(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"
