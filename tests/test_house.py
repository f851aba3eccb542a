"""The house rules that a machine can check: who reads whom, how long, how documented, how quick."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
import tomllib

import pytest
from tests.conftest import ROOT, missing
from tests.house import (
    MAY_READ,
    PACKAGE,
    Source,
    committed_files,
    documented_parameters,
    made_from,
    public_definitions,
    room_of,
    signature,
    sources,
)

from whytwitch import errors

SOURCES = sources()
each_source = pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)

KNOW_DJANGO = {"store", "web", "api", "cli"}
ONLY_INSIDE_FUNCTIONS = {
    "yasa", "statsmodels", "weasyprint", "dask", "distributed", "duckdb", "pyarrow", "pandas", "fhir", "pint",
    "ucumvert", "ruptures", "mne", "matplotlib", "numba", "pdfplumber", "psycopg", "pyrage", "tsdownsample",
}  # fmt: skip
NOT_AT_RUN_TIME = {"pytest", "hypothesis", "syrupy", "playwright", "pyagrum", "pyAgrum", "pgmpy", "psgscoring",
                   "lunapi", "pikepdf", "schemathesis", "reportlab", "fpdf", "icalendar", "babel"}  # fmt: skip

LONGEST = 400
LONGER_FOR_A_REASON: dict[str, str] = {}  # path in the repository -> why it may be longer

KERNELS = "reasoning/kernel"  # files made of numba and imported inside a function only


# ---------------------------------------------------------------- who reads whom


@each_source
def test_rooms_read_only_what_stands_below_them(source: Source):
    if not source.module:
        return  # the public face hands through, lazily
    assert source.room in MAY_READ, f"{source.name} stands in no room of design.md"
    allowed = MAY_READ[source.room] | {source.room}
    wrong = []
    for one in source.imports():
        if one.module.split(".")[0] != PACKAGE:
            continue
        target = one.module.removeprefix(PACKAGE).removeprefix(".")
        if target in ("", "__version__") or room_of(target) in allowed:
            continue
        wrong.append(f"{source.name}:{one.line} reads {room_of(target)}, which {source.room} may not")
    assert not wrong, "\n".join(wrong)


@each_source
def test_only_the_top_storey_knows_django(source: Source):
    if source.room not in KNOW_DJANGO:
        lines = [one.line for one in source.imports() if one.module.split(".")[0] in ("django", "ninja")]
        assert not lines, f"{source.name} imports Django in lines {lines}"


@each_source
def test_heavy_packages_are_imported_inside_functions(source: Source):
    at_once = [one for one in source.imports() if one.at_once]
    heavy = [(one.line, one.module) for one in at_once if _top(one.module) in ONLY_INSIDE_FUNCTIONS]
    if KERNELS in source.name:  # itself imported inside a function, where numba is wanted
        assert heavy == [(heavy[0][0], "numba.njit")]
        return
    assert not heavy, f"{source.name} imports at once: {heavy}"


@each_source
def test_packages_for_tests_are_not_imported(source: Source):
    wrong = [(one.line, one.module) for one in source.imports() if _top(one.module) in NOT_AT_RUN_TIME]
    assert not wrong, f"{source.name} imports {wrong}"


def test_every_imported_package_is_declared():
    """At once: in requirements/run.in. Inside a function: there, or in one of the extras."""
    from importlib.metadata import packages_distributions

    homes = {name: {_plain(dist) for dist in dists} for name, dists in packages_distributions().items()}
    run = {_plain(line) for line in (ROOT / "requirements/run.in").read_text().splitlines() if line[:1].isalpha()}
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    optional = {_plain(line) for lines in extras.values() for line in lines}
    wrong = []
    for source in SOURCES:
        for one in source.imports():
            name = _top(one.module)
            if name in sys.stdlib_module_names or name in (PACKAGE, "__future__"):
                continue
            allowed = run if one.at_once and KERNELS not in source.name else run | optional
            here = homes.get(name, set()) | {_plain(name), _plain(one.module.rsplit(".", 1)[0])}
            if not here & allowed:
                wrong.append(f"{source.name}:{one.line} {one.module}")
    assert not wrong, "not in requirements/run.in (nor, inside functions, in an extra):\n" + "\n".join(wrong)


@each_source
def test_reasoning_has_no_medical_word(source: Source):
    if source.room != "reasoning":
        return
    words = re.compile(r"(?i)(?:^|_)(?:legs?|disease|symptom|patient|diagnos\w*|ferritin|medicine|urgency)(?:$|_)")
    names = {node.id for node in ast.walk(source.tree) if isinstance(node, ast.Name)}
    names |= {node.arg for node in ast.walk(source.tree) if isinstance(node, ast.arg)}
    names |= {node.name for node in ast.walk(source.tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    assert not {name for name in names if words.search(name)}


# ---------------------------------------------------------------- what stands in the files


@each_source
def test_files_are_short(source: Source):
    lines = len(source.text.splitlines())
    assert lines <= LONGEST or source.name in LONGER_FOR_A_REASON, f"{source.name} has {lines} lines, at most {LONGEST}"


def test_named_exceptions_are_still_needed():
    long = {source.name for source in SOURCES if len(source.text.splitlines()) > LONGEST}
    assert set(LONGER_FOR_A_REASON) <= long
    assert all(LONGER_FOR_A_REASON.values())


@each_source
def test_nothing_is_left_for_later(source: Source):
    found = re.findall(r"\b(?:TODO|FIXME|NotImplementedError)\b", source.text)
    assert not found, f"{source.name}: {found}"


def test_no_machine_path_and_no_registry_host_in_committed_files():
    path = re.compile(r"(?<![\w.:/~-])/(?:work|root)/\w")
    hosts = ["pypi" + ".org", "python" + "hosted", "npmjs" + ".", "deb.debian" + ".org", "registry." + "yarnpkg"]
    wrong = []
    for file in committed_files():
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a recording
        for number, line in enumerate(text.splitlines(), 1):
            if path.search(line) or any(host in line for host in hosts):
                wrong.append(f"{file.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert not wrong, "\n".join(wrong)


# ---------------------------------------------------------------- how it is documented


@each_source
def test_public_things_have_a_docstring(source: Source):
    if "migrations" in source.path.parts:
        return
    assert ast.get_docstring(source.tree) or not source.text.strip(), f"{source.name} does not say what it is for"
    known_to_the_framework = source.room in ("store", "web", "api")
    bare = []
    for name, node in public_definitions(source):
        inside_a_class = "." in name
        if name.endswith("Meta") or (inside_a_class and known_to_the_framework):
            continue  # Django's own names
        if not ast.get_docstring(node):
            bare.append(f"{source.name}:{node.lineno} {name}")
    assert not bare, "without a docstring:\n" + "\n".join(bare)


@each_source
def test_docstring_parameters_equal_the_signature(source: Source):
    wrong = []
    for name, node in public_definitions(source):
        documented = documented_parameters(ast.get_docstring(node) or "")
        if documented is None:
            continue
        if isinstance(node, ast.ClassDef):
            makers = [one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"]
            actual = signature(makers[0]) if makers else made_from(node)
        else:
            actual = signature(node)
        if documented != actual:
            wrong.append(f"{source.name}:{node.lineno} {name}: documented {documented}, actual {actual}")
    assert not wrong, "\n".join(wrong)


def test_the_checker_of_docstrings_sees_a_difference():
    text = "Do.\n\nParameters\n----------\nfirst, second : int\n    Two.\n*rest\n    More.\n\nReturns\n-------\nint"
    assert documented_parameters(text) == ["first", "second", "*rest"]
    assert documented_parameters("Do.") is None


def _error_classes() -> list[type[errors.WhytwitchError]]:
    found = [errors.WhytwitchError]
    for one in found:
        found += one.__subclasses__()
    return [one for one in found if one.__module__ == errors.__name__]


@pytest.mark.parametrize("error", _error_classes(), ids=lambda error: error.__name__)
def test_every_error_is_documented_with_its_exit_code(error: type[errors.WhytwitchError]):
    assert error.__doc__
    page = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    if error is errors.WhytwitchError:
        assert error.__name__ in errors.__doc__
        return
    assert re.search(rf"\b{error.__name__}\s+{error.exit_code}\b", errors.__doc__), "not in the tree of errors.py"
    assert re.search(rf"(?m)^\| {error.exit_code} \| `{error.__name__}` \|", page), "not in docs/errors.md"
    assert 10 <= error.exit_code <= 19


def test_every_exit_code_belongs_to_one_error():
    codes = [error.exit_code for error in _error_classes()[1:]]
    assert len(codes) == len(set(codes))


# ---------------------------------------------------------------- how quick it is

_HELP = """
import sys, resource
sys.argv = ["whytwitch", "--help"]
from whytwitch.cli import main
try:
    code = main()
except SystemExit as stop:
    code = stop.code
used = resource.getrusage(resource.RUSAGE_SELF)
loaded = [name for name in ("django", "numpy", "scipy", "pandas", "pint", "yasa") if name in sys.modules]
print(f"{code or 0};{used.ru_utime + used.ru_stime};{','.join(loaded)}", file=sys.stderr)
"""


def test_help_is_quick_and_light():
    """``whytwitch --help`` loads neither Django nor NumPy nor SciPy, and takes under 0.5 s of processor time."""
    if importlib.util.find_spec("whytwitch.cli") is None:
        missing("whytwitch.cli does not exist yet")
    seconds = []
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", _HELP], capture_output=True, text=True, check=True)
        code, used, loaded = done.stderr.strip().splitlines()[-1].split(";")
        assert code == "0"
        assert "Usage" in done.stdout
        assert not loaded, f"--help loads {loaded}"
        seconds.append(float(used))
    assert min(seconds) < 0.5


def _top(module: str) -> str:
    return module.split(".")[0]


def _plain(name: str) -> str:
    """A distribution's name as the index compares it, without its version."""
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=!~; \[]", name)[0]).lower()
