"""Requests take turns: a few at once, in order; nobody waits for long, and numbers to call never wait."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace

import pytest

from whytwitch.web import turns


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch):
    """A middleware whose pages stay until they are let go; how many were inside at once."""
    monkeypatch.setattr(turns, "_turns", threading.Semaphore(turns.AT_ONCE))
    monkeypatch.setattr(turns, "PATIENCE", 30.0)
    go, inside, order, lock = threading.Event(), [], [], threading.Lock()

    def page(request):
        with lock:
            inside.append(request.path)
            order.append(request.path)
        go.wait(30)
        with lock:
            inside.remove(request.path)
        return request.path

    return SimpleNamespace(ask=turns.TakingTurns(page), go=go, inside=inside, order=order)


def asking(gate, path: str) -> threading.Thread:
    thread = threading.Thread(target=gate.ask, args=(SimpleNamespace(path=path),))
    thread.start()
    return thread


def until(held) -> None:
    end = time.monotonic() + 10
    while not held():
        assert time.monotonic() < end, "it does not come about"
        time.sleep(0.005)


def test_only_a_few_at_once(gate) -> None:
    threads = [asking(gate, f"/{number}/") for number in range(turns.AT_ONCE + 3)]
    until(lambda: len(gate.inside) == turns.AT_ONCE)
    time.sleep(0.2)
    assert len(gate.inside) == turns.AT_ONCE
    gate.go.set()
    for one in threads:
        one.join(10)
    assert len(gate.order) == turns.AT_ONCE + 3
    assert turns._turns._value == turns.AT_ONCE, "every turn was given back"


def test_in_the_order_in_which_they_came(gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_turns", threading.Semaphore(1))
    threads = []
    for number in range(5):
        threads.append(asking(gate, f"/{number}/"))
        until(lambda here=number: len(turns._turns._cond._waiters) == here)
    gate.go.set()
    for one in threads:
        one.join(10)
    assert gate.order == [f"/{number}/" for number in range(5)]


def test_numbers_to_call_never_wait(gate) -> None:
    threads = [asking(gate, f"/{number}/") for number in range(turns.AT_ONCE)]
    until(lambda: len(gate.inside) == turns.AT_ONCE)
    threads += [asking(gate, "/emergency/"), asking(gate, "/people/x/emergency/")]
    until(lambda: len(gate.inside) == turns.AT_ONCE + 2)
    gate.go.set()
    for one in threads:
        one.join(10)
    assert turns._turns._value == turns.AT_ONCE


def test_nobody_waits_long_for_long_work(gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    threads = [asking(gate, f"/{number}/") for number in range(turns.AT_ONCE + 1)]
    until(lambda: len(gate.inside) == turns.AT_ONCE + 1)
    gate.go.set()
    for one in threads:
        one.join(10)
    assert turns._turns._value == turns.AT_ONCE, "who had no turn gives none back"


def test_who_waits_for_another_thread_lets_others_go_first(gate) -> None:
    seen = []

    def page(_request):
        with turns.others_first():
            seen.append(turns._turns._value)
        seen.append(turns._turns._value)
        return "done"

    assert turns.TakingTurns(page)(SimpleNamespace(path="/")) == "done"
    assert seen == [turns.AT_ONCE, turns.AT_ONCE - 1]
    assert turns._turns._value == turns.AT_ONCE


def test_a_turn_is_given_back_by_a_page_that_fails(gate) -> None:
    def page(_request):
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        turns.TakingTurns(page)(SimpleNamespace(path="/"))
    assert turns._turns._value == turns.AT_ONCE
