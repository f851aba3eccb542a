"""The blood tests of the knowledge base, loaded from ``data/analytes.yaml`` and converted to SI once.

No medical number stands here. Every factor, interval and limit of the file must carry source, tag and verified, or the
file does not load.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from whytwitch.errors import FormatError, UnknownNameError
from whytwitch.knowledge.analyte import Analyte, Bounds, Cited, Interval, IronRule, Limit, Scale
from whytwitch.knowledge.analyte_names import bag, folded, other_forms, parts_of, plainer_unit
from whytwitch.knowledge.limits import limits_of_rules

FILE = "knowledge/data/analytes.yaml"
TAGS = ("measured", "derived", "expert")


@dataclass(frozen=True)
class Analytes:
    """All blood tests, and how to find one by name, code and unit."""

    by_id: dict[str, Analyte]
    by_name: dict[str, str]
    by_loinc: dict[str, str]
    spellings: dict[str, str]
    of_counts: dict[str, str]
    noise: frozenset[str]
    derived: dict[str, Any]
    iron_rules: tuple[IronRule, ...]
    contradictions: tuple[dict[str, Any], ...] = ()
    by_bag: dict[tuple[str, ...], str] = field(default_factory=dict)
    _seen: dict[str, str | None] = field(default_factory=dict, repr=False)
    _units: dict[str, str | None] = field(default_factory=dict, repr=False)
    _hints: dict[str, str] = field(default_factory=dict, repr=False)

    def find(self, name: str) -> Analyte | None:
        """The test with this id, name or LOINC code, or None."""
        if name not in self._seen:
            if len(self._seen) > 50_000:
                self._seen.clear()
            self._seen[name] = self._find(name) or self._find_otherwise(name[:120])
        known = self._seen[name]
        return self.by_id[known] if known else None

    def _find(self, name: str) -> str | None:
        text = name.strip()
        if text in self.by_id or text in self.by_loinc:
            return text if text in self.by_id else self.by_loinc[text]
        words = plain_name(text).split()
        while words:  # "serum ferritin", "ferritin, serum", "calcium im serum"; never "potassium, urine"
            if " ".join(words) in self.by_name:
                return self.by_name[" ".join(words)]
            words = next(iter(self._cuts(words)), [])
        text = text.replace("[", "(").replace("]", ")")
        if match := re.fullmatch(
            r"([^()]+)\(([^()]+)\)([^()]*)", text
        ):  # "Hb (Hämoglobin)", "HbA1c (%)"; both must agree
            outside, inside = self._find(f"{match[1]} {match[3]}".strip()), match[2].strip()
            agrees = self._find(inside) == outside or plain_name(inside) in self.noise
            if outside and (agrees or self.unit(inside) in self.by_id[outside].units):
                return outside
        return None

    def _find_otherwise(self, name: str) -> str | None:
        """The same test in another order of words, with dots, with two names side by side, or as LOINC's long name."""
        for one in other_forms(name):
            if found := self._find(one) or self._find_otherwise(one):
                return found
        words = tuple(word for word in bag(name) if word not in self.noise or len(word) == 1)
        if len(words) > 1 and (found := self.by_bag.get(words)):
            return found
        parts = parts_of(name)
        if 1 < len(parts) <= 4:
            named = {self._find(one) or ("" if plain_name(one) in self.noise else None) for one in parts} - {""}
            return named.pop() if len(named) == 1 else None
        return None

    def _cuts(self, words: list[str]) -> list[list[str]]:
        cuts = []
        for size in (4, 3, 2, 1):
            if len(words) > size:
                if " ".join(words[-size:]) in self.noise:
                    cuts.append(words[:-size])
                if " ".join(words[:size]) in self.noise:
                    cuts.append(words[size:])
        return cuts

    def get(self, name: str) -> Analyte:
        """The test with this id, name or LOINC code; an error suggests the nearest."""
        found = self.find(name)
        if found is None:
            raise UnknownNameError(
                f"no blood test is called '{name}'",
                allowed="a test of docs/labs.md, or its LOINC code",
                todo=self.suggest(name) or "check the spelling",
            )
        return found

    def suggest(self, name: str) -> str:
        """``did you mean …?``, or an empty string; a name that was asked about once is remembered."""
        plain = plain_name(name)[:80]
        if plain not in self._hints:
            if len(self._hints) > 5_000:
                self._hints.clear()
            self._hints[plain] = self._hint(plain)
        return self._hints[plain]

    def _hint(self, plain: str) -> str:
        alike = [
            one for one in self.by_name if len(one) > 2 and one[0] == plain[:1] and abs(len(one) - len(plain)) < 12
        ]
        close = get_close_matches(plain, alike, n=1, cutoff=0.72)
        if not close:  # "potassium, urine": the first word is known
            close = [word for word in plain.split() if len(word) > 2 and word in self.by_name][:1]
        return f"did you mean '{self.by_name[close[0]]}'?" if close else ""

    def unit(self, text: str) -> str | None:
        """The UCUM code of a unit as people write it, or None."""
        if text not in self._units:
            if len(self._units) > 20_000:
                self._units.clear()
            found = self.spellings.get(plain_unit(text))
            short = len(text) <= 60 and re.search(r"[^\W\d]|%", text)
            self._units[text] = found or (self.spellings.get(plain_unit(plainer_unit(text))) if short else None)
        return self._units[text]

    def unit_of(self, analyte: Analyte, text: str) -> str | None:
        """The same beside this test, where ``G/L`` counts cells and is no mass."""
        code = self.unit(text)
        if code in analyte.units:
            return code
        counted = self.of_counts.get(plain_unit(text)) or self.of_counts.get(plain_unit(plainer_unit(text)))
        return counted if counted in analyte.units else code


