"""What stands beside the indices of a night: numbers of healthy people and of definitions, each with its source."""

from __future__ import annotations

from datetime import date
from typing import Literal

from whytwitch.model.base import Frozen


class Normal(Frozen):
    """One sentence to read beside an index."""

    of: Literal["plms_per_h", "periodicity", "nights"]
    text: str
    cited: str
    url: str
    tag: Literal["measured", "derived", "expert"]
    verified: bool
    date: date


def normals() -> tuple[Normal, ...]:
    """Return the sentences of ``data/nights.yaml``.

    Returns
    -------
    tuple of Normal
        In the order of the file.
    """
    from whytwitch.knowledge.files import read_data

    return tuple(Normal.model_validate(one) for one in read_data("nights.yaml").get("normals", ()))
