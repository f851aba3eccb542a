"""What the server refuses before any page sees it: a request that is too large or broken still ends in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.receiver import FixedStreamReceiver
from waitress.task import ErrorTask
from waitress.utilities import InternalServerError, RequestEntityTooLarge

if TYPE_CHECKING:
    from django.http import HttpResponse


class Thrown(FixedStreamReceiver):  # type: ignore[misc]
    """Takes a body in and keeps nothing of it."""

    def received(self, data: bytes) -> int:
        """How many bytes of these belong to the body."""
        mine = min(self.remain, len(data))
        self.remain -= mine
        self.completed = self.remain == 0
        return int(mine)


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """Reads a request that is too large to its end, so that the browser, which does not listen before, hears why.

    Waitress answers at once and closes; a browser that is still sending then shows a broken connection.
    """

    def received(self, data: bytes) -> int:
        """How many bytes were taken."""
        if isinstance(self.body_rcv, Thrown):
            taken = self.body_rcv.received(data)
            self.completed = self.body_rcv.completed
            return taken
        taken = int(super().received(data))
        if self.error is not None:
            asks_first, self.expect_continue = self.expect_continue, False  # else it would be told to go on
            if isinstance(self.error, RequestEntityTooLarge) and not self.chunked and not asks_first:
                self.body_rcv, self.completed = Thrown(self.content_length, self.body_rcv.getbuf()), False
        return taken


class Refusal(ErrorTask):  # type: ignore[misc]
    """The page, or for a program the object, that says in one sentence what was wrong."""

    def execute(self) -> None:
        """Write the answer; the connection ends with it."""
        answer = _answer(self.request)
        self.status = f"{answer.status_code} {answer.reason_phrase}"
        self.response_headers.extend(answer.items())
        self.set_close_on_finish()
        self.content_length = len(answer.content)
        self.write(answer.content)


class Channel(HTTPChannel):  # type: ignore[misc]
    """One connection."""

    parser_class = Parser
    error_task_class = Refusal


def _answer(request: Any) -> HttpResponse:
    from whytwitch.web import errors
    from whytwitch.web.middleware import secured

    if isinstance(request.error, InternalServerError):
        return secured(errors.bug(None), "/")
    large = isinstance(request.error, RequestEntityTooLarge)
    if str(getattr(request, "path", "")).startswith("/api/"):
        from whytwitch.api.problems import refuse

        status, what = (413, "the request is too large") if large else (400, "the request could not be read")
        return secured(refuse(status, what, todo="nothing was stored; send less"), "/")
    return secured(errors.too_large(None) if large else errors.bad_request(None), "/")
