"""Units of voltage as EDF headers spell them. The unit is read, never guessed from how large the numbers are."""

from __future__ import annotations

import unicodedata

_TO_UV = {"v": 1e6, "mv": 1e3, "uv": 1.0, "nv": 1e-3}
_WORDS = {
    "volt": "v", "volts": "v", "millivolt": "mv", "millivolts": "mv", "microvolt": "uv", "microvolts": "uv",
    "nanovolt": "nv", "nanovolts": "nv", "mcv": "uv", "uvolt": "uv", "uvolts": "uv", "mvolt": "mv", "µvolt": "uv",
    "microv": "uv", "micro v": "uv", "micro volt": "uv", "muv": "uv", "uv.": "uv", "mv.": "mv", "millivolt.": "mv",
}  # fmt: skip
_SHOWN = {"v": "V", "mv": "mV", "uv": "uV", "nv": "nV"}


def to_uv(raw: bytes | str) -> tuple[str | None, float | None]:
    """Return the normalised unit and its factor to microvolt.

    Parameters
    ----------
    raw : bytes or str
        The header's eight characters: ``uV``, ``µV`` in Latin-1, UTF-8 (micro sign or Greek mu) or code page 437,
        ``mV``, ``V``, ``nV``, small or capital, with stray NULs and spaces.

    Returns
    -------
    tuple of (str or None, float or None)
        ``("uV", 1.0)``, or ``(None, None)`` for an empty or unknown unit. ``MV`` stays unknown: nobody measures
        megavolts, and millivolts are written ``mV``.
    """
    if isinstance(raw, bytes):
        raw = raw.strip(b" \x00\t")
        if raw[1:].lower() == b"v" and raw[:1] in (b"\xe6", b"\xec"):  # mu in code page 437 or 850, and in Greek ones
            return "uV", 1.0
        if raw[2:].lower() == b"v" and raw[:2] in (b"\x83\xca", b"\xa6\xcc"):  # mu in Shift-JIS, and in EUC and GB
            return "uV", 1.0
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = raw.decode("latin-1")
    else:
        text = raw
    text = unicodedata.normalize("NFKC", text).strip(" \x00[]()").replace("\u03bc", "u").replace("\u00b5", "u")
    if text == "MV":
        return None, None
    word = text.lower()
    word = _WORDS.get(word, word)
    if word not in _TO_UV:
        return None, None
    return _SHOWN[word], _TO_UV[word]
