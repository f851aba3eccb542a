"""The app under load: ``python3 dev.py bench app [--people 20] [--think 3] [--rounds 1]``.

Twenty people answer the interview at once against one server on loopback; each reads a page for some seconds
(drawn evenly between half and one and a half times ``--think``) before sending it, which is quicker than people are.
Sending, where it leads and the next page are three requests that follow each other at once, as in a browser.
Times are what they wait for a step (one request) and for the picture; memory is the server's largest resident set. The
peer of the same run is the smallest page there is (``/emergency/``), asked for by as many at once: the ratio says what
the reasoning adds to the serving.
"""

from __future__ import annotations

import argparse
import platform
import random
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.web.answering import Answering, story_case
from tests.web.client import Client
from tests.web.conftest import start_server

#: What issue 7 asks for, in milliseconds and MB.
STEP, PICTURE, MEMORY = 150, 300, 400
#: Cases of different length and reasoning.
CASES = (
    "01-calf-twitch",
    "04-urge-in-the-evening",
    "06-night-cramp-and-diuretic",
    "11-back-pain-one-leg",
    "05-partner-sees-kicks",
)


class Timed(Client):
    """A client that notes how long each page took."""

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str):
        if method == "POST" and self.think:
            time.sleep(self.dice.uniform(0.5, 1.5) * self.think)
        begun = time.perf_counter()
        answer = super().ask(method, path, body, **headers)
        self.times.append((method, path, time.perf_counter() - begun))
        return answer


def p95(times: list[float]) -> float:
    """The 95th percentile in milliseconds."""
    return 1000 * statistics.quantiles(times, n=20)[-1] if len(times) > 1 else 1000 * times[0]


def largest(pid: int) -> float:
    """The largest resident set so far, in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return float("nan")


def one_person(server, number: int, found: list, think: float = 0.0, rounds: int = 1) -> None:
    """Answer a whole interview, for one person after the other."""
    client = Timed(server)
    client.think, client.dice = think, random.Random(number)
    for one in range(rounds):
        client.times = []
        Answering(client, different(number + 100 * one)).begin().answer_everything()
        found.append(client.times)


def different(number: int) -> dict:
    """A case that is nobody else's: the app works out equal cases once, and twenty people are not equal."""
    case, group = story_case(CASES[number % len(CASES)]), number // len(CASES)
    return case | {"person": case["person"] | {"age": case["person"]["age"] + group % 20 + group // 20 * 4}}


def at_once(count: int, work, *arguments) -> None:
    """Let so many do the same at once."""
    threads = [threading.Thread(target=work, args=(*arguments[:1], number, *arguments[1:])) for number in range(count)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def main(arguments: list[str]) -> int:
    """Run it and print what was measured."""
    asked = argparse.ArgumentParser(description="The app under load")
    asked.add_argument("--people", type=int, default=20)
    asked.add_argument(
        "--rounds", type=int, default=1, help="interviews that each of them answers, one after the other"
    )
    asked.add_argument("--think", type=float, default=3.0, help="seconds that each page is read")
    args = asked.parse_args(arguments)
    folder = Path(tempfile.mkdtemp())
    server = start_server(folder / "data", folder / "log")
    try:
        one_person(server, 0, [])  # warm
        small: list = []

        def plain(where, _number: int, times: list) -> None:
            client = Client(where)
            for _ in range(20):
                begun = time.perf_counter()
                client.get("/emergency/")
                times.append(time.perf_counter() - begun)

        at_once(args.people, plain, server, small)
        found: list = []
        begun = time.perf_counter()
        at_once(args.people, one_person, server, found, args.think, args.rounds)
        took = time.perf_counter() - begun
        times = [row for person in found for row in person]
        pictures = [seconds for _, path, seconds in times if path.endswith("/picture/")]
        steps = [seconds for _, path, seconds in times if not path.endswith("/picture/")]
        memory = largest(server.process.pid)
    finally:
        server.process.terminate()
        server.process.wait(10)
    print(
        f"{platform.machine()}, CPython {platform.python_version()}, {args.people} people at once, {took:.0f} s in all"
    )
    print(f"command: python3 dev.py bench app --people {args.people} --think {args.think:g} --rounds {args.rounds}")
    print(f"smallest page: p95 {p95(small):.0f} ms (the peer)")
    p50 = 1000 * statistics.median(steps)
    print(f"step (one request): p50 {p50:.0f} ms, p95 {p95(steps):.0f} ms; wanted {STEP}")
    print(f"picture: p50 {1000 * statistics.median(pictures):.0f} ms, p95 {p95(pictures):.0f} ms; wanted {PICTURE}")
    print(f"ratio to the smallest page: step {p95(steps) / p95(small):.1f}, picture {p95(pictures) / p95(small):.1f}")
    print(f"memory: {memory:.0f} MB; wanted {MEMORY}")
    print(f"interviews finished: {len(found)} of {args.people * args.rounds}")
    return 0 if len(found) == args.people * args.rounds else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
