"""What the app refuses, and that a refusal leaves nothing behind."""

from __future__ import annotations

import re
import socket
import sqlite3
import stat
import time
from pathlib import Path

import pytest
from tests.conftest import needs_shared
from tests.web.client import Client, multipart
from tests.web.conftest import Server, start_server

STRANGERS = ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.evil.example:{port}", ""]
FERRITIN = {"test": "ferritin", "value": "18", "unit": "ug/L", "day": "2", "month": "10", "year": "2026"}


def settled(server: Server, before: list[Path]) -> bool:
    """Whether nothing new is left; the temporary file of a request goes a moment after its answer."""
    for _ in range(20):
        if server.files() == before:
            return True
        time.sleep(0.1)
    return False


@pytest.fixture
def client(server: Server) -> Client:
    return Client(server)


@pytest.mark.parametrize("host", STRANGERS)
def test_dns_rebinding_another_host_gets_nothing(client: Client, host: str) -> None:
    for path in ("/", "/people/", "/static/whytwitch/whytwitch.css"):
        answer = client.get(path, Host=host.format(port=client.server.port))
        assert answer.status == 421
        assert "<html" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST"])
def test_this_machine_is_answered(client: Client, host: str) -> None:
    assert client.get("/", Host=f"{host}:{client.server.port}").status == 200


def test_only_loopback_listens(server: Server) -> None:
    own = socket.gethostbyname(socket.gethostname())
    if own.startswith("127."):
        own = "127.1.2.3"  # another loopback address: not served either
    with socket.socket() as probe:
        probe.settimeout(2)
        assert probe.connect_ex((own, server.port)) != 0


def test_headers_of_every_page(client: Client) -> None:
    for path in ("/", "/people/", "/nothing-here/", "/static/whytwitch/whytwitch.css"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["referrer-policy"] == "same-origin"
    assert client.get("/people/").headers["cache-control"] == "no-store"


def test_style_sheets_travel_compressed_and_pages_never(client: Client) -> None:
    for path, small in (("/static/whytwitch/whytwitch.css", True), ("/", False), ("/people/new/", False)):
        answer = client.ask("GET", path, raw=True, Accept_Encoding="gzip")
        assert (answer.headers.get("content-encoding") == "gzip") is small, path


def test_session_cookie_is_for_this_site_and_no_script(client: Client) -> None:
    cookie = client.get("/people/new/").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "csrf" not in cookie.lower()


def test_no_page_has_inline_script_or_style(client: Client) -> None:
    person = client.new_person()
    for path in ("/", "/emergency/", f"{person}/", f"{person}/about/", f"{person}/safety/1/", f"{person}/results/new/",
                 f"{person}/picture/", f"{person}/picture/numbers/", f"{person}/report/clinician/"):  # fmt: skip
        text = client.get(path).text
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", text), path
        assert "https://" not in re.sub(
            r"<span class=\"ww-address\">.*?</span>|href=\"https://[^\"]*\"|>https://[^<]*<", "", text
        ), path


def test_a_form_from_elsewhere_is_refused(client: Client) -> None:
    form = client.hidden("/people/new/") | {"told_by": "self", "country": "GB"}
    assert client.post("/people/new/", form, Origin="http://evil.example").status == 403
    form["csrfmiddlewaretoken"] = "x" * 64
    answer = client.post("/people/new/", form)
    assert answer.status == 403
    assert "open for too long" in answer.text


def test_another_persons_id_is_not_found(client: Client) -> None:
    assert client.get("/people/7c0ffee0-0000-4000-8000-000000000000/").status == 404
    assert client.get("/people/1/").status == 404


def test_the_same_form_sent_twice_counts_once(client: Client) -> None:
    form = client.hidden("/people/new/") | {"told_by": "self", "country": "GB"}
    first, second = client.post("/people/new/", form), client.post("/people/new/", form)
    assert first.headers["location"] == second.headers["location"]
    person = first.headers["location"].removesuffix("/about/")
    lab = client.hidden(f"{person}/results/new/") | FERRITIN
    for _ in range(2):
        assert client.post(f"{person}/results/new/", lab).headers["location"] == f"{person}/results/"
    assert client.get(f"{person}/results/").text.count("Remove Ferritin") == 1


@pytest.mark.parametrize(
    ("field", "name", "content", "says"),
    [
        ("recording", "night.edf", b"MZ\x90\x00" * 2000, "not an EDF recording"),
        ("recording", "night.edf", b"", "empty"),
        ("recording", "night.edf", b"0       " + b" " * 500, "not an EDF recording"),
        ("recording", "../../night.edf", b"<html>" * 1000, "not an EDF recording"),
        ("events", "night.csv", b"\x89PNG\r\n\x1a\n\x00\x00" * 100, "not a table in plain text"),
    ],
)
def test_an_upload_that_lies_is_refused_and_leaves_nothing(
    client: Client, field: str, name: str, content: bytes, says: str
) -> None:
    person = client.new_person()
    before = client.server.files()
    answer = client.upload(f"{person}/nights/new/", client.hidden(f"{person}/nights/new/"), {field: (name, content)})
    assert answer.status == 422
    assert says in answer.text
    assert settled(client.server, before)
    assert "None yet" in client.get(f"{person}/nights/").text


def test_a_broken_edf_with_a_good_head_is_refused_and_leaves_nothing(client: Client) -> None:
    whole = needs_shared("recordings/polysomnography/nox-a1-two-minutes.edf").read_bytes()
    person = client.new_person()
    before = client.server.files()
    form = client.hidden(f"{person}/nights/new/")
    answer = client.upload(f"{person}/nights/new/", form, {"recording": ("night.edf", whole[:300])})
    assert answer.status == 422
    assert settled(client.server, before)


def test_a_night_that_cannot_be_scored_says_why(client: Client) -> None:
    whole = needs_shared("recordings/polysomnography/nox-a1-two-minutes.edf").read_bytes()
    person = client.new_person()
    form = client.hidden(f"{person}/nights/new/")
    answer = client.upload(f"{person}/nights/new/", form, {"recording": ("night.edf", whole)})
    assert answer.status == 302
    page = client.get(answer.headers["location"]).text
    assert "could not be scored" in page
    assert "too coarse" in page
    stored = [path for path in client.server.files() if path.parent.name in person]
    assert len(stored) == 1
    assert stored[0].read_bytes() == whole
    assert stat.S_IMODE(stored[0].stat().st_mode) == 0o600


def test_an_upload_cut_off_leaves_nothing(client: Client) -> None:
    person = client.new_person()
    before = client.server.files()
    body, kind = multipart(
        client.hidden(f"{person}/nights/new/"), {"recording": ("n.edf", b"0       " + b"1" * 3_000_000)}
    )
    head = (
        f"POST {person}/nights/new/ HTTP/1.1\r\nHost: 127.0.0.1:{client.server.port}\r\nContent-Type: {kind}\r\n"
        f"Cookie: {'; '.join(f'{k}={v}' for k, v in client.cookies.items())}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", client.server.port)) as line:
        line.sendall(head.encode() + body[:1_500_000])
        time.sleep(0.3)
    assert settled(client.server, before)
    assert client.get("/").status == 200


