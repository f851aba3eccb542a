"""Open the data folder without a server: for commands."""

from __future__ import annotations

import os
from pathlib import Path

from whytwitch.errors import ContradictionError, UnknownNameError
from whytwitch.store.folder import prepare


def open_folder(data: Path | None = None) -> Path:
    """Set Django up for one data folder and bring its tables up to date; once in a process.

    Parameters
    ----------
    data : Path, optional
        The data folder; default: below the user's data directory.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    SystemPartError
        When it cannot be written.
    """
    folder = prepare(data)
    os.environ["WHYTWITCH_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "whytwitch.web.settings"
    os.umask(0o077)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    return folder


def person_named(name: str | None, *, make: bool = False) -> object:
    """The person a command is about.

    Parameters
    ----------
    name : str or None
        Label or id; None: the only one there is.
    make : bool
        Make one when there is none.

    Returns
    -------
    Person
        Their row.

    Raises
    ------
    UnknownNameError
        When there is none of that name.
    ContradictionError
        When it could be several.
    """
    from whytwitch.store.models import Person, User

    people = list(Person.objects.filter(owner=User.objects.local()))
    found = [one for one in people if name is None or name in (one.label, str(one.pk))]
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        raise ContradictionError(
            "there are several people", where="--person", allowed=", ".join(one.label or str(one.pk) for one in found)
        )
    if make and not people:
        return Person.objects.create(owner=User.objects.local(), label=name or "")
    if not people:
        raise UnknownNameError("nobody is here yet", todo="note something first; another folder is named with --data")
    raise UnknownNameError("there is no such person here", where="--person", found=repr(name or ""), todo="see --data")
