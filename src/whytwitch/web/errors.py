"""Pages for what went wrong: one clear sentence and a way on."""

from __future__ import annotations

import re
from textwrap import shorten
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from whytwitch.errors import FileError, InputError, SystemPartError, TooLargeError

#: Names under which rooms below read a file that was sent: a temporary one, or its hash.
_READ_UNDER = re.compile(r"(?:tmp\w+\.upload(?:\.\w+)?|upload\.\w+|[0-9a-f]{64}\.\w+)(?=[,:])")


def _page(request: HttpRequest | None, status: int, title: str, text: str) -> HttpResponse:
    return render(request, "error.jinja", {"title": title, "text": text}, status=status)


def input_error(request: HttpRequest, error: InputError) -> HttpResponse:
    """What was given is at fault: 422, or 400, 413 and 507 where they say more."""
    status = 422
    for kind, number in ((TooLargeError, 413), (FileError, 400), (SystemPartError, 507)):
        if isinstance(error, kind):
            status = number
    return _page(request, status, gettext("That did not work"), error.sentence())


def bug(request: HttpRequest | None) -> HttpResponse:
    """Our mistake."""
    return _page(
        request,
        500,
        gettext("Something went wrong on our side"),
        gettext("What you had sent before is kept. Go back and try again; if it happens again, please report it."),
    )


def about_upload(error: InputError, upload: Any) -> str:
    """The sentence about a file that was sent, under the name the person knows it by, not the one it was read under.

    Parameters
    ----------
    error : InputError
        What the room that read it says.
    upload : UploadedFile or None
        The file as it was sent.
    """
    read_under, said = _READ_UNDER.match(error.sentence()), error.sentence()
    if read_under is None or upload is None:
        return said
    return shorten(str(upload.name), width=60, placeholder="…") + said[read_under.end() :]


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is unknown: an old page, or a page that is not ours."""
    del reason
    return _page(
        request,
        403,
        gettext("This page had been open for too long"),
        gettext("What you sent was not taken. Go back, load the page again and send it once more."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No such page, or not yours."""
    del exception
    return _page(
        request,
        404,
        gettext("This page is not here"),
        gettext("The address may be wrong, or what it showed was erased."),
    )


def bad_request(request: HttpRequest | None, exception: Exception | None = None) -> HttpResponse:
    """A request that no page of ours makes."""
    del exception
    return _page(
        request, 400, gettext("That did not work"), gettext("The request could not be read; nothing was stored.")
    )


def too_large(request: HttpRequest | None) -> HttpResponse:
    """More was sent than any page takes."""
    return _page(
        request,
        413,
        gettext("This file is too large"),
        gettext("A recording may have 2 GB. Nothing was stored; go back and choose a smaller file."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's own last resort."""
    return bug(request)
