"""Who may come in: a token per start, exchanged once for a session.

127.0.0.1 is reached by every user of a computer. The address that ``whytwitch serve`` prints and opens carries a token
that only the person who started it sees; a browser that shows it gets a session cookie and is known from then on.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

#: Where the token is shown; the address is left at once, so that it stands in no history entry that leads on.
ENTRY = "/enter/"
#: What a session holds that was let in.
LET_IN = "let_in"


def entry_page(folder: Path, address: str, token: str) -> Path:
    """Write a page that leads to the app, for the browser to open.

    A browser that is started with the token on its command line would show it to everybody who lists processes.

    Parameters
    ----------
    folder : Path
        The data folder, which only its owner may read.
    address : str
        ``http://127.0.0.1:PORT``.
    token : str
        The token of this start.

    Returns
    -------
    Path
        The page, readable by its owner alone.
    """
    page = folder / "open-whytwitch.html"
    page.unlink(missing_ok=True)
    page.touch(mode=0o600)
    target = f"{address}{ENTRY}?token={token}"
    page.write_text(
        '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>whytwitch</title>'
        f'<meta http-equiv="refresh" content="0; url={target}"><p><a href="{target}">whytwitch</a></p></html>\n',
        encoding="utf-8",
    )
    return page


def _same(shown: str, token: str) -> bool:
    """Whether a token is the one; it takes as long for a wrong one as for the right one."""
    return secrets.compare_digest(shown.encode(), token.encode())


class EntryGuard:
    """Let in who shows the token of this start, or has a session that once did. Numbers to call need neither.

    References
    ----------
    OWASP ASVS 5.0, 7.2.1 and 8.2.1: a session is made by the server, and pages are for those who were let in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = settings.ENTRY_TOKEN
        if not token:
            return self.get_response(request)
        if request.path == ENTRY:
            if _same(request.GET.get("token", ""), token):
                if not request.session.get(LET_IN):
                    request.session.cycle_key()
                    request.session[LET_IN] = True
                return redirect("/")
            return self._closed(request)
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ")  # a program that asks the API
        if request.session.get(LET_IN) or request.path == "/emergency/" or _same(shown, token):
            return self.get_response(request)
        return self._closed(request)

    def _closed(self, request: HttpRequest) -> HttpResponse:
        """One page that says how to come in; for a program, one sentence."""
        if request.path.startswith("/api/"):
            from whytwitch.api.problems import refuse

            return refuse(
                403,
                "the token of this start is missing",
                allowed="Authorization: Bearer TOKEN",
                todo="take it from the address that 'whytwitch serve' printed",
            )
        return render(request, "closed.jinja", status=403)
