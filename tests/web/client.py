"""A small client without a browser: keeps cookies, reads the hidden fields of a form."""

from __future__ import annotations

import http.client
import re
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.web.conftest import Server


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str
    size: int = 0


@dataclass
class Client:
    """Asks the server as a browser would."""

    server: Server
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: bytes = b"", *, raw: bool = False, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        sent = {
            "Host": f"127.0.0.1:{self.server.port}",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(method, path, body or None, sent)
        response = connection.getresponse()
        content = response.read()
        said = "" if raw else content.decode()
        answer = Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, said, len(content))
        connection.close()
        if found := re.match(r"(\w+)=([^;]+)", answer.headers.get("set-cookie", "")):
            self.cookies[found[1]] = found[2]
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def hidden(self, path: str) -> dict[str, str]:
        """The token and the form's own id of a page."""
        return hidden_on(self.get(path).text)

    def post(self, path: str, form: dict[str, Any], **headers: str) -> Answer:
        sent = {"Content_Type": "application/x-www-form-urlencoded", "Origin": self.server.url} | headers
        return self.ask("POST", path, urlencode(form, doseq=True).encode(), **sent)

    def upload(self, path: str, form: dict[str, str], files: dict[str, tuple[str, bytes]]) -> Answer:
        body, kind = multipart(form, files)
        return self.ask("POST", path, body, Content_Type=kind, Origin=self.server.url)

    def new_person(self) -> str:
        """Make a person; their address."""
        form = self.hidden("/people/new/") | {"told_by": "self", "country": "GB", "label": ""}
        made = self.post("/people/new/", form)
        assert made.status == 302, made.text
        return made.headers["location"].removesuffix("about/").rstrip("/")

    def new_example(self, name: str) -> str:
        """Make a person from an example; their address, with a stroke at its end."""
        made = self.post("/example/", self.hidden("/") | {"name": name})
        assert made.status == 302, made.text
        return made.headers["location"].removesuffix("picture/")


def hidden_on(page: str) -> dict[str, str]:
    """The token and the form's own id of a page that was read."""
    return {
        name: found[1]
        for name in ("csrfmiddlewaretoken", "once")
        if (found := re.search(rf'name="{name}" value="([^"]+)"', page))
    }


def multipart(form: dict[str, str], files: dict[str, tuple[str, bytes]]) -> tuple[bytes, str]:
    """A form with files, and its content type."""
    mark = uuid.uuid4().hex
    parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode() for n, v in form.items()]
    for name, (filename, content) in files.items():
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        parts.append(head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n")
    return b"".join(parts) + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"
