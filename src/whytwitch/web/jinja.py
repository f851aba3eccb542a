"""The template environment."""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.dates import MONTHS, MONTHS_3, WEEKDAYS_ABBR
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader

import whytwitch
from whytwitch.report.presenters.common import name_of_test, readable_unit
from whytwitch.report.words import readable

if TYPE_CHECKING:
    from whytwitch.store.models import Person

STATIC = Path(__file__).parent / "static"
REPORT = Path(__file__).parents[1] / "report" / "static"


@lru_cache(maxsize=32)
def asset(name: str) -> str:
    """Address of a static file with its fingerprint, so that a new version is fetched."""
    path = REPORT / name.removeprefix("report/") if name.startswith("report/") else STATIC / name
    return f"/static/{name}?v={hashlib.sha256(path.read_bytes()).hexdigest()[:10]}"


def day(value: dt.date | dt.datetime | str | None) -> str:
    """A date as people write it: 3 November 2026."""
    if value is None or value == "":
        return translation.gettext("date not known")
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).date()
    if isinstance(value, str):
        value = dt.date.fromisoformat(value[:10])
    return translation.pgettext("a date", "%(day)d %(month)s %(year)d") % {
        "day": value.day,
        "month": MONTHS[value.month],
        "year": value.year,
    }


def short(value: dt.date) -> str:
    """A date in a list: Tue 3 Nov."""
    return translation.pgettext("a short date", "%(weekday)s %(day)d %(month)s") % {
        "weekday": WEEKDAYS_ABBR[value.weekday()],
        "day": value.day,
        "month": MONTHS_3[value.month].capitalize(),
    }


def clock(value: dt.datetime) -> str:
    """The time of day: 14:05, in this computer's time zone."""
    return f"{timezone.localtime(value):%H:%M}"


def language() -> str:
    """The language of the pages, for ``<html lang>``."""
    return translation.get_language() or "en"


def direction() -> str:
    """Which way it is written: ``ltr`` or ``rtl``."""
    return "rtl" if translation.get_language_bidi() else "ltr"


def called(person: Person) -> str:
    """What a person is called in a list: their label, or age and sex, so that two are told apart."""
    if person.label:
        return person.label
    told = person.details_now()
    words = {"female": translation.gettext("female"), "male": translation.gettext("male")}
    sex = words.get(str(told.get("sex") or ""), "")
    age = str(told.get("age") or "").strip()
    return ", ".join(part for part in (translation.gettext("Somebody without a name"), age, sex) if part)


def test_name(test: str) -> str:
    """A blood test's name."""
    return name_of_test({"test": test})


def dict_with(value: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A mapping with some entries set: for parameters of components."""
    return {**value, **more}


#: What a template gets from a mapping before any entry, as Jinja has it.
_OF_A_DICT = frozenset(dir(dict))


class OurEnvironment(Environment):
    """Like Jinja's own, but a presenter that breaks is a bug, not an empty place on the page.

    The components need undefined names to be chained silently; Jinja takes an AttributeError from inside a property
    for such a name.
    """

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute; one that exists and fails is said to fail. The components' mappings take the short way."""
        if type(obj) is dict and attribute not in _OF_A_DICT:
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        try:
            return getattr(obj, attribute)
        except AttributeError as error:
            if hasattr(type(obj), attribute):
                raise RuntimeError(f"{type(obj).__name__}.{attribute} is broken") from error
        return super().getattr(obj, attribute)


def environment(**options: Any) -> Environment:
    """Our templates, and the components of nhsuk-frontend-jinja."""
    del options["undefined"]
    made = OurEnvironment(
        **options, undefined=ChainableUndefined, trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.i18n"]
    )
    made.policies["ext.i18n.trimmed"] = True  # a sentence may be broken over lines of the template
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    made.loader = ChoiceLoader([made.loader, PackageLoader("nhsuk_frontend_jinja", package_path="templates")])
    made.globals.update(
        url=lambda name, *args, **kwargs: reverse(name, args=args, kwargs=kwargs),
        asset=asset,
        version=whytwitch.__version__,
        language=language,
        direction=direction,
    )
    made.filters.update(
        day=day,
        clock=clock,
        readable=readable,
        dict_with=dict_with,
        called=called,
        shown_unit=readable_unit,
        test_name=test_name,
    )
    return made
