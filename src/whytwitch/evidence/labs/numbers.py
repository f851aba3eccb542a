"""Numbers as people in different countries write them. What can be read in two ways is asked about."""

from __future__ import annotations

import math
import re
from functools import lru_cache

#: A number with separators, for use inside a pattern.
NUMBER = r"[+-]?[0-9]+(?:[.,'’\u00a0\u202f\u2009 ]?[0-9]+)*(?:[eE][+-]?[0-9]{1,3})?"


def shown(text: object, size: int = 40) -> str:
    """A short, printable form of what somebody wrote, for a warning."""
    if isinstance(text, str) and len(text) <= size and text.isprintable() and "  " not in text:
        return text.strip()
    flat = "".join(sign if sign.isprintable() else " " for sign in str(text)[: 2 * size])
    flat = " ".join(flat.split())
    return flat if len(flat) <= size else flat[: size - 1] + "…"


@lru_cache(maxsize=20_000)
def parse_number(text: str, comma: bool | None = None) -> tuple[float | None, str, bool]:
    """Read one number.

    Parameters
    ----------
    text : str
        Digits with at most a sign, separators and an exponent.
    comma : bool, optional
        What the rest of the file does: True, decimals stand after a comma; False, after a point; None, not known.

    Returns
    -------
    number : float or None
        None when it can be read in two ways, or not at all.
    warning : str
        What was repaired, or why it is not clear.
    decimal_comma : bool
        It was read with a decimal comma.
    """
    flat = re.sub(r"(?<=[0-9])['’\u00a0\u202f\u2009 ](?=[0-9]{3}(?:[^0-9]|$))", "", text.strip())
    if re.search(r"[^0-9.,eE+-]", flat):
        return None, f"'{shown(text)}' is no number", False
    body, _, power = flat.lower().partition("e")
    sign = "-" if body.startswith("-") else ""
    digits = body.lstrip("+-")
    points, commas = digits.count("."), digits.count(",")
    warning, decimal_comma = "", False
    if points and commas:
        decimal_comma = digits.rfind(",") > digits.rfind(".")
        group, mark = (".", ",") if decimal_comma else (",", ".")
        if digits.count(mark) > 1 or not re.fullmatch(rf"[0-9]{{1,3}}(?:\{group}[0-9]{{3}})+", digits.split(mark)[0]):
            return None, f"'{shown(text)}' is no number", False
        digits = digits.replace(group, "").replace(",", ".")
        warning = f"'{shown(text)}' read as {sign}{digits}"
    elif points > 1 or commas > 1:
        group = "." if points else ","
        if not re.fullmatch(rf"[0-9]{{1,3}}(?:\{group}[0-9]{{3}})+", digits):
            return None, f"'{shown(text)}' is no number", False
        digits = digits.replace(group, "")
        warning = f"'{shown(text)}' read as {sign}{digits}"
    elif commas:
        grouped = re.fullmatch(r"[1-9][0-9]{0,2},[0-9]{3}", digits)
        if grouped and comma is None:
            plain = digits.replace(",", "")
            return (
                None,
                f"'{shown(text)}' may be {digits.replace(',', '.')} or {plain}: write it without the comma",
                False,
            )
        if grouped and comma is False:
            digits = digits.replace(",", "")
            warning = f"'{shown(text)}' read as {sign}{digits}, because this file writes decimals with a point"
        else:
            digits, decimal_comma = digits.replace(",", "."), True
            warning = f"decimal comma: '{shown(text)}' read as {sign}{digits}"
    elif points and comma and re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", digits):
        plain = digits.replace(".", "")
        return (
            None,
            f"'{shown(text)}' may be {digits} or {plain}, because this file writes decimals with a comma",
            False,
        )
    try:
        number = float(f"{sign}{digits}{'e' + power if power else ''}")
    except ValueError:
        return None, f"'{shown(text)}' is no number", False
    if not math.isfinite(number):
        return None, f"'{shown(text)}' is too large", False
    return number, warning, decimal_comma
