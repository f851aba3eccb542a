"""Every fault that the check of the knowledge base must find, planted one by one; and none in what we ship."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest

from whytwitch.knowledge.check import problems, warnings
from whytwitch.knowledge.files import DATA


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the data files."""
    return shutil.copytree(DATA, tmp_path / "data")


def replaced(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{file.name} no longer holds {old!r}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_what_we_ship_has_no_fault():
    assert problems() == []


PLANTED = {
    "danger rule without reason": (
        "danger/mind.yaml", r"  reason: .*", "  reason: ''", "has no reason"),
    "danger rule with negation": (
        "danger/mind.yaml", r"  when: .*", "  when: {all: [suicidal_thoughts, {no: fever}]}", "uses 'no:'"),
    "danger rule that waits for a danger sign": (
        "danger/mind.yaml", r"  text: Because", "  counted_when_known: [suicidal_thoughts]\n  text: Because",
        "a danger sign always has to be answered"),
    "danger rule without source": (
        "danger/mind.yaml", r"  source: .*\n", "", "has no source"),
    "danger rule with an unknown sign": (
        "danger/mind.yaml", r"suicidal_thoughts\]", "suicidal_thougths]", "did you mean 'suicidal_thoughts'"),
    "danger rule with an unknown medicine": (
        "danger/mind.yaml", r"suicidal_thoughts\]", "{medicine: lithum}]", "did you mean 'lithium'"),
    "danger rule with an unknown known condition": (
        "danger/mind.yaml", r"suicidal_thoughts\]", "{known: diabetis}]", "did you mean 'diabetes'"),
    "danger rule with an unknown movement word": (
        "danger/mind.yaml", r"suicidal_thoughts\]", "{movement: {kind: [twich]}}]", "'kind:twich', which does not"),
    "danger rule with a form that is none": (
        "danger/mind.yaml", r"suicidal_thoughts\]", "{perhaps: fever}]", "that is none"),
    "danger rule with an unknown source": (
        "danger/mind.yaml", r"  source: .*", "  source: nobody1999", "'nobody1999' is named but does not stand there"),
    "danger rule called verified on a source that was not read": (
        "danger/mind.yaml", r"  verified: .*", "  verified: true", "was not read itself"),
    "danger rule whose text gives no reason": (
        "danger/mind.yaml", r"  text: Because you", "  text: You", "does not begin with 'Because'"),
    "danger sign without its concrete words": (
        "findings/danger.yaml", r"  concrete: .*\n", "", "has no 'concrete'"),
    "danger sign asked only if something is denied": (
        "findings/danger.yaml", r"  only_if: .*", "  only_if: {no: fever}", "asked only if something is denied"),
    "number without source": (
        "about.yaml", r"typical: +\{value: 0.80, low: 0.60, high: 0.95, tag: expert, source: project_scale,",
        "typical: {value: 0.80, low: 0.60, high: 0.95, tag: expert,", "has no source"),
    "number without tag": (
        "about.yaml", r"typical: +\{value: 0.80, low: 0.60, high: 0.95, tag: expert,",
        "typical: {value: 0.80, low: 0.60, high: 0.95,", "has no tag"),
    "interval that does not hold its value": (
        "about.yaml", r"typical: +\{value: 0.80, low: 0.60, high: 0.95", "typical: {value: 0.80, low: 0.85, high: 0.95",
        "does not hold the value"),
    "probability above 1": (
        "about.yaml", r"typical: +\{value: 0.80, low: 0.60, high: 0.95", "typical: {value: 1.80, low: 0.60, high: 1.95",
        "probability of 1.8"),
    "row that does not add up": (
        "movements.yaml", r"usual: \{left: 0.22", "usual: {left: 0.32", "adds up to"),
    "word that is not in the row": (
        "movements.yaml", r"usual: \{left: 0.22", "usual: {lefft: 0.22", "names 'lefft' in 'usual'"),
    "field that nobody knows": (
        "known_conditions.yaml", r"asthma: \{name: asthma\}", "asthma: {nane: asthma}", "has no name"),
    "broken YAML": (
        "known_conditions.yaml", r"asthma: \{name: asthma\}", "asthma: {name: asthma", "not valid YAML"),
    "key twice": (
        "known_conditions.yaml", r"autism: \{name: autism\}", "asthma: {name: autism}", "not valid YAML"),
    "limit of a blood test without source": (
        "analytes.yaml", r"stale_after_days: \{value: 180, tag: expert, source: project_judgement,",
        "stale_after_days: {value: 180, tag: expert,", "has no source"),
}  # fmt: skip


@pytest.mark.parametrize("planted", PLANTED)
def test_fault_is_found_with_its_file_and_line(data: Path, planted: str):
    file, old, new, said = PLANTED[planted]
    path = data / file
    text = path.read_text(encoding="utf-8")
    changed, count = re.subn(old, new, text, count=1)
    assert count == 1, f"{file} no longer holds {old}"
    path.write_text(changed, encoding="utf-8")
    found = problems(data)
    assert [one for one in found if said in one], found
    assert [one for one in found if f"knowledge/data/{file}" in one or "data/sources" in one], found


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("group", "group: iron_deficiency", "group: iron_deficency", "did you mean 'iron_deficiency'"),
        ("finding", "finding: ", "finding: not_a_finding_", "which does not exist"),
    ],
)
def test_fault_in_a_condition_is_found(data: Path, file: str, old: str, new: str, said: str):
    path = data / "conditions" / "iron_deficiency.yaml"
    replaced(path, old, new)
    assert [one for one in problems(data) if said in one and "conditions/iron_deficiency.yaml, line" in one]


