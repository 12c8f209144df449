"""`python -m reports` is the same as the command `reports`."""

from __future__ import annotations

from reports.cli import main

if __name__ == "__main__":
    main()
