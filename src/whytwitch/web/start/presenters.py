"""Emergency numbers as a page shows them."""

from __future__ import annotations

import re
from functools import cached_property

from django.http import HttpRequest
from django.utils.translation import gettext

from whytwitch.knowledge import knowledge
from whytwitch.store.models import Detail

ELSEWHERE = "ZZ"  # ISO 3166 leaves it to users: a country that is not in our list


def country_from(accept_language: str) -> str:
    """The country that a browser's languages suggest; ``ZZ`` when they suggest none."""
    known = knowledge().countries
    for region in re.findall(r"[a-z]{2,3}-([A-Z]{2})\b", accept_language):
        if region in known:
            return region
    return ELSEWHERE


def country_of(request: HttpRequest) -> str:
    """The country last chosen in this household; before that the one that the browser's languages suggest."""
    last = Detail.objects.filter(person__owner=request.user.pk, name="country").order_by("-id").first()
    chosen = str(last.value or "") if last else ""
    return chosen if chosen in knowledge().countries else country_from(request.headers.get("Accept-Language", ""))


class EmergencyNumbers:
    """The number to call, for one country and for all."""

    def __init__(self, country: str) -> None:
        self.country = country if country in knowledge().countries else ELSEWHERE

    @cached_property
    def here(self) -> dict[str, str]:
        """Name, emergency and advice number of this country."""
        countries = knowledge().countries
        return countries.get(self.country) or countries["??"]

    @property
    def known(self) -> bool:
        """Whether the country is one whose numbers we hold."""
        return self.country != ELSEWHERE

    @property
    def dial(self) -> str:
        """Digits for a ``tel:`` address; empty when there is no single number."""
        return re.sub(r"\D", "", self.here["emergency"]) if self.known else ""

    @cached_property
    def everywhere(self) -> list[dict[str, str]]:
        """All countries by name."""
        rows = [{"code": code, **row} for code, row in knowledge().countries.items() if code != "??"]
        return sorted(rows, key=lambda row: row["name"])


def country_choices() -> list[tuple[str, str]]:
    """Countries for a form."""
    rows = [(row["code"], row["name"]) for row in EmergencyNumbers(ELSEWHERE).everywhere]
    return [*rows, (ELSEWHERE, gettext("Another country"))]
