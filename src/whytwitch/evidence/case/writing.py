"""Write a case, and append to one. What stands in a file is never overwritten: answers are added with their date."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from pathlib import Path
from typing import Any

from whytwitch.errors import SystemPartError
from whytwitch.evidence.case.reading import read_case
from whytwitch.model.case import Age, Case


def case_as_dict(case: Case) -> dict[str, Any]:
    """A case as the plain mapping that a case file holds; what was not said is left out."""
    plain = case.model_dump(mode="json", exclude_defaults=True)
    if case.person.age is not None:
        plain.setdefault("person", {})["age"] = _age(case.person.age)
    for movement in plain.get("movements", []):
        if "since_weeks" in movement:
            movement["since"] = f"{movement.pop('since_weeks'):g} weeks"
    if "medicines" in plain:
        plain["medicines"] = [one["name"] if set(one) == {"name"} else one for one in plain["medicines"]]
    for name, answers in plain.get("findings", {}).items():
        plain["findings"][name] = [one["value"] if set(one) == {"value"} else one for one in answers]
        if len(plain["findings"][name]) == 1:
            plain["findings"][name] = plain["findings"][name][0]
    return plain


def _age(age: Age) -> str | float | int:
    if age.low != age.high:
        return f"{age.low:g}-{age.high:g}"
    if age.low < 2:
        return f"{age.low * 12:.4g} months"
    return int(age.low) if age.low == int(age.low) else age.low


def write_case(case: Case, path: str | Path) -> None:
    """Write a new case file, whole or not at all.

    Parameters
    ----------
    case : Case
        The case.
    path : str or Path
        Where to.

    Raises
    ------
    SystemPartError
        When the folder cannot be written.
    """
    from io import StringIO

    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.default_flow_style = None
    yaml.width = 120
    text = StringIO()
    yaml.dump(case_as_dict(case), text)
    replace_file(Path(path), text.getvalue())


def append_answer(path: str | Path, finding: str, value: str | float, *, at: dt.date, corrects: bool = False) -> Case:
    """Add one answer to a case file; comments and everything already there stay.

    Parameters
    ----------
    path : str or Path
        The case file.
    finding : str
        Id of the finding.
    value : str or float
        The answer.
    at : date
        When it holds.
    corrects : bool
        Whether it corrects an earlier slip, rather than a change in the person.

    Returns
    -------
    Case
        The case as it now is.

    Raises
    ------
    InputError
        When the file or the answer is not right; the file is then as it was.
    """
    from whytwitch.evidence.case.appending import append_to_case

    read_case(path)
    return append_to_case(path, answers={finding: value}, at=at, corrects=corrects)


def replace_file(path: Path, text: str) -> None:
    """Write beside, flush to disk, then rename: a crash leaves the old file or the new one, never half."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except OSError as error:
        raise SystemPartError(
            f"this file cannot be written ({error.strerror})", where=str(path), todo="choose a folder you may write to"
        ) from None
