"""A request that no page takes ends in one sentence, and keeps nothing."""

from __future__ import annotations

import http.client
import re
import time

import pytest
from tests.web.client import Client
from tests.web.conftest import Server
from waitress.adjustments import Adjustments
from waitress.utilities import RequestEntityTooLarge

from whytwitch.errors import FileError
from whytwitch.web.refusals import Parser

HEAD = "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n{more}\r\n"


def fed(parser: Parser, *pieces: bytes) -> list[int]:
    """How many bytes of each piece were taken."""
    return [parser.received(piece) for piece in pieces]


def test_a_body_that_is_too_large_is_read_to_its_end_and_thrown_away() -> None:
    parser = Parser(Adjustments(max_request_body_size=100))
    head = HEAD.format(path="/people/x/nights/new/", length=250, more="").encode()
    assert fed(parser, head, b"1" * 200) == [len(head), 200]
    assert not parser.completed, "the browser is still sending and would not hear an answer"
    assert fed(parser, b"1" * 60) == [50]
    assert parser.completed
    assert isinstance(parser.error, RequestEntityTooLarge)
    assert len(parser.body_rcv) == 0
    parser.close()


def test_who_asks_first_is_refused_before_sending() -> None:
    parser = Parser(Adjustments(max_request_body_size=100))
    fed(parser, HEAD.format(path="/", length=250, more="Expect: 100-continue\r\n").encode())
    assert parser.completed


@pytest.mark.parametrize(
    ("path", "status", "length", "says"),
    [
        ("/people/new/", 413, 3_000_000_000, "A recording may have 2 GB. Nothing was stored"),
        ("/api/v1/nights", 413, 3_000_000_000, "The request is too large; nothing was stored"),
        ("/people/new/", 400, "12x", "could not be read; nothing was stored"),
        ("/api/v1/nights", 400, "12x", "could not be read; nothing was stored"),
    ],
)
def test_a_refusal_is_a_page_or_an_object_with_one_sentence(
    server: Server, path: str, status: int, length: object, says: str
) -> None:
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    line.putrequest("POST", path)
    line.putheader("Content-Length", str(length))
    line.putheader("Expect", "100-continue")
    line.endheaders()
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()
    assert answer.status == status
    assert says in text
    assert "waitress" not in text
    assert "default-src 'none'" in str(answer.getheader("Content-Security-Policy"))
    assert answer.getheader("Cache-Control") == "no-store"
    assert ("<html" in text) is not path.startswith("/api/")


def test_a_file_is_named_as_the_person_knows_it(server: Server) -> None:
    client = Client(server)
    person = client.new_person()
    for page, field, name, content in (
        ("nights/new/", "events", "my night.csv", b"a,b\n1,2\n"),
        ("results/paper/", "paper", "blood.pdf", b"%PDF-1.7\n" + b"x" * 300),
        ("diary/bring/", "log", "export.zip", b"PK\x03\x04" + b"0" * 300),
    ):
        path = f"{person}/{page}"
        answer = client.upload(path, client.hidden(path), {field: (name, content)})
        assert answer.status == 422
        assert f"{name}: this " in answer.text, page
    until = time.monotonic() + 10  # the answer is on its way before the request's own copies are closed
    while (left := [one for one in server.files() if "files" not in one.parts]) and time.monotonic() < until:
        time.sleep(0.05)
    assert left == []


def test_a_sentence_that_names_no_copy_stays_as_it_is() -> None:
    from whytwitch.web.errors import about_upload

    error = FileError("the file is empty", todo="choose the file again")
    assert about_upload(error, None) == error.sentence()


def test_a_form_with_a_mistake_says_so_in_its_title_and_in_plain_words(server: Server) -> None:
    client = Client(server)
    person = client.new_person()
    uploads = ("/backup/restore/", f"{person}/diary/bring/", f"{person}/results/paper/", f"{person}/nights/new/")
    for path in (*uploads, "/people/new/", f"{person}/kept/erase/", f"{person}/diary/experiment/", f"{person}/about/"):
        form = client.hidden("/backup/" if "backup" in path else path.removesuffix("erase/"))
        answer = client.upload(path, form, {}) if path in uploads else client.post(path, form)
        assert answer.status == 422, path
        assert re.search(r"<title>\s*Error: ", answer.text), path
        assert "This field is required" not in answer.text, path
        for name in re.findall(r'class="nhsuk-error-message" id="([^"]+)"', answer.text):
            assert re.search(rf'aria-describedby="[^"]*\b{name}\b', answer.text), (path, name)
