"""Every error a person may see, and the exit code a script may rely on.

The tree::

    WhytwitchError
    ├── InputError               10   the input is at fault; one sentence, never a traceback
    │   ├── FileError            11   missing, unreadable, empty, or of another type than it says
    │   ├── FormatError          12   broken inside: YAML, CSV, EDF header, JSON
    │   ├── UnknownNameError     13   an id that the knowledge base does not know (nearest one suggested)
    │   ├── UnitError            14   a unit that does not fit, or is missing where it must not be
    │   ├── ImpossibleValueError 15   a value that no person or recording can have
    │   ├── ContradictionError   16   two answers that cannot both be true
    │   ├── NotScorableError     17   a recording that is whole, but cannot show what was asked
    │   ├── TooLargeError        18   more than this program takes on
    │   └── SystemPartError      19   something this computer lacks (a library, a folder one may write to)
    └── (anything else)          70   our bug

Usage errors (a wrong option) leave with 2, as the command-line library has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

EXIT_USAGE = 2
EXIT_BUG = 70


class WhytwitchError(Exception):
    """Base of every error this package raises on purpose."""

    exit_code: ClassVar[int] = EXIT_BUG


class InputError(WhytwitchError):
    """The input is at fault.

    Parameters
    ----------
    what : str
        What is wrong, in plain words, without a full stop.
    where : str, optional
        File, line, channel or field.
    allowed : str, optional
        What would have been accepted.
    found : str, optional
        What stood there. Never a person's name: readers strip those first.
    todo : str, optional
        What to do about it.

    Notes
    -----
    ``str(error)`` is one sentence made of the parts that are known; ``as_dict`` is the object that
    ``--json`` prints on standard error.
    """

    exit_code: ClassVar[int] = 10

    def __init__(self, what: str, *, where: str = "", allowed: str = "", found: str = "", todo: str = "") -> None:
        self.what = what
        self.where = where
        self.allowed = allowed
        self.found = found
        self.todo = todo
        super().__init__(self.sentence())

    def sentence(self) -> str:
        """One line: what, where, what was found, what is allowed, what to do."""
        parts = [f"{self.where}: {self.what}" if self.where else self.what[:1].upper() + self.what[1:]]
        if self.found:
            parts.append(f"found {self.found}")
        if self.allowed:
            parts.append(f"allowed: {self.allowed}")
        if self.todo:
            parts.append(self.todo)
        said = " ".join("; ".join(parts).split())
        return said if said.endswith((".", "!", "?", ":")) else said + "."

    def as_dict(self) -> dict[str, str | int]:
        """The same, for machines."""
        return {
            "error": type(self).__name__,
            "exit_code": self.exit_code,
            "what": self.what,
            "where": self.where,
            "allowed": self.allowed,
            "found": self.found,
            "todo": self.todo,
            "sentence": self.sentence(),
        }


class FileError(InputError):
    """A file is missing, unreadable, empty, or not of the type it claims."""

    exit_code: ClassVar[int] = 11


class FormatError(InputError):
    """A file was opened, but what stands in it is broken."""

    exit_code: ClassVar[int] = 12


class UnknownNameError(InputError):
    """An id, channel or test that nobody knows; the nearest known one is suggested."""

    exit_code: ClassVar[int] = 13


class UnitError(InputError):
    """A unit is missing, unknown, or measures something else."""

    exit_code: ClassVar[int] = 14


class ImpossibleValueError(InputError):
    """A value that no person or recording can have."""

    exit_code: ClassVar[int] = 15


class ContradictionError(InputError):
    """Two answers that cannot both be true."""

    exit_code: ClassVar[int] = 16


class NotScorableError(InputError):
    """A recording is whole, but cannot show what was asked of it."""

    exit_code: ClassVar[int] = 17


class TooLargeError(InputError):
    """More data than this program takes on, said before it is read."""

    exit_code: ClassVar[int] = 18


class SystemPartError(InputError):
    """This computer lacks a part: a system library, or a folder that can be written."""

    exit_code: ClassVar[int] = 19


def kind_of(value: object) -> str:
    """What a value read from a file is, in plain words: ``a list``, ``text``, ``a number``."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes or no"
    if isinstance(value, Mapping):
        return "names and values"
    if isinstance(value, list | tuple | set):
        return "a list"
    if isinstance(value, int | float):
        return "a number"
    return "text" if isinstance(value, str) else "something else"


#: What a type check refused (its code) → our words; a check of our own speaks for itself.
_REFUSED = {
    "missing": "it is missing",
    "extra_forbidden": "this name is not known",
    "greater_than_equal": "at least {ge}",
    "greater_than": "more than {gt}",
    "less_than_equal": "at most {le}",
    "less_than": "less than {lt}",
    "literal_error": "{expected}",
    "enum": "{expected}",
    "string_too_long": "at most {max_length} letters",
    "string_too_short": "at least {min_length} letters",
    "too_long": "at most {max_length} of them",
    "too_short": "at least {min_length} of them",
}
#: The same by the first word of the code.
_WANTED = {
    "date": "a date such as 2026-11-22", "datetime": "a date and time such as 2026-11-22T22:10",
    "time": "a time such as 22:10", "timezone": "a time with its time zone", "int": "a whole number",
    "float": "a number", "finite": "a number", "decimal": "a number", "bool": "true or false", "string": "text",
    "list": "a list", "tuple": "a list", "dict": "names and values", "mapping": "names and values",
    "model": "names and values", "uuid": "an id such as whytwitch prints", "url": "an address",
}  # fmt: skip


def refusal(problem: Mapping[str, Any]) -> str:
    """Say in our own words what a type check wants.

    Parameters
    ----------
    problem : Mapping
        One of ``ValidationError.errors()`` of pydantic: ``type``, ``msg``, ``ctx``.

    Returns
    -------
    str
        What would be right, such as ``a whole number``; what a check of our own said, when it was one.
    """
    code, context = str(problem["type"]), dict(problem.get("ctx") or {})
    if code in ("value_error", "assertion_error"):
        return str(context.get("error") or str(problem["msg"]).partition(", ")[2])
    if code in _REFUSED:
        return _REFUSED[code].format_map(context)
    return _WANTED.get(code.partition("_")[0], "another kind of value")


def nearest(name: str, known: object, *, count: int = 3) -> str:
    """Suggest known names close to a misspelt one.

    Parameters
    ----------
    name : str
        What was written.
    known : iterable of str
        What could have been meant.
    count : int
        At most this many suggestions.

    Returns
    -------
    str
        ``"did you mean 'a' or 'b'?"``, or an empty string when nothing is close.
    """
    from difflib import get_close_matches

    close = get_close_matches(name, list(known), n=count, cutoff=0.5)  # type: ignore[call-overload]
    if not close:
        return ""
    return "did you mean " + " or ".join(f"'{one}'" for one in close) + "?"
