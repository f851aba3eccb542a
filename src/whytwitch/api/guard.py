"""What every request passes before it reaches an operation: origin, method, content type, size, well-formed JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from ninja.parser import Parser

from whytwitch.api.problems import refuse

#: A case, blood tests or a list of events; recordings go as files.
LARGEST_JSON = 5_000_000
DEEPEST = 60

View = Callable[..., HttpResponseBase]


def guarded(view: View) -> View:
    """Let only requests through that a program on this machine, or our own page, can have made.

    Parameters
    ----------
    view : callable
        A view of the API.

    Returns
    -------
    callable
        The same behind the checks. A page of another site can neither send JSON here without a preflight, which
        nobody answers, nor hide its ``Origin``.

    References
    ----------
    OWASP ASVS 5.0, 3.5.1 to 3.5.3.
    """

    @wraps(view)
    def checked(request: HttpRequest, *parts: Any, **named: Any) -> HttpResponseBase:
        return _refused(request) or _translated(view(request, *parts, **named), request)

    checked.csrf_exempt = True  # type: ignore[attr-defined]
    return checked


def _refused(request: HttpRequest) -> HttpResponse | None:
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc.lower() != request.META.get("HTTP_HOST", "").lower():
        return refuse(403, "this program answers no page of another site", found="another origin")
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        return refuse(403, "this program answers no page of another site", found="a cross-site request")
    if request.method != "POST" or request.content_type == "multipart/form-data":
        return None
    if request.content_type != "application/json":
        return refuse(415, "another content type is wanted", allowed="application/json")
    return _read(request)


def _read(request: HttpRequest) -> HttpResponse | None:
    content = request.read(LARGEST_JSON + 1)
    if len(content) > LARGEST_JSON:
        return refuse(413, "the request is too large", allowed=f"{LARGEST_JSON} bytes", todo="send recordings as files")
    request._body = content  # what Django would have read itself, with a limit of our own
    try:
        made = json.loads(content, object_pairs_hook=_once, parse_constant=_no_constant)
        _shallow(made)
    except RecursionError:
        return refuse(400, "this JSON is nested too deeply", allowed=f"{DEEPEST} levels")
    except UnicodeDecodeError:
        return refuse(400, "this is not text in UTF-8")
    except ValueError as error:
        line = getattr(error, "lineno", None)
        said = getattr(error, "msg", None) or str(error)
        return refuse(400, "this is not valid JSON", where=f"line {line}" if line else "", found=str(said)[:120])
    request.whytwitch_json = made  # type: ignore[attr-defined]
    return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key stands twice")
    return made


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number in JSON")


def _shallow(value: Any, depth: int = 0) -> None:
    if depth > DEEPEST:
        raise RecursionError
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            _shallow(one, depth + 1)
    elif isinstance(value, str) and "\x00" in value:
        raise ValueError("a text holds a null character")
    elif isinstance(value, str):
        value.encode()  # a lone surrogate is no text: UnicodeEncodeError is a ValueError


def _translated(response: HttpResponseBase, request: HttpRequest) -> HttpResponseBase:
    if response.status_code != 405:
        return response
    allowed = response.headers.get("Allow", "")
    made = refuse(405, "this address takes another method", allowed=allowed, found=str(request.method))
    made.headers["Allow"] = allowed
    return made


class ReadBefore(Parser):
    """Hands the operation what :func:`guarded` has read and checked."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        return request.whytwitch_json  # type: ignore[attr-defined,no-any-return]
