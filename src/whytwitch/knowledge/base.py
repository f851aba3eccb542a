"""The loaded knowledge base."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from pydantic import ValidationError

from whytwitch.errors import FormatError, UnknownNameError, nearest, refusal
from whytwitch.knowledge.files import data_hash, read_data, read_folder
from whytwitch.knowledge.schema import (
    Claim,
    Condition,
    DangerRule,
    Finding,
    FindingWeight,
    KnownCondition,
    Measure,
    MedicineClass,
    Number,
    Source,
    Test,
    Vocabulary,
)
from whytwitch.knowledge.translating import translated
from whytwitch.model.base import Frozen
from whytwitch.model.picture import KnowledgeStamp

Entry = TypeVar("Entry", bound=Frozen)


@dataclass(frozen=True)
class Knowledge:
    """Everything the data files hold, by id.

    Attributes
    ----------
    scale : dict of str to Number
        The ordinal words (``typical``, ``rare`` …) and what they stand for.
    settings : dict of str to Number
        The few numbers of the reasoning that are medical judgement (``about.yaml``).
    """

    version: str
    date: dt.date
    scale: dict[str, Number]
    settings: dict[str, Number]
    sources: dict[str, Source]
    findings: dict[str, Finding]
    movements: dict[str, Vocabulary]
    conditions: dict[str, Condition]
    known_conditions: dict[str, KnownCondition]
    rules: dict[str, DangerRule]
    tests: dict[str, Test]
    measures: dict[str, Measure]
    medicines: dict[str, MedicineClass]
    claims: dict[str, Claim]
    countries: dict[str, dict[str, str]]

    @property
    def stamp(self) -> KnowledgeStamp:
        """Version, hash and date: stored with every picture."""
        return KnowledgeStamp(version=self.version, hash=data_hash()[:16], date=self.date)

    @cached_property
    def weights_by_finding(self) -> dict[str, dict[str, float]]:
        """For each finding, P(finding | condition alone) of every condition that brings it along."""
        found: dict[str, dict[str, float]] = {}
        for condition in self.conditions.values():
            for weight in condition.findings:
                found.setdefault(weight.finding, {})[condition.id] = self.probability(weight.p)
        return found

    @cached_property
    def finding_weights(self) -> dict[str, dict[str, FindingWeight]]:
        """The same with text and source, as the condition has it."""
        found: dict[str, dict[str, FindingWeight]] = {}
        for condition in self.conditions.values():
            for weight in condition.findings:
                found.setdefault(weight.finding, {})[condition.id] = weight
        return found

    @cached_property
    def risks_by_finding(self) -> dict[str, tuple[tuple[str, int], ...]]:
        """For each finding that a risk reads, the conditions and the places of those risks in their lists."""
        from whytwitch.knowledge.expressions import names

        found: dict[str, dict[tuple[str, int], None]] = {}
        for condition in self.conditions.values():
            for number, risk in enumerate(condition.risks):
                for kind, name in names(risk.when):
                    if kind == "finding":
                        found.setdefault(name, {})[condition.id, number] = None
        return {name: tuple(places) for name, places in found.items()}

    @cached_property
    def risks_listed(self) -> tuple[tuple[str, int, Any, frozenset[str] | None], ...]:
        """Condition, place in its list, expression, and the answers it reads (None: more than answers) of each risk."""
        from whytwitch.knowledge.expressions import answers_read

        return tuple(
            (name, number, risk.when, answers_read(risk.when))
            for name, condition in self.conditions.items()
            for number, risk in enumerate(condition.risks)
        )

    @cached_property
    def answers_read(self) -> dict[tuple[str, int], frozenset[str] | None]:
        """By condition and place of a risk, the answers that it reads, where it reads nothing else."""
        return {(name, number): read for name, number, _, read in self.risks_listed}

    @cached_property
    def worked_out(self) -> dict[str, dict[Any, Any]]:
        """What rooms have worked out from these data alone and want again, by what it is: kept as long as the data."""
        return {}

    def number(self, value: Number | str | float) -> Number:
        """A number as it stands, or what an ordinal word stands for."""
        if isinstance(value, Number):
            return value
        if isinstance(value, str):
            return self.scale[value]
        return self.scale["by_hand"].model_copy(update={"value": float(value), "low": None, "high": None})

    def probability(self, value: Number | str | float) -> float:
        """The same, as a bare probability."""
        if isinstance(value, str):
            return self.scale[value].value
        return value.value if isinstance(value, Number) else float(value)

    def condition(self, name: str) -> Condition:
        """One condition, or an error that suggests the nearest."""
        return _known("condition", name, self.conditions)

    def finding(self, name: str) -> Finding:
        """One finding, or an error that suggests the nearest."""
        return _known("finding", name, self.findings)

    def danger_signs(self) -> list[Finding]:
        """The danger signs, in the order of the files."""
        return list(self._danger_signs)

    @cached_property
    def _danger_signs(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings.values() if finding.kind == "danger")


def _known(what: str, name: str, table: dict[str, Entry]) -> Entry:
    if name not in table:
        raise UnknownNameError(
            f"no {what} is called '{name}'",
            allowed="ids of the knowledge base",
            todo=nearest(name, table) or "see 'whytwitch knowledge show'",
        )
    return table[name]


def _entries(kind: type[Entry], content: dict[str, Any], file: str) -> dict[str, Entry]:
    made: dict[str, Entry] = {}
    has_id = "id" in kind.model_fields
    for name, original in content.items():
        fields = translated(f"{kind.__name__}.{name}", original)
        try:
            made[name] = kind.model_validate({"id": name, **fields} if has_id else fields)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            raise FormatError(
                f"the entry '{name}' is not right at '{place}': {refusal(first)}",
                where=f"knowledge/data/{file}",
                todo="see knowledge/schema.py",
            ) from None
        except TypeError:
            raise FormatError(f"the entry '{name}' is not a mapping", where=f"knowledge/data/{file}") from None
    return made


def entries_of(kind: type[Entry], file: str) -> dict[str, Entry]:
    """The entries of one data file, by id."""
    return _entries(kind, read_data(file), file)


def _folder(kind: type[Entry], folder: str) -> dict[str, Entry]:
    made: dict[str, Entry] = {}
    for file, content in read_folder(folder).items():
        for name, entry in _entries(kind, content or {}, file).items():
            if name in made:
                raise FormatError(f"the id '{name}' stands twice", where=f"knowledge/data/{file}")
            made[name] = entry
    return made


@lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    """The knowledge base, loaded once.

    Returns
    -------
    Knowledge
        All entries.

    Raises
    ------
    FormatError
        When an entry does not fit the schema; ids across files are checked by ``whytwitch knowledge check``.
    """
    about = read_data("about.yaml")
    return Knowledge(
        version=str(about["version"]),
        date=dt.date.fromisoformat(str(about["date"])),
        settings=_entries(Number, about["settings"], "about.yaml"),
        scale=_entries(Number, about["scale"], "about.yaml"),
        sources=_folder(Source, "sources"),
        findings=_folder(Finding, "findings"),
        movements=_entries(Vocabulary, read_data("movements.yaml"), "movements.yaml"),
        conditions=_folder(Condition, "conditions"),
        known_conditions=_entries(KnownCondition, read_data("known_conditions.yaml"), "known_conditions.yaml"),
        rules=_folder(DangerRule, "danger"),
        tests=_entries(Test, read_data("tests.yaml"), "tests.yaml"),
        measures=_folder(Measure, "measures"),
        medicines=_entries(MedicineClass, read_data("medicines.yaml"), "medicines.yaml"),
        claims=_entries(Claim, read_data("claims.yaml"), "claims.yaml"),
        countries=translated("Country", read_data("countries.yaml")),
    )
