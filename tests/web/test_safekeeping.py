"""Backup and restore from the page, and the same app on a real PostgreSQL server that the test starts."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import missing
from tests.web.client import Client
from tests.web.conftest import Server, start_server

from whytwitch.errors import FormatError
from whytwitch.store.database import database

PASSPHRASE = "seven quiet legs"


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A server of its own: a restore replaces everybody."""
    running = start_server(tmp_path / "data", tmp_path / "log")
    yield running
    running.process.terminate()
    running.process.wait(10)


def add_lab(client: Client, person: str) -> None:
    form = client.hidden(f"{person}/results/new/")
    form |= {"test": "ferritin", "value": "18", "unit": "ug/L", "day": "2", "month": "10", "year": "2026"}
    said = client.post(f"{person}/results/new/", form)
    assert said.status in (200, 302), said.text


def test_backup_erase_restore_brings_everybody_back(own_server: Server) -> None:
    client = Client(own_server)
    person = client.new_person()
    form = client.hidden("/backup/")
    short = client.post("/backup/whytwitch.age", form | {"passphrase": "short", "again": "short"})
    assert short.status == 422
    differ = client.post("/backup/whytwitch.age", form | {"passphrase": PASSPHRASE, "again": PASSPHRASE + "x"})
    assert differ.status == 422
    assert "differ" in differ.text
    assert PASSPHRASE not in differ.text
    body = _post_raw(client, form | {"passphrase": PASSPHRASE, "again": PASSPHRASE})
    assert body.startswith(b"age-encryption.org/v1")
    assert person.split("/")[-1].encode() not in body

    erased = client.post(f"{person}/kept/erase/", client.hidden(f"{person}/kept/") | {"sure": "on"})
    assert erased.status == 200
    assert client.get(person + "/").status == 404

    other = Client(own_server)  # another window of the household, with a page open
    open_there = other.hidden("/people/new/")
    form = client.hidden("/backup/")
    wrong = client.upload(
        "/backup/restore/", form | {"secret": "not this one at all", "sure": "on"}, {"file": ("w.age", body)}
    )
    assert wrong.status == 422
    assert "does not open" in wrong.text
    no_backup = client.upload(
        "/backup/restore/", form | {"secret": PASSPHRASE, "sure": "on"}, {"file": ("w.age", b"hello")}
    )
    assert no_backup.status == 422
    unsure = client.upload("/backup/restore/", form | {"secret": PASSPHRASE}, {"file": ("w.age", body)})
    assert unsure.status == 422
    assert client.get(person + "/").status == 404

    back = client.upload("/backup/restore/", form | {"secret": PASSPHRASE, "sure": "on"}, {"file": ("w.age", body)})
    assert back.status == 200, back.text
    assert "Everything is back" in back.text
    assert "1 person is in this backup" in back.text
    sent = other.post("/people/new/", open_there | {"told_by": "self", "country": "GB"})
    assert sent.status == 302, "a backup sends nobody out"
    assert client.get(person + "/").status == 200
    assert Client(own_server).get(person + "/").status == 200
    assert not list((own_server.data / "incoming").iterdir())


def _post_raw(client: Client, form: dict[str, str]) -> bytes:
    import http.client
    from urllib.parse import urlencode

    connection = http.client.HTTPConnection("127.0.0.1", client.server.port, timeout=60)
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    headers = {
        "Host": f"127.0.0.1:{client.server.port}",
        "Cookie": cookie,
        "Origin": client.server.url,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection.request("POST", "/backup/whytwitch.age", urlencode(form), headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    assert response.status == 200
    return body


# ---------------------------------------------------------------- PostgreSQL


def postgres_bin() -> Path:
    places = [Path(found).parent for found in [shutil.which("initdb")] if found]
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = next(
        (one for one in places if all((one / name).exists() for name in ("initdb", "pg_ctl", "createdb"))), None
    )
    if found is None:
        missing("there is no PostgreSQL server here (on Debian: apt install postgresql)")
    return found


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a database on a server of our own, reached by loopback alone."""
    place = postgres_bin()
    folder = Path("/tmp" if os.name == "posix" else str(tmp_path_factory.mktemp("pg"))) / f"whytwitch-pg-{os.getpid()}"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder.mkdir(mode=0o700)
    as_user: list[str] = []
    if os.name == "posix" and os.geteuid() == 0:  # a PostgreSQL server refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]

    def run(*words: object) -> None:
        with (folder / "said").open("wb") as said:  # a file: the server that pg_ctl starts would hold a pipe open
            done = subprocess.run([*as_user, *map(str, words)], stdout=said, stderr=said, cwd=folder, check=False)
        assert done.returncode == 0, (folder / "said").read_text()

    data = folder / "data"
    try:
        run(place / "initdb", "-D", data, "-U", "whytwitch", "--auth=trust", "--encoding=UTF8", "--no-sync")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        run(place / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start")
        run(place / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "whytwitch", "household")
        yield f"postgres://whytwitch@127.0.0.1:{port}/household"
    finally:
        if data.exists():
            run(place / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def test_the_app_keeps_its_rows_in_postgresql(postgres: str, tmp_path: Path) -> None:
    server = start_server(tmp_path / "data", tmp_path / "log", DATABASE_URL=postgres)
    try:
        client = Client(server)
        person = client.new_person()
        add_lab(client, person)
        assert "ferritin" in client.get(f"{person}/results/").text.lower()
        assert client.get(f"{person}/next/").status in (200, 302)
        assert "pg_dump" in client.get("/backup/").text
    finally:
        server.process.kill()
        server.process.wait()
    assert not (tmp_path / "data" / "whytwitch.sqlite3").exists()
    server = start_server(tmp_path / "data", tmp_path / "log", DATABASE_URL=postgres)
    try:
        client = Client(server)
        assert "ferritin" in client.get(f"{person}/results/").text.lower()
        client.get(f"{person}/kept/")
        erased = client.post(f"{person}/kept/erase/", client.hidden(f"{person}/kept/") | {"sure": "on"})
        assert erased.status == 200, erased.text
        assert client.get(person + "/").status == 404
    finally:
        server.process.terminate()
        server.process.wait(10)
    assert postgres not in (tmp_path / "log").read_text()


@pytest.mark.parametrize("url", ["mysql://a/b", "postgres://host", "postgres://h:x/db", "postgres:///", "nonsense"])
def test_another_address_is_one_sentence_without_the_password(url: str, tmp_path: Path) -> None:
    with pytest.raises(FormatError) as caught:
        database(tmp_path, url.replace("//", "//u:hunter2@") if "h" in url else url)
    assert "hunter2" not in caught.value.sentence()
    assert "postgres://user:password@host:port/name" in caught.value.sentence()


def test_an_address_is_read_whole(tmp_path: Path) -> None:
    held = database(tmp_path, "postgresql://me:p%40ss@db.local:6000/house?sslmode=require")
    assert (held["USER"], held["PASSWORD"], held["HOST"], held["PORT"], held["NAME"]) == (
        "me", "p@ss", "db.local", "6000", "house"
    )  # fmt: skip
    assert held["OPTIONS"] == {"sslmode": "require"}
