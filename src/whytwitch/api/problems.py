"""What went wrong, as one JSON object with the fields that the command line prints (RFC 9457)."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.errors import ValidationError

from whytwitch.errors import FileError, FormatError, InputError, SystemPartError, TooLargeError
from whytwitch.model.base import Frozen

log = logging.getLogger("whytwitch.api")

MEDIA = "application/problem+json"


class Problem(Frozen):
    """One problem.

    Attributes
    ----------
    type : str
        A name for the kind of problem.
    title : str
        The same in words.
    status : int
        The HTTP status.
    detail : str
        One sentence: what, where, what was found, what is allowed, what to do.
    code : int
        The exit code that the command line would leave with (docs/errors.md); 0 for a fault of the request itself,
        70 for a fault of the program.
    what, where, allowed, found, todo : str
        The parts of the sentence; empty when not known.
    """

    type: str
    title: str
    status: int
    detail: str
    code: int
    what: str
    where: str
    allowed: str
    found: str
    todo: str


def respond(problem: Problem) -> HttpResponse:
    """The problem as an answer."""
    body = json.dumps(problem.model_dump(), ensure_ascii=False)
    return HttpResponse(body, status=problem.status, content_type=MEDIA)


def refuse(status: int, what: str, **parts: str) -> HttpResponse:
    """A request that is wrong as a request: method, content type, origin, size, path."""
    error = InputError(what, **parts)
    return respond(
        Problem(
            type="urn:whytwitch:request",
            title="the request is at fault",
            status=status,
            detail=error.sentence(),
            code=0,
            **_parts(error),
        )
    )


def of_input(request: HttpRequest, error: Exception) -> HttpResponse:
    """What was sent is at fault: 422, or 400, 413 and 501 where they say more."""
    del request
    assert isinstance(error, InputError)
    status = 422
    for kind, number in ((TooLargeError, 413), (FileError, 400), (FormatError, 400), (SystemPartError, 501)):
        if isinstance(error, kind):
            status = number
    name = type(error).__name__
    return respond(
        Problem(
            type=f"urn:whytwitch:error:{name}",
            title=name,
            status=status,
            detail=error.sentence(),
            code=error.exit_code,
            **_parts(error),
        )
    )


def of_fields(request: HttpRequest, error: Exception) -> HttpResponse:
    """A field of the request is missing, or of another type: the first one, in the same form."""
    assert isinstance(error, ValidationError)
    first: dict[str, Any] = dict(error.errors[0]) if error.errors else {}
    place = [str(part) for part in first.get("loc", ()) if part not in ("body", "query", "path", "asked", "ask")]
    told = FormatError(str(first.get("msg", "a field is not right")), where=".".join(place))
    response = of_input(request, told)
    return respond(Problem(**{**json.loads(response.content), "status": 422}))


def of_bug(request: HttpRequest, error: Exception) -> HttpResponse:
    """Our fault: one sentence, no traceback, and a log line without a person's data."""
    from whytwitch.web.middleware import place_of

    del request
    log.error("bug in the API: %s", place_of(error))
    return respond(
        Problem(
            type="urn:whytwitch:bug",
            title="fault of the program",
            status=500,
            detail="This is a fault of the program, not of your input; please report it.",
            code=70,
            what="a fault of the program",
            where="",
            allowed="",
            found=type(error).__name__,
            todo="please report it",
        )
    )


def _parts(error: InputError) -> dict[str, str]:
    return {key: str(getattr(error, key)) for key in ("what", "where", "allowed", "found", "todo")}
