"""The summary of a cohort as one HTML page: for the researcher who ran it, and for a printer."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from whytwitch.report.figures.cohort import agreement_svg, bars_svg


def cohort_html(summary: dict[str, Any]) -> str:
    """Write the page.

    Parameters
    ----------
    summary : dict
        As ``cohort.analysis.summarize`` returns it.

    Returns
    -------
    str
        A whole HTML file that needs nothing else; the same bytes for the same summary.
    """
    from whytwitch.report.page import CSS, _environment

    body = _environment().get_template("cohort.html.jinja").render(page=CohortPage(summary))
    css = CSS.read_text(encoding="utf-8")
    page = _environment().get_template("page.html.jinja")
    return page.render(title="A cohort of nights: whytwitch", css=css, body=body, drawn=None)


class CohortPage:
    """What the template shows.

    Parameters
    ----------
    summary : dict
        As ``cohort.analysis.summarize`` returns it.
    """

    def __init__(self, summary: dict[str, Any]) -> None:
        self.summary = summary

    @property
    def lead(self) -> str:
        """The first sentence."""
        held, quality = self.summary, self.summary["quality"]
        people = f" of {held['people']} people" if held["people"] else ""
        hours = f", {quality['hours_median']:.1f} h long in the middle" if quality["hours_median"] else ""
        return f"{held['nights']} nights{people}{hours}; {held['movements']} rows of movements."

    @cached_property
    def quality(self) -> list[tuple[str, str]]:
        """What to know before the figures are read."""
        held = self.summary["quality"]
        named = {
            "without_stages": "no sleep stages: indices are per hour of recording",
            "one_leg": "one leg only: movements of the other are missing",
            "without_signal": "movements as a person marked them, without a signal",
            "without_index": "no PLMS index could be worked out",
            "with_unscorable": "some time could not be scored",
            "with_warnings": "at least one warning",
        }
        return [(said, f"{held[name]} of {held['nights']}") for name, said in named.items()]

    @property
    def editions(self) -> list[dict[str, str]]:
        """A row for each rule book."""
        rows = []
        for edition, name in (("wasm", "WASM 2016"), ("aasm", "AASM 3")):
            held = self.summary["index"][edition]
            marks = held["quantiles"] or [None] * 5
            rows.append({"name": name, "nights": str(held["nights"]), **dict(zip(
                ("p10", "p25", "p50", "p75", "p90"), (_number(one) for one in marks), strict=True))})  # fmt: skip
        return rows

    @property
    def agreement(self) -> str:
        """The Bland–Altman figures in a sentence; empty when there are none."""
        held = self.summary["agreement"]
        if held["limits"] is None:
            return ""
        low, high = held["limits"]
        return (
            f"AASM 3 counts {_signed(held['bias'])} PLM per hour beside WASM 2016 on average; for 95 % of nights the "
            f"difference lies between {_signed(low)} and {_signed(high)} if differences are spread normally "
            f"({held['nights']} nights)."
        )

    @property
    def night_to_night(self) -> str:
        """How much one person's nights differ; empty with one night each."""
        held = self.summary["night_to_night"]
        if not held["people"]:
            return ""
        return (
            f"{held['people']} people have several nights ({held['nights']:.0f}). Within one person the WASM index has "
            f"a standard deviation of {held['within_person_sd']:.1f} per hour; the middle person spans "
            f"{held['median_span']:.1f} per hour between their nights."
        )

    @property
    def groups(self) -> list[dict[str, str]]:
        """Age and sex, where the cohort gave them."""
        rows = self.summary["by_age_and_sex"]
        if all(row["age_group"] == "not given" and row["sex"] == "not given" for row in rows):
            return []
        return [
            {
                "age": row["age_group"], "sex": row["sex"], "nights": str(row["nights"]), "people": str(row["people"]),
                "wasm": _quartiles(row["wasm_plms_quartiles"]), "aasm": _quartiles(row["aasm_plms_quartiles"]),
            }
            for row in rows
        ]  # fmt: skip

    @property
    def errors(self) -> list[dict[str, Any]]:
        """What went wrong, by kind, with one example each."""
        return self.summary["errors"]  # type: ignore[no-any-return]

    @property
    def figures(self) -> list[tuple[str, str]]:
        """Heading and SVG of each figure that has something to show."""
        held = self.summary
        index = _filled({row["from_per_h"]: row["nights"] for row in held["index"]["wasm"]["histogram"]}, 5)
        hours = [(str(row["hour"]), row["plms_per_h"] or 0.0) for row in held["by_hour"] if row["hour"] <= 14]
        gaps = _filled(
            {row["from_s"]: row["intervals"] for row in held["intervals"] if row["edition"] == "wasm2016"}, 2
        )
        made = [
            ("The two rule books on the same night", agreement_svg(held["agreement"])),
            ("PLMS index by WASM 2016", bars_svg("index", "Nights by PLMS index", index, "PLMS per hour, from")),
            ("Through the night", bars_svg("hours", "PLMS by hour", hours if len(hours) > 2 else [], "hour")),
            ("Onset to onset", bars_svg("intervals", "Intervals between movements", gaps, "seconds, from")),
        ]
        return [(heading, svg) for heading, svg in made if svg]


def _filled(counts: dict[int, float], width: int) -> list[tuple[str, float]]:
    """Bars from the lowest to the highest, the empty ones between them too."""
    if not counts:
        return []
    return [(str(at), counts.get(at, 0)) for at in range(min(counts), max(counts) + 1, width)]


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _quartiles(values: list[float] | None) -> str:
    return "–" if not values or values[1] is None else f"{values[1]:.1f} ({values[0]:.1f} to {values[2]:.1f})"
