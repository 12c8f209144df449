"""The command line with the stub in place of reading and parsing, as a process of its own that can be killed."""

from __future__ import annotations

from reports.batch.settings import WorkSettings

STUB = "tests.batch.stub_work:work"


def use_stub() -> None:
    """Make the stub the default of `WorkSettings`: the class itself must stay, it is pickled by name."""
    made = WorkSettings.__init__
    assert made.__defaults__
    made.__defaults__ = (*made.__defaults__[:-1], STUB)


def main() -> None:
    """Run the command line; every batch of it works with the stub."""
    use_stub()
    from reports.cli import main as command_line

    command_line()


if __name__ == "__main__":
    main()
