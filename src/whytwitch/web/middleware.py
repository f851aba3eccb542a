"""What every request passes through: host check, security headers, plain errors, the local household."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect

from whytwitch.errors import ContradictionError, InputError

log = logging.getLogger("whytwitch.web")

Handler = Callable[[HttpRequest], HttpResponse]

#: No inline script or style, nothing from elsewhere, no framing.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


#: Headers of every answer.
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
}


def secured(response: HttpResponse, path: str) -> HttpResponse:
    """An answer with the headers of every answer; what is no style sheet or script is never stored by the browser."""
    for name, value in HEADERS.items():
        response.headers[name] = value
    if not path.startswith(settings.STATIC_URL):
        response.headers["Cache-Control"] = "no-store"
    return response


class HostGuard:
    """Answer only requests that name this machine and our port: a page that rebinds its DNS name gets nothing.

    References
    ----------
    OWASP ASVS 5.0, 4.4.2 and 3.5.1.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        allowed = {f"{name}:{settings.PORT}" for name in settings.ALLOWED_HOSTS}
        if settings.PORT == 80:
            allowed |= set(settings.ALLOWED_HOSTS)
        if request.META.get("HTTP_HOST", "").lower() not in allowed:
            log.warning("refused a request that named another host")
            return HttpResponse(
                f"This program answers only at http://127.0.0.1:{settings.PORT}/\n",
                status=421,
                content_type="text/plain",
            )
        return self.get_response(request)


class SecurityHeaders:
    """Headers for every answer; pages with personal data are never stored by the browser."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return secured(self.get_response(request), request.path)


class CompressedStatics(GZipMiddleware):
    """Compress our style sheets and scripts on their way; the vendors' lie compressed beside their files already.

    Pages are never compressed, so that no secret on them can be guessed from their length (BREACH). A style sheet holds
    none, and is the same for everybody.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Compress what stands under the address of the static files, and nothing else."""
        if not request.path.startswith(settings.STATIC_URL):
            return response
        return super().process_response(request, response)


class PlainErrors:
    """A mistake in the input becomes a page with one sentence; a bug of ours becomes a page without a traceback."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        from whytwitch.web import errors

        found = request.resolver_match
        if (
            isinstance(error, ContradictionError)
            and found
            and "person_id" in found.kwargs
            and found.view_name != "again"
        ):
            return redirect("again", person_id=found.kwargs["person_id"])
        if isinstance(error, InputError):
            return errors.input_error(request, error)
        if isinstance(error, Http404 | PermissionDenied | SuspiciousOperation):
            return None
        where = found.view_name if found else "?"
        log.error("bug in page %s: %s", where, place_of(error))
        return errors.bug(request)


def place_of(error: Exception) -> str:
    """Type of an error and the last lines of ours it passed; never its message, which may hold what a person typed."""
    places, trace = [], error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if "whytwitch" in code.co_filename:
            places.append(f"{code.co_filename.rpartition('whytwitch/')[2]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{type(error).__name__} at {' < '.join(reversed(places[-4:]))}"


class LocalHousehold:
    """On one's own machine everybody who reaches the page is the household: one user, no password."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        from django.utils.functional import SimpleLazyObject

        from whytwitch.store.models import User

        request.user = SimpleLazyObject(User.objects.local)
        return self.get_response(request)