def plain_name(text: str) -> str:
    """A test's name without accents, case, punctuation and double blanks."""
    return " ".join(re.sub(r"[^\w+%/.]+", " ", folded(text)).replace("_", " ").split())


def plain_unit(text: str) -> str:
    """A unit without blanks and case, and with every micro sign as ``u``."""
    flat = unicodedata.normalize("NFKC", text.strip().strip("[]()"))  # superscripts become digits, the micro sign a mu
    flat = re.sub(r"\s+", "", flat).casefold().replace("μ", "u").replace("−", "-").replace("·", ".").replace("×", "x")
    flat = re.sub(r"[.*]?(l|dl|ml|ul|mol|h|kg)\^?-1(?![0-9])", r"/\1", flat)  # "umol.l-1" is umol/l
    return flat.removesuffix(".")


@lru_cache(maxsize=1)
def load_analytes() -> Analytes:
    """All blood tests, loaded once.

    Raises
    ------
    FormatError
        When a number lacks its source or tag, or a name or code stands twice.
    """
    from whytwitch.knowledge.files import read_data

    return build_analytes(read_data("analytes.yaml"))


def build_analytes(data: dict[str, Any]) -> Analytes:
    """The same from the parsed file."""
    kinds = _unit_kinds(data["units"])
    spellings: dict[str, str] = {}
    for unit in kinds:
        spellings[plain_unit(unit)] = unit
    for unit, written in data["unit_spellings"].items():
        for one in written:
            if spellings.setdefault(plain_unit(one), unit) != unit:
                raise FormatError(f"the unit '{one}' stands twice", where=FILE)
    by_id = {name: _analyte(name, entry, kinds) for name, entry in data["analytes"].items()}
    by_name: dict[str, str] = {}
    by_loinc: dict[str, str] = {}
    for analyte in by_id.values():
        for one in (analyte.id, analyte.name, *analyte.names):
            if by_name.setdefault(plain_name(one), analyte.id) != analyte.id:
                raise FormatError(f"the name '{one}' stands for two tests", where=FILE)
        for code in analyte.loinc:
            if by_loinc.setdefault(code, analyte.id) != analyte.id:
                raise FormatError(f"the LOINC code {code} stands for two tests", where=FILE)
    bags = Counter(bag(one) for one in {(bag(name), test): name for name, test in by_name.items()}.values())
    return Analytes(
        by_id=by_id,
        by_name=by_name,
        by_bag={bag(name): test for name, test in by_name.items() if bags[bag(name)] == 1},
        by_loinc=by_loinc,
        spellings=spellings,
        of_counts={plain_unit(one): code for one, code in data["unit_spellings_of_counts"].items()},
        noise=frozenset(plain_name(one) for one in data["name_noise"]),
        derived=data["derived"],
        iron_rules=tuple(_iron_rule(entry, by_id) for entry in data["iron_rules"]),
        contradictions=tuple(_contradiction(entry, by_id) for entry in data.get("contradictions", ())),
    )


def cited(entry: dict[str, Any], where: str) -> Cited:
    """Source, tag and verified of an entry; all three must stand there."""
    missing = [key for key in ("source", "tag", "verified") if key not in entry]
    if missing or entry["tag"] not in TAGS:
        raise FormatError(
            f"a number in '{where}' has no {', '.join(missing) or 'valid tag'}",
            where=FILE,
            allowed="source, tag (measured, derived, expert) and verified",
            todo="name its source",
        )
    return Cited(str(entry["source"]), entry["tag"], bool(entry["verified"]), str(entry.get("note", "")))


def number(entry: dict[str, Any], where: str) -> float:
    """The value of a cited number."""
    cited(entry, where)
    return float(entry["value"])


def _unit_kinds(data: dict[str, Any]) -> dict[str, tuple[str, float]]:
    kinds: dict[str, tuple[str, float]] = {}
    for kind, entry in data.items():
        cited(entry, kind)
        for unit, scale in entry["scales"].items():
            kinds[unit] = (kind, float(scale))
    return kinds


