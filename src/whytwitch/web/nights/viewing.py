"""The viewer of a night: the page, what it has to know, and windows of signal as numbers."""

from __future__ import annotations

import json
import uuid
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from whytwitch.errors import InputError
from whytwitch.store.files import path_of
from whytwitch.store.models import Night
from whytwitch.web.nights.presenters import NightPresenter
from whytwitch.web.people import page_about, person_of

if TYPE_CHECKING:
    from whytwitch.evidence.night.view import NightView

#: Rows on the screen at once, and so channels in one request.
CHANNELS_MAX = 24
EDITIONS = ("wasm2016", "aasm3")


@require_GET
def view_night(request: HttpRequest, person_id: uuid.UUID, night_id: uuid.UUID) -> HttpResponse:
    """The page of the viewer."""
    person, row = _night(request, person_id, night_id)
    return page_about(request, person, "nights/view.jinja", night=NightPresenter(row), row=row)


@require_GET
def about_night(request: HttpRequest, person_id: uuid.UUID, night_id: uuid.UUID) -> HttpResponse:
    """Channels, stages, movements and marks of a night, as JSON."""
    _, row = _night(request, person_id, night_id)
    view = _view(row)
    result = _result(row)
    marks = _marks(row)
    legs = {leg["label"] for leg in result["recording"]["legs"]}
    return JsonResponse(
        {
            "hours": view.hours,
            "start": result["recording"]["start"],
            "gaps": [
                [before[0] + before[2] * view.file.record_s, after[0]]
                for before, after in zip(view.segments, view.segments[1:], strict=False)
            ],
            "channels": [{**one, "leg": one["label"] in legs} for one in view.channels()],
            "stages": result["sleep"]["stages"],
            "movements": result["lms"],
            "editions": {name: _edition(result["editions"][name]) for name in EDITIONS},
            "marks": marks,
            "unscorable": result["unscorable"],
        }
    )


@require_GET
def window_of_night(request: HttpRequest, person_id: uuid.UUID, night_id: uuid.UUID) -> HttpResponse:
    """Some channels between two moments.

    The answer is little-endian: the length of a JSON header as uint32, the header (``[{"index", "n", "exact"}]``,
    padded with spaces to a multiple of 8), then for each channel its ``n`` seconds as float64 and its ``n`` values as
    float32, each padded to a multiple of 8 bytes.
    """
    _, row = _night(request, person_id, night_id)
    try:
        from_s, to_s = float(request.GET["from"]), float(request.GET["to"])
        points = int(request.GET.get("points", "1200"))
        wanted = [int(one) for one in request.GET["channels"].split(",") if one][:CHANNELS_MAX]
    except (KeyError, ValueError):
        return HttpResponse("A window needs from, to and channels as numbers.\n", status=400, content_type="text/plain")
    try:
        view = _view(row)
        found = [(index, view.window(index, from_s, to_s, points)) for index in wanted]
    except InputError as error:
        return HttpResponse(f"{error.sentence()}\n", status=400, content_type="text/plain")
    header = json.dumps([{"index": index, "n": len(one.seconds), "exact": one.exact} for index, one in found]).encode()
    header += b" " * (-(len(header) + 4) % 8)
    parts = [len(header).to_bytes(4, "little"), header]
    for _, one in found:
        values = one.values.astype("<f4").tobytes()
        parts += [one.seconds.astype("<f8").tobytes(), values, b"\0" * (-len(values) % 8)]
    return HttpResponse(b"".join(parts), content_type="application/octet-stream")


def _night(request: HttpRequest, person_id: uuid.UUID, night_id: uuid.UUID) -> tuple[Any, Night]:
    person = person_of(request, person_id)
    row = get_object_or_404(Night, pk=night_id, person=person, withdrawn_at=None)
    if row.recording is None:
        raise Http404  # a list of events has no signal to look at
    return person, row


def _view(row: Night) -> NightView:
    assert row.recording is not None
    path = path_of(row.recording)
    if not path.exists():
        raise Http404
    return _open(path)


@lru_cache(maxsize=4)
def _open(path: Path) -> NightView:
    """Opened once; the name of a stored file is its hash, so what stands in it never changes."""
    from whytwitch.evidence.night.view import NightView

    return NightView(path, keep=path.with_suffix(".npz"))


def _result(row: Night) -> dict[str, Any]:
    scoring = row.scorings.order_by("-made_at").first()
    if scoring is None:
        raise Http404
    return scoring.result  # type: ignore[no-any-return]


def _marks(row: Night) -> list[dict[str, Any]]:
    from whytwitch.evidence.night.view import marks_of

    assert row.recording is not None
    try:
        return marks_of(path_of(row.recording), [path_of(row.events)] if row.events else [])
    except InputError:
        return []  # the night was scored without them; its page says so


def _edition(edition: dict[str, Any]) -> dict[str, Any]:
    """What is drawn of one rule book: candidates that count or not, and the spans of its series."""
    onset = {one["id"]: one for one in edition["candidates"]}
    return {
        "candidates": [
            {
                key: one[key]
                for key in ("onset_s", "duration_s", "leg", "clm", "series", "respiratory", "arousal", "excluded")
            }
            for one in edition["candidates"]
        ],
        "series": [
            {
                "from_s": onset[one["from"]]["onset_s"],
                "to_s": onset[one["to"]]["onset_s"] + onset[one["to"]]["duration_s"],
                "count": one["count"],
            }
            for one in edition["series"]
        ],
    }
