"""Questions about worry change words on the person's own page, and stand on no paper unless the person agrees."""

from __future__ import annotations

import re

from tests.web.client import Client
from tests.web.conftest import Server

from whytwitch.picture.interview import worry_questions


def test_worry_changes_words_and_stays_with_the_person(server: Server) -> None:
    client = Client(server)
    person = client.new_person()
    asked = client.get(f"{person}/last/").text
    names = re.findall(r'name="(\w+)" type="radio" value="yes"', asked)
    assert [one for one in names if one != "worried_about_als"] == list(worry_questions())
    assert "not printed unless you say so" in asked
    sent = client.hidden(f"{person}/last/") | dict.fromkeys(names, "yes")
    assert client.post(f"{person}/last/", sent).status == 302
    assert "worry_returns" not in client.get(f"{person}/answers/").text
    picture = client.get(f"{person}/picture/").text
    assert "One look is enough" in picture
    assert picture.count("tell us at once") == 1
    for page in ("report/doctor/", "report/clinician/", "report/person/"):
        said = client.get(f"{person}/{page}").text
        assert "worry back within days" not in said
        if page != "report/person/":
            assert "worried about motor neurone disease" not in said, page
    agreed = client.get(f"{person}/report/doctor/?worries=yes").text
    assert "Is it motor neurone disease?" in agreed


def test_questions_about_worry_may_all_be_left_out(server: Server) -> None:
    client = Client(server)
    person = client.new_person()
    assert client.post(f"{person}/last/", client.hidden(f"{person}/last/")).status == 302
    assert "One look is enough" not in client.get(f"{person}/picture/").text
