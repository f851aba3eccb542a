"""One number that several conditions have bands of is one reason, so that it never speaks for and against a cause."""

from __future__ import annotations

import numpy as np


def same_number(ids: tuple[str, ...]) -> tuple[tuple[int, ...], ...]:
    """Find the items that are one number: ``number`` and ``number (condition)``.

    Parameters
    ----------
    ids : tuple of str
        Items of the evidence.

    Returns
    -------
    tuple of tuple of int
        Rows that belong together; numbers with one row only are left out.
    """
    rows: dict[str, list[int]] = {}
    for row, name in enumerate(ids):
        rows.setdefault(name.partition(" (")[0], []).append(row)
    return tuple(tuple(held) for held in rows.values() if len(held) > 1)


def number_once(moved: np.ndarray, same: tuple[tuple[int, ...], ...]) -> np.ndarray:
    """Put the parts of each number on the row of the largest; the sum stays what it was.

    Parameters
    ----------
    moved : ndarray of float, shape (n_items,)
        Log10 odds by which each item moved one cause.
    same : tuple of tuple of int
        From :func:`same_number`.

    Returns
    -------
    ndarray of float, shape (n_items,)
    """
    if not same:
        return moved
    held = moved.copy()
    for rows in same:
        chief = max(rows, key=lambda row: abs(float(moved[row])))
        held[list(rows)] = 0.0
        held[chief] = moved[list(rows)].sum()
    return held