def test_data_folder_belongs_to_its_owner_alone(server: Server) -> None:
    for path in [server.data, *server.data.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_bug_shows_no_traceback_and_logs_no_data(client: Client, log: Path) -> None:
    person = client.new_person()
    with sqlite3.connect(client.server.data / "whytwitch.sqlite3", timeout=20) as base:
        key = base.execute("select id from store_person order by made_at desc limit 1").fetchone()[0]
        base.execute(
            "insert into store_detail (person_id, name, value, corrects, made_at) "
            "values (?, 'age', '\"secret words\"', 0, '2026-01-01')",
            (key,),
        )
    base.close()
    answer = client.get(f"{person}/picture/")
    assert answer.status == 500
    assert "Traceback" not in answer.text
    assert "secret" not in answer.text
    written = log.read_text()
    assert "bug in page picture" in written
    assert "secret" not in written
    assert person.rpartition("/")[2] not in written


def test_a_killed_server_loses_and_half_stores_nothing(tmp_path: Path) -> None:
    data, log = tmp_path / "data", tmp_path / "log"
    server = start_server(data, log)
    client = Client(server)
    person = client.new_person()
    form = client.hidden(f"{person}/about/") | {"age": "54", "sex": "female", "pregnant": "no"}
    assert client.post(f"{person}/about/", form).status == 302
    (data / "incoming" / "half").write_bytes(b"0" * 1000)  # what a killed upload leaves
    server.process.kill()
    server.process.wait(10)
    again = start_server(data, log)
    try:
        assert again.files() == []
        page = Client(again, client.cookies).get(f"{person}/")
        assert page.status == 200
        assert "54 years" in page.text
    finally:
        again.process.terminate()
        again.process.wait(10)


def test_erasing_leaves_no_trace_in_the_database(client: Client) -> None:
    form = client.hidden("/people/new/") | {"told_by": "self", "country": "GB", "label": "Zebedee-Quux"}
    person = client.post("/people/new/", form).headers["location"].removesuffix("/about/")
    base = [client.server.data / name for name in ("whytwitch.sqlite3", "whytwitch.sqlite3-wal")]
    assert any(b"Zebedee-Quux" in path.read_bytes() for path in base if path.exists())
    erase = client.hidden(f"{person}/kept/") | {"sure": "on"}
    assert client.post(f"{person}/kept/erase/", erase).status == 200
    assert not any(b"Zebedee-Quux" in path.read_bytes() for path in base if path.exists())
    assert client.get(f"{person}/").status == 404