def test_bands_must_fit_and_add_up(data: Path):
    path = data / "conditions" / "iron_deficiency.yaml"
    text = path.read_text(encoding="utf-8")
    row = re.search(r"present: \[(.*?)\]", text)
    assert row is not None
    path.write_text(text.replace(row[0], "present: [0.5, 0.4]", 1), encoding="utf-8")
    found = " ".join(problems(data))
    assert "adds up to 0.9, not 1" in found
    assert "has 2 parts for" in found


def test_line_points_at_the_entry(data: Path):
    path = data / "danger" / "mind.yaml"
    replaced(path, "  reason:", "  reasons:")
    line = (
        path.read_text(encoding="utf-8")
        .splitlines()
        .index(next(one for one in path.read_text(encoding="utf-8").splitlines() if one.startswith("  reasons:")))
        + 1
    )
    assert [one for one in problems(data) if f"danger/mind.yaml, line {line}:" in one]


def test_same_id_in_two_files_is_a_fault(data: Path):
    shutil.copy(data / "danger" / "mind.yaml", data / "danger" / "spirit.yaml")
    assert [one for one in problems(data) if "stands twice" in one and "danger/mind.yaml" in one]


def test_a_file_that_nothing_reads_is_a_fault(data: Path):
    (data / "forgotten.yaml").write_text("a: 1\n")
    assert [one for one in problems(data) if "nothing reads this file" in one]


def test_unused_and_expired_sources_are_told_apart_from_faults(data: Path):
    (data / "sources" / "more.yaml").write_text("lonely2020: {citation: Lonely 2020, read: primary}\n")
    assert problems(data) == []
    assert [one for one in warnings(data) if "'lonely2020' is not used" in one]
    later = warnings(data, today=dt.date(2099, 1, 1))
    assert [one for one in later if "'project_safety' has expired" in one]
    assert not [one for one in warnings(data, today=dt.date(2026, 11, 22)) if "expired" in one]


def test_a_compiled_file_serves_only_the_bytes_it_was_made_of() -> None:
    from hashlib import sha256

    from whytwitch.knowledge import files

    path = files.DATA / "about.yaml"
    digest = sha256(path.read_bytes()).hexdigest()
    compiled = files.compiled_file("about.yaml", digest)
    assert compiled is None or compiled["version"] == files.parse_yaml(path)["version"]
    assert files.compiled_file("about.yaml", "0" * 64) is None
