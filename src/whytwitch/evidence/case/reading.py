"""Read a case from a YAML 1.2 or JSON file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from whytwitch.errors import FileError, FormatError, TooLargeError, kind_of
from whytwitch.evidence.case.building import build_case
from whytwitch.evidence.case.places import Place
from whytwitch.model.case import Case

#: How recordings end: people name them where a case belongs.
_RECORDINGS = (".edf", ".bdf", ".rec")
#: A case file is written by a person; anything larger is another kind of file.
LARGEST_BYTES = 5_000_000


def read_case(path: str | Path) -> Case:
    """Read a case file.

    Parameters
    ----------
    path : str or Path
        A ``.yaml``, ``.yml`` or ``.json`` file.

    Returns
    -------
    Case
        The case; relative file names in it are taken from the file's own folder.

    Raises
    ------
    InputError
        With file and line: a file that is missing, broken, or says something that cannot be.
    """
    path = Path(path)
    text = _text(path)
    tree = _json(text, path) if path.suffix.lower() == ".json" else _yaml(text, path)
    if not isinstance(tree, dict):
        raise FormatError(
            "this is no case file",
            where=path.name,
            allowed="a mapping with keys such as person, movements, findings",
            found=kind_of(tree),
            todo="see examples/ for a case to start from",
        )
    if tree.get("resourceType"):
        from whytwitch.evidence.case.fhir import case_content

        tree = case_content(tree, path.name)
    return build_case(Place(tree, path.name, line=1), folder=str(path.parent))


def _text(path: Path) -> str:
    if path.is_dir():
        raise FileError("this is a folder, not a case file", where=str(path), todo="name a file in it")
    if not path.exists():
        near = sorted(other.name for other in path.parent.glob("*.y*ml")) if path.parent.is_dir() else []
        raise FileError(
            "there is no such file",
            where=str(path),
            allowed="a case file (.yaml or .json)",
            found=f"in that folder: {', '.join(near[:5])}" if near else "",
            todo="check the name",
        )
    if path.suffix.lower() in _RECORDINGS:
        raise FileError(
            "this is a recording, not a case file", where=path.name, todo="use 'whytwitch night' for it, or name it under 'nights'"  # noqa: E501
        )  # fmt: skip
    if path.stat().st_size > LARGEST_BYTES:
        raise TooLargeError(
            "this file is too large for a case file",
            where=path.name,
            allowed=f"up to {LARGEST_BYTES // 1_000_000} MB",
            found=f"{path.stat().st_size // 1_000_000} MB",
            todo="recordings belong under 'nights', by file name",
        )
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FileError(f"this file cannot be read ({error.strerror})", where=path.name) from None
    except UnicodeDecodeError as error:
        raise FileError(
            "this is not a text file in UTF-8",
            where=path.name,
            found=f"byte {error.start} is not text",
            todo="save it as UTF-8",
        ) from None
    if not text.strip():
        raise FileError("this file is empty", where=path.name, todo="see examples/ for a case to start from")
    return text


def _yaml(text: str, path: Path) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    yaml = YAML(typ="rt", pure=True)
    yaml.version = "1.2"  # type: ignore[assignment]
    try:
        return yaml.load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = "a key stands twice" if type(error).__name__ == "DuplicateKeyError" else "this is not valid YAML"
        detail = " ".join((error.problem or error.context or "").split())
        raise FormatError(
            what,
            where=f"{path.name}, line {mark.line + 1}" if mark else path.name,
            found=detail[:120],
            todo="correct that line",
        ) from None
    except (YAMLError, ValueError, RecursionError) as error:
        raise FormatError("this is not valid YAML", where=path.name, found=" ".join(str(error).split())[:120]) from None


def _json(text: str, path: Path) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key, value in pairs:
            if key in made:
                raise FormatError("a key stands twice", where=path.name, found=f"'{key}'", todo="keep one of them")
            made[key] = value
        return made

    try:
        return json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        raise FormatError(
            "this is not valid JSON", where=f"{path.name}, line {error.lineno}", found=error.msg
        ) from None
    except RecursionError:
        raise FormatError("this JSON is nested too deeply", where=path.name) from None
