"""The house as the tests see it: which rooms there are, which may read which, and what stands in a source file."""

from __future__ import annotations

import ast
import functools
import inspect
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT, missing

SRC = ROOT / "src"
PACKAGE = "whytwitch"

FOUNDATION = {"errors", "memory", "model", "language"}
KNOWING = FOUNDATION | {"knowledge"}
EVIDENCE = {f"evidence.{room}" for room in ("case", "labs", "results", "night", "diary", "sleeplogs")}
SHARED_EVIDENCE = {"evidence.case", "evidence.sleeplogs"}  # the two that other evidence rooms may read
BELOW_PICTURE = KNOWING | {"reasoning", "evidence"} | EVIDENCE
PICTURE = {"picture", "picture.triage", "picture.differential", "picture.interview"}
CARE = {"care", "care.plan", "care.followup"}
BELOW_STORE = BELOW_PICTURE | PICTURE | CARE | {"workup", "report", "cohort"}
TOP = {"store", "web", "api", "cli"}

# Each room and the rooms it may read besides itself: design.md, "Rooms, storey by storey".
MAY_READ: dict[str, set[str]] = {
    "errors": set(),
    "language": set(),
    "memory": set(),
    "model": {"errors"},
    "reasoning": FOUNDATION,
    "knowledge": FOUNDATION,
    **dict.fromkeys(EVIDENCE, KNOWING | SHARED_EVIDENCE),
    "evidence.case": KNOWING | SHARED_EVIDENCE | {"evidence.labs"},  # a unit that does not fit is refused with its line
    "evidence": KNOWING | EVIDENCE,  # what gathers the rooms' findings
    "picture.triage": BELOW_PICTURE - {"reasoning"},  # danger rules know no probability
    "picture.differential": BELOW_PICTURE,
    "picture.interview": BELOW_PICTURE | {"picture.triage", "picture.differential"},
    "picture": BELOW_PICTURE | PICTURE,
    "care.plan": BELOW_PICTURE | PICTURE,
    "care.followup": BELOW_PICTURE | PICTURE,
    "care": BELOW_PICTURE | PICTURE | CARE,
    "workup": BELOW_PICTURE | PICTURE | CARE,
    "report": KNOWING,
    "cohort": KNOWING | {"evidence.night"},
    "__main__": {"cli"},
    "store": BELOW_STORE,
    **dict.fromkeys(("web", "api", "cli"), BELOW_STORE | TOP),
}


@dataclass(frozen=True)
class Import:
    """One imported module, where, and whether it is imported as soon as the file is."""

    module: str
    line: int
    at_once: bool
    for_types_only: bool


@dataclass(frozen=True)
class Source:
    """One file under src/."""

    path: Path

    @property
    def name(self) -> str:
        """Path inside the repository."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def module(self) -> str:
        """Dotted name without the package's own: ``evidence.night.read``."""
        parts = self.path.relative_to(SRC / PACKAGE).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def room(self) -> str:
        """The room it stands in."""
        return room_of(self.module)

    @functools.cached_property
    def text(self) -> str:
        """What stands in it."""
        return self.path.read_text(encoding="utf-8")

    @functools.cached_property
    def tree(self) -> ast.Module:
        """The same, parsed."""
        return ast.parse(self.text, filename=self.name)

    def imports(self) -> list[Import]:
        """All imports, absolute, also those inside functions."""
        return list(_imports(self.tree, self, at_once=True, for_types=False))


def room_of(module: str) -> str:
    """Give the room of a dotted name inside the package: the longest known beginning, else its first word."""
    parts = module.split(".")
    for length in (2, 1):
        if ".".join(parts[:length]) in MAY_READ:
            return ".".join(parts[:length])
    return parts[0]


def sources() -> list[Source]:
    """All source files of the package."""
    return [Source(path) for path in sorted((SRC / PACKAGE).rglob("*.py"))]


def committed_files() -> list[Path]:
    """All files that git keeps."""
    try:
        done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        missing("this is not a git checkout")
    return [path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def _imports(node: ast.AST, source: Source, *, at_once: bool, for_types: bool) -> Iterator[Import]:
    if isinstance(node, ast.Import):
        for name in node.names:
            yield Import(name.name, node.lineno, at_once and not for_types, for_types)
    elif isinstance(node, ast.ImportFrom):
        base = _absolute(node, source)
        for name in node.names:
            yield Import(f"{base}.{name.name}", node.lineno, at_once and not for_types, for_types)
    at_once = at_once and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        for child in node.body:
            yield from _imports(child, source, at_once=at_once, for_types=True)
        children: list[ast.AST] = list(node.orelse)
    else:
        children = list(ast.iter_child_nodes(node))
    for child in children:
        yield from _imports(child, source, at_once=at_once, for_types=for_types)


def _absolute(node: ast.ImportFrom, source: Source) -> str:
    if not node.level:
        return node.module or ""
    here = [PACKAGE, *source.module.split(".")] if source.module else [PACKAGE]
    drop = node.level - (1 if source.path.name == "__init__.py" else 0)
    base = here[: len(here) - drop]
    return ".".join([*base, node.module] if node.module else base)


Documented = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def public_definitions(source: Source) -> Iterator[tuple[str, Documented]]:
    """Public functions, classes and methods of a module, with their dotted names."""

    def walk(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, Documented]]:
        for node in body:
            if isinstance(node, Documented) and not node.name.startswith("_"):
                yield prefix + node.name, node
                if isinstance(node, ast.ClassDef):
                    yield from walk(node.body, f"{prefix}{node.name}.")

    yield from walk(source.tree.body, "")


def signature(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """Parameter names in order, without self and cls; ``*args`` with its stars."""
    given = node.args
    names = [one.arg for one in [*given.posonlyargs, *given.args]]
    names += [f"*{given.vararg.arg}"] if given.vararg else []
    names += [one.arg for one in given.kwonlyargs]
    names += [f"**{given.kwarg.arg}"] if given.kwarg else []
    return [name for name in names if name not in ("self", "cls")]


def made_from(node: ast.ClassDef) -> list[str]:
    """Parameters of a dataclass or model: its annotated public fields, but for those made by itself."""
    fields = [one for one in node.body if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)]
    given = [one for one in fields if "ClassVar" not in ast.unparse(one.annotation)]
    given = [one for one in given if one.value is None or "init=False" not in ast.unparse(one.value)]
    return [one.target.id for one in given if not one.target.id.startswith("_")]


def documented_parameters(docstring: str) -> list[str] | None:
    """Names in the numpydoc section "Parameters", or None when there is no such section."""
    lines = inspect.cleandoc(docstring).splitlines()
    for start, line in enumerate(lines[:-1]):
        if line == "Parameters" and set(lines[start + 1]) == {"-"}:
            break
    else:
        return None
    names: list[str] = []
    for number in range(start + 2, len(lines)):
        line = lines[number]
        if number + 1 < len(lines) and lines[number + 1].startswith("---"):
            break
        if line and not line.startswith(" "):
            head = re.split(r"\s*:\s", line)[0].removesuffix(" :")
            names += [name.strip().replace("\\*", "*") for name in head.split(",")]
    return names