def _analyte(name: str, entry: dict[str, Any], kinds: dict[str, tuple[str, float]]) -> Analyte:
    units = _scales(name, entry, kinds)
    cited(entry["plausible"], name)
    return Analyte(
        id=name,
        name=entry["name"],
        finding=entry.get("finding", name),
        loinc=tuple(str(code) for code in entry["loinc"]),
        names=tuple(str(one) for one in entry["names"]),
        si_unit=entry["si_unit"],
        units=units,
        plausible=(float(entry["plausible"]["low"]), float(entry["plausible"]["high"])),
        stale_after_days=int(number(entry["stale_after_days"], name)),
        intervals=tuple(_interval(one, name, units) for one in entry.get("intervals", ())),
        act_now=(*limits_of_rules(entry, name), *(_limit(one, name, units) for one in entry.get("act_now", ()))),
        notes=tuple(entry.get("notes", ())),
        derived_only=bool(entry.get("derived_only", False)),
        antibody=bool(entry.get("antibody", False)),
    )


def _scales(name: str, entry: dict[str, Any], kinds: dict[str, tuple[str, float]]) -> dict[str, Scale]:
    """Factor to the SI unit for every accepted unit, over molar mass, valence or the analyte's own bridge."""
    to_kind, to_scale = kinds[entry["si_unit"]]
    #: (from kind, to kind) → how many base units of the second one base unit of the first is
    bridge: dict[tuple[str, str], float] = {}

    def add(one: str, other: str, value: float) -> None:
        (kind_a, scale_a), (kind_b, scale_b) = kinds[one], kinds[other]
        bridge[kind_a, kind_b] = value * scale_b / scale_a
        bridge[kind_b, kind_a] = scale_a / (value * scale_b)

    if "molar_mass" in entry:
        add("mol/L", "g/L", number(entry["molar_mass"], name))
    if "valence" in entry:
        add("mol/L", "eq/L", number(entry["valence"], name))
    for one in entry.get("bridges", ()):
        add(one["one"], one["equals"], number(one, name))
    scales: dict[str, Scale] = {}
    for unit in entry["units"]:
        if "line" in entry and unit == entry["line"]["from"]:
            slope, offset = (number(entry["line"][key], name) for key in ("slope", "offset"))
            scales[unit] = Scale(1 / slope, offset)
            continue
        kind, scale = kinds[unit]
        if kind != to_kind and (kind, to_kind) not in bridge:
            raise FormatError(f"'{name}' has no factor from {unit} to {entry['si_unit']}", where=FILE)
        scales[unit] = Scale(scale * (1.0 if kind == to_kind else bridge[kind, to_kind]) / to_scale)
    if entry["si_unit"] not in scales:
        raise FormatError(f"'{name}' does not accept its own SI unit", where=FILE)
    scales[entry["si_unit"]] = Scale(1.0)
    return scales


def _si(entry: dict[str, Any], key: str, units: dict[str, Scale]) -> float | None:
    return None if entry.get(key) is None else units[entry["unit"]].to_si(float(entry[key]))


def _interval(entry: dict[str, Any], name: str, units: dict[str, Scale]) -> Interval:
    return Interval(
        low=_si(entry, "low", units),
        high=_si(entry, "high", units),
        cited=cited(entry, name),
        sex=entry.get("sex"),
        age_from=entry.get("age_from"),
        age_below=entry.get("age_below"),
        pregnant=entry.get("pregnant"),
    )


def _bounds(entry: dict[str, Any], units: dict[str, Scale]) -> Bounds:
    return Bounds(**{key: _si(entry, key, units) for key in ("below", "at_most", "above", "at_least")})


def _limit(entry: dict[str, Any], name: str, units: dict[str, Scale]) -> Limit:
    return Limit(
        id=entry["id"],
        level=entry["level"],
        text=entry["text"],
        bounds=_bounds(entry, units),
        cited=cited(entry, name),
        above_times_high=entry.get("above_times_high"),
        only_unadjusted=entry.get("when") == "unadjusted",
    )


def _contradiction(entry: dict[str, Any], by_id: dict[str, Analyte]) -> dict[str, Any]:
    where = f"contradiction of {entry['one']} and {entry['other']}"
    cited(entry, where)
    unknown = [name for name in (entry["one"], entry["other"]) if name not in by_id]
    if unknown or ("ratio" in entry) == ("one_is" in entry):
        raise FormatError(
            f"a {where} is not complete", where=FILE, allowed="known tests, and ratio or one_is, other_is"
        )
    return entry


def _iron_rule(entry: dict[str, Any], by_id: dict[str, Analyte]) -> IronRule:
    def conditions(key: str) -> tuple[tuple[str, Bounds], ...]:
        return tuple((one["test"], _bounds(one, by_id[one["test"]].units)) for one in entry.get(key, ()))

    return IronRule(
        id=entry["id"],
        population=entry["population"],
        text=entry["text"],
        cited=cited(entry, entry["id"]),
        any=conditions("any"),
        all=conditions("all"),
        age_from=entry.get("age_from"),
        age_below=entry.get("age_below"),
    )
