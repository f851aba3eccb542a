"""Causes that can switch on the same few items, taken in together (see docs/reasoning.md).

Most causes of a wide network touch the same items. Two causes with tables over the same *k* items combine to the table
of "switched on by either": a sum over pairs of subsets whose union is given. It is written as three products per item,
each a sum of positive terms, so that nothing cancels; pairs are joined in a binary tree, all pairs of a level at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

#: Most items and fewest causes that a bundle may have.
MOST_ITEMS, FEWEST_CAUSES = 4, 3


# Each of these works on the leading axis of a table, which holds one place per set of items (item 0 leads). For one
# item and the masses (off, on) of two tables a and b: off = a0 b0, and on = a1 (b0 + b1) + a0 b1.


@lru_cache(maxsize=32)
def _indices(k: int) -> tuple[np.ndarray, np.ndarray]:
    """Places that the left factor, and the worth of the outcome, take in the three products per item."""
    left = worth = np.zeros(1, dtype=int)
    for _ in range(k):
        left = (2 * left[:, None] + np.array([0, 1, 0])).ravel()
        worth = (2 * worth[:, None] + np.array([0, 1, 1])).ravel()
    return left, worth


def _by_axis(table: np.ndarray, k: int, inside: int, outside: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Views of a table, and of the table that replaces it, with one axis after the other in the middle."""
    for axis in range(k):
        view = table.reshape(outside**axis, inside, inside ** (k - 1 - axis), *table.shape[1:])
        new = np.empty((len(view), outside, *view.shape[2:]), table.dtype)
        yield view, new
        table = new.reshape(-1, *table.shape[1:])


def _right(table: np.ndarray, k: int) -> np.ndarray:
    """Per item (b0, b0 + b1, b1)."""
    shape = table.shape[1:]
    for view, new in _by_axis(table, k, 2, 3):
        new[:, 0], new[:, 2] = view[:, 0], view[:, 1]
        np.add(view[:, 0], view[:, 1], out=new[:, 1])
        table = new
    return table.reshape(3**k, *shape)


def _out(table: np.ndarray, k: int) -> np.ndarray:
    """Per item (p0, p1 + p2)."""
    shape = table.shape[1:]
    for view, new in _by_axis(table, k, 3, 2):
        new[:, 0] = view[:, 0]
        np.add(view[:, 1], view[:, 2], out=new[:, 1])
        table = new
    return table.reshape(2**k, *shape)


def _left_back(table: np.ndarray, k: int) -> np.ndarray:
    """The transpose of taking (a0, a1, a0)."""
    shape = table.shape[1:]
    for view, new in _by_axis(table, k, 3, 2):
        np.add(view[:, 0], view[:, 2], out=new[:, 0])
        new[:, 1] = view[:, 1]
        table = new
    return table.reshape(2**k, *shape)


def _right_back(table: np.ndarray, k: int) -> np.ndarray:
    """The transpose of (b0, b0 + b1, b1)."""
    shape = table.shape[1:]
    for view, new in _by_axis(table, k, 3, 2):
        np.add(view[:, 0], view[:, 1], out=new[:, 0])
        np.add(view[:, 1], view[:, 2], out=new[:, 1])
        table = new
    return table.reshape(2**k, *shape)


class Bundle:
    """The joint table of several causes over the same items.

    Parameters
    ----------
    off, on : ndarray, shape (n_causes, B)
        Weight of absent and of present of each cause.
    weights : list of ndarray, shape (n_causes, B or 1)
        Per item, P(switched on by this cause alone | present).
    """

    def __init__(self, off: np.ndarray, on: np.ndarray, weights: list[np.ndarray]) -> None:
        self.off = off
        self.k = len(weights)
        self.left, self.worth = _indices(self.k)
        part = on[None]
        for weight in reversed(weights):
            part = np.concatenate([part * (1 - weight), part * weight])
        self.on = part  # (2**k, n_causes, B)
        whole = part.copy()
        whole[0] += off
        self.levels = [whole]
        while whole.shape[1] > 1:
            whole = self._joined(whole)
            self.levels.append(whole)

    def _joined(self, whole: np.ndarray) -> np.ndarray:
        pairs = whole.shape[1] // 2
        a, b = whole[:, 0 : 2 * pairs : 2], whole[:, 1 : 2 * pairs : 2]
        made = _out(a[self.left] * _right(b, self.k), self.k)
        return np.concatenate([made, whole[:, -1:]], axis=1) if whole.shape[1] % 2 else made

    @property
    def table(self) -> np.ndarray:
        """Mass of each set of items switched on by these causes, shape (2**k, B)."""
        return self.levels[-1][:, 0]

    def masses(self, back: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Mass of the evidence with each cause present, and absent.

        Parameters
        ----------
        back : ndarray, shape (2**k, B)
            What one unit of mass in each place of :attr:`table` is worth.

        Returns
        -------
        on, off : ndarray, shape (n_causes, B)
        """
        worth = back[:, None]
        for whole in self.levels[-2::-1]:
            pairs = whole.shape[1] // 2
            a, b = whole[:, 0 : 2 * pairs : 2], whole[:, 1 : 2 * pairs : 2]
            spread = worth[self.worth, :pairs]
            below = np.empty((*whole.shape[:2], back.shape[1]), back.dtype)
            below[:, 0 : 2 * pairs : 2] = _left_back(spread * _right(b, self.k), self.k)
            below[:, 1 : 2 * pairs : 2] = _right_back(spread * a[self.left], self.k)
            if whole.shape[1] % 2:
                below[:, -1] = worth[:, -1]
            worth = below
        return (worth * self.on).sum(axis=0), worth[0] * self.off


def items_first(table: np.ndarray, places: list[int]) -> np.ndarray:
    """A table of shape (2**live, B) with the named axes in front: shape (2**k, 2**(live - k), B), a copy."""
    live = (len(table) - 1).bit_length()
    shaped = table.reshape((2,) * live + table.shape[-1:])
    moved = np.moveaxis(shaped, places, range(len(places)))
    return moved.reshape(1 << len(places), -1, table.shape[-1])


def items_back(table: np.ndarray, places: list[int]) -> np.ndarray:
    """The reverse of :func:`items_first`, shape (2**live, B)."""
    columns = table.shape[-1]
    live = (table.shape[0] * table.shape[1] - 1).bit_length()
    shaped = table.reshape((2,) * live + (columns,))
    return np.moveaxis(shaped, range(len(places)), places).reshape(-1, columns)


def merge(bundle: Bundle, table: np.ndarray) -> np.ndarray:
    """Take a bundle into a table with its items in front.

    Parameters
    ----------
    bundle : Bundle
    table : ndarray, shape (2**k, rest, B)

    Returns
    -------
    ndarray, shape (2**k, rest, B)
    """
    return _out(table[bundle.left] * _right(bundle.table, bundle.k)[:, None], bundle.k)


def unmerge(bundle: Bundle, table: np.ndarray, back: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The transpose of :func:`merge`.

    Parameters
    ----------
    bundle : Bundle
    table : ndarray, shape (2**k, rest, B)
        As it was before the merge.
    back : ndarray, shape (2**k, rest, B)
        Worth of each place after it.

    Returns
    -------
    before : ndarray, shape (2**k, rest, B)
        Worth of each place of ``table``.
    own : ndarray, shape (2**k, B)
        Worth of each place of the bundle's own table.
    """
    spread = back[bundle.worth]
    own = _right_back(np.einsum("krb,krb->kb", spread, table[bundle.left]), bundle.k)
    spread *= _right(bundle.table, bundle.k)[:, None]
    return _left_back(spread, bundle.k), own
