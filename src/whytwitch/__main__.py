"""``python -m whytwitch``."""

from whytwitch.cli import main

if __name__ == "__main__":
    main()
