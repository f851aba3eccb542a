"""The folder in which everything personal is kept."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

from whytwitch.errors import SystemPartError


def default_folder() -> Path:
    """Where this user's data goes unless another place is named.

    Returns
    -------
    Path
        ``whytwitch`` below the user's data directory of the operating system; it need not exist yet.
    """
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "whytwitch"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "whytwitch"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "whytwitch"


def prepare(folder: Path | None = None) -> Path:
    """Make the data folder if it is not there, readable by its owner alone.

    Parameters
    ----------
    folder : Path, optional
        Default: :func:`default_folder`.

    Returns
    -------
    Path
        Absolute path of a folder that can be written.

    Raises
    ------
    SystemPartError
        When it cannot be made or written.
    """
    path = (folder or default_folder()).expanduser().absolute()
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.name == "posix" and path.stat().st_mode & 0o077 and path.stat().st_uid == os.getuid():
            path.chmod(0o700)
        for inner in ("files", "incoming"):
            (path / inner).mkdir(exist_ok=True, mode=0o700)
        probe = path / f".probe-{os.getpid()}"
        probe.touch(mode=0o600)
        probe.unlink()
    except OSError as error:
        raise SystemPartError(
            "the folder for your data cannot be written",
            where=str(path),
            found=error.strerror or "",
            todo="choose another with --data DIR",
        ) from None
    return path


def secret_key(folder: Path) -> str:
    """The key that signs sessions: random, made once, readable by its owner alone."""
    path = folder / "secret_key"
    try:
        held = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        held = ""
    if len(held) >= 50:
        return held
    key = secrets.token_urlsafe(64)
    temporary = folder / f".secret_key-{os.getpid()}"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(key)
    temporary.replace(path)
    return key
