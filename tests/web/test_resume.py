"""Nothing is lost: a killed server, two tabs, a session that is gone, a form that was sent before."""

from __future__ import annotations

from pathlib import Path

from tests.web.answering import Answering, story_case
from tests.web.client import Client
from tests.web.conftest import Server, start_server


def test_killed_between_two_answers_the_interview_goes_on_where_it_was(tmp_path: Path) -> None:
    log, data = tmp_path / "log", tmp_path / "data"
    first = start_server(data, log)
    client = Client(first)
    somebody = Answering(client, story_case("01-calf-twitch")).begin()
    screen = client.hidden(f"{somebody.person}/safety/1/")
    shown = client.get(f"{somebody.person}/safety/1/").text
    signs = shown.split('name="shown" value="')[1].split('"')[0]
    said = screen | {"shown": signs, "signs": "none"}
    assert client.post(f"{somebody.person}/safety/1/", said).status == 302
    goes_on = client.get(f"{somebody.person}/next/").headers["location"]
    open_form = client.hidden(goes_on)
    first.process.kill()
    first.process.wait(10)

    second = start_server(data, log, port=first.port)
    client = Client(second, cookies=client.cookies)
    try:
        assert client.get(f"{somebody.person}/next/").headers["location"] == goes_on
        assert "answered" in client.get(f"{somebody.person}/safety/").text
        sent = client.post(goes_on, open_form | {"none": "on"})  # the form that was open when it was killed
        assert sent.status == 302, sent.text
        again = client.post(f"{somebody.person}/safety/1/", said)  # and the one before, sent once more
        assert again.status == 302
    finally:
        second.process.terminate()
        second.process.wait(10)


def test_two_tabs_keep_both_answers_and_the_last_one_counts(server: Server) -> None:
    client = Client(server)
    page = f"{client.new_person()}/conditions/"
    one, two = client.hidden(page), client.hidden(page)
    assert one["once"] != two["once"]
    assert client.post(page, one | {"none": "on"}).status == 302
    assert client.post(page, two | {"conditions": "epilepsy"}).status == 302
    assert 'value="epilepsy" checked' in " ".join(client.get(page).text.split())


def test_a_form_whose_session_is_gone_is_refused_in_one_sentence(server: Server) -> None:
    client = Client(server)
    page = f"{client.new_person()}/conditions/"
    form = client.hidden(page) | {"conditions": "epilepsy"}
    client.cookies.clear()
    refused = client.post(page, form)
    assert refused.status == 403
    assert "open for too long" in refused.text
    assert "was not taken" in refused.text
    assert 'value="epilepsy" checked' not in " ".join(client.get(page).text.split())
