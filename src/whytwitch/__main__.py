"""``python -m whytwitch``: the same as the ``whytwitch`` command."""

import sys

from whytwitch.cli import main

if __name__ == "__main__":  # worker processes import this file too
    sys.exit(main())
