"""Writes the pages of docs/ that are made from code (schema, help of each command), and the samples in others.

Run `make docs` after changing a record, an option or a code; a test compares the pages with the code.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel
from rich.console import Console

import reports
from reports.cli import cli
from reports.digest.compare import Comparison
from reports.digest.records import Digest
from reports.digest.views.timeline import Timeline
from reports.records import Report
from reports.render.terminal import render
from reports.render.typelist import type_rows

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
_SHOWN_STORY, _SHOWN_DATE = "data/samples/ukraine-wire.txt", "2024-11-14"
_MARKS = ("<!-- output: written by make docs -->\n", "<!-- end of output -->")
_WIDTH = 100


def schema_page() -> str:
    """docs/schema.md: the records with their fields, the closed sets with their values, the codes of claim types."""
    return "\n".join([_SCHEMA_HEAD, *_records((Report,), _meanings()), _types_table()])


def digest_page() -> str:
    """docs/digest-records.md: the records of digests, timelines and comparisons, and their closed sets."""
    return "\n".join([_DIGEST_HEAD, *_records((Digest, Timeline, Comparison), _meanings("meanings_digest.tsv"))])


def _records(models: Iterable[type[BaseModel]], meanings: dict[str, str]) -> Iterator[str]:
    """A table for each model, then for each record below them, then the closed sets."""
    below: dict[str, Any] = {}
    for model in models:
        schema = model.model_json_schema(by_alias=True)
        below |= schema.pop("$defs")
        yield _record(model.__name__, schema, meanings)
    for name, item in sorted(below.items()):
        if "properties" in item:
            yield _record(name, item, meanings)
    yield "## Closed sets\n"
    for name, item in sorted(below.items()):
        if "enum" in item:
            yield f"**{name}**: {', '.join(f'`{value}`' for value in item['enum'])}\n"


_SCHEMA_HEAD = """# The records

This page is made from the code (`make docs`). `reports schema` prints the JSON Schema.

Schema version 1. A later version of `reports` may add optional fields; it does not rename or drop any.

- Offsets `start` and `end` count characters (Unicode code points) of `article.text`, the end not included:
  `article.text[start:end] == text` holds for every excerpt.
- What the story does not say is `null`, or absent from a list. Nothing is guessed.
- Ids (`a1` actors, `p1` places, `s1` sources, `q1` statements, `c1` claims, `n1` notes, `e1` events) are those of one
  report, in order of first mention.
- `attribution.source` of a claim is the source that makes it; `null` means that the story says it in its own voice.
"""


_DIGEST_HEAD = """# The records of a digest

This page is made from the code (`make docs`). `reports schema digest`, `reports schema timeline` and
`reports schema comparison` print the JSON Schemas. What they are for is in [digest.md](digest.md).

- Claims are named by story and claim: `t3/c7`. Stories `t1`, `t2` ... are those of one digest, groups `g1`, `g2` ... of
  one incident.
- What no story says is `null`, or absent from a list. Tolls are ranges of what is told; nothing is added up.
- Offsets count characters of the story's `article.text`, as in [the reports](schema.md).
"""


def _record(name: str, item: dict[str, Any], meanings: dict[str, str]) -> str:
    lines = [f"## {name}\n"]
    if item.get("description"):
        lines.append(f"{' '.join(item['description'].split())}\n")
    lines += ["| field | type | default | meaning |", "|---|---|---|---|"]
    required = set(item.get("required", ()))
    for field, kind in item["properties"].items():
        default = "" if field in required else _default(kind)
        meaning = meanings.get(f"{name}.{field}") or _EXCERPT[field]
        lines.append(f"| `{field}` | {_type(kind)} | {default} | {meaning} |")
    return "\n".join(lines) + "\n"


_EXCERPT = {"start": "first character", "end": "one past the last character", "text": "the words themselves"}


def _meanings(name: str = "meanings.tsv") -> dict[str, str]:
    """Meanings by "Record.field", from a file beside this. A field without one stops the writing with a KeyError."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


def _default(kind: dict[str, Any]) -> str:
    value = kind.get("default")
    if kind.get("type") == "object":
        return "`{}`"
    if isinstance(value, dict):
        return ""
    return f"`{'null' if value is None else '[]' if value == [] else str(value).lower()}`"


def _type(kind: dict[str, Any]) -> str:
    """A JSON Schema type in a few words: "[Claim](#claim) list", "text or null"."""
    if "$ref" in kind:
        return kind["$ref"].rpartition("/")[2]
    if "anyOf" in kind:
        return " or ".join(_type(option) for option in kind["anyOf"])
    if "const" in kind:
        return f"`{kind['const']}`"
    if "enum" in kind:
        return ", ".join(f"`{value}`" for value in kind["enum"])
    if kind.get("type") == "array":
        return f"list of {_type(kind['items'])}"
    names = {"string": "text", "integer": "whole number", "boolean": "true or false"}
    return names.get(kind.get("type", ""), str(kind.get("type", "any")))


def _types_table() -> str:
    lines = [
        "## Claim types\n",
        "Codes of a type whatever its words; certain words lead to narrower ones (`reports types`).\n",
        "| type | what | ACLED | PLOVER | CAMEO |",
        "|---|---|---|---|---|",
    ]
    for row in type_rows():
        codes = " | ".join(row[book] or "" for book in ("acled", "plover", "cameo"))
        lines.append(f"| `{row['type']}` | {row['what']} | {codes} |")
    return "\n".join(lines) + "\n"


def cli_page() -> str:
    """docs/cli.md: the help of each command as the command prints it."""
    parts = [_CLI_HEAD, _help(cli, "reports", None)]
    context = click.Context(cli, info_name="reports")
    commands = ((name, cli.get_command(context, name)) for name in cli.list_commands(context))
    parts += [_help(command, name, context) for name, command in commands if command is not None]
    return "\n".join(parts)


_CLI_HEAD = """# The command line

This page is made from the code (`make docs`).

Data goes to standard output, messages go to standard error, one line each. Exit codes: 0 all done, 1 a story or the
output failed (the other stories are done), 2 wrong use, 130 interrupted. Ctrl-C is the normal end of `watch`, which
leaves with 0 or 1 then. `NO_COLOR` switches colours off, `FORCE_COLOR` keeps them in a pipe, `COLUMNS` sets the width.
"""


def _help(command: click.Command, name: str, parent: click.Context | None) -> str:
    context = click.Context(
        command, info_name=name, parent=parent, max_content_width=_WIDTH, terminal_width=_WIDTH,
        help_option_names=["-h", "--help"],
    )  # fmt: skip
    title = "reports" if parent is None else f"reports {name}"
    return f"## {title}\n\n```text\n{command.get_help(context)}\n```\n"


def readme(text: str) -> str:
    """The README with the block between its marks replaced by what the command shows for the sample story now."""
    before, _, rest = text.partition(_MARKS[0])
    _, _, after = rest.partition(_MARKS[1])
    command = f"$ reports parse --date {_SHOWN_DATE} {_SHOWN_STORY}"
    return f"{before}{_MARKS[0]}```text\n{command}\n{_shown()}```\n{_MARKS[1]}{after}"


def _shown() -> str:
    """The screen view of the sample story, 100 columns wide and without colours."""
    report = reports.parse_file(ROOT / _SHOWN_STORY, published=_SHOWN_DATE)
    article = report.article.model_copy(update={"path": _SHOWN_STORY})
    console = Console(file=io.StringIO(), width=_WIDTH, color_system=None)
    return render(report.model_copy(update={"article": article}), console)


_COMMAND = re.compile(r"(?<=```text\n\$ )(reports [^\n]*)\n.*?(?=```\n<!-- end of output -->)", re.S)


def samples(text: str) -> str:
    """A page in which each marked block holds what its command prints now, from the root of the project."""
    return _COMMAND.sub(lambda match: f"{match[1]}\n{_printed(shlex.split(match[1])[1:])}", text)


def _printed(args: list[str]) -> str:
    """What a command prints at this width, without colours, messages left out."""
    kept = {name: os.environ.get(name) for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR")}
    os.environ.update(COLUMNS=str(_WIDTH), NO_COLOR="1")
    os.environ.pop("FORCE_COLOR", None)
    shown, messages = io.StringIO(), io.StringIO()
    try:
        with contextlib.chdir(ROOT), contextlib.redirect_stdout(shown), contextlib.redirect_stderr(messages):
            cli.main(args, prog_name="reports", standalone_mode=False)
    finally:
        for name, value in kept.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
    return shown.getvalue()


SAMPLES = ("digest.md",)
PAGES: dict[str, Callable[[], str]] = {
    "schema.md": schema_page,
    "digest-records.md": digest_page,
    "cli.md": cli_page,
}


def main() -> None:
    DOCS.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
        print(f"docs/{name}")
    for name in SAMPLES:
        page = DOCS / name
        page.write_text(samples(page.read_text(encoding="utf-8")), encoding="utf-8")
        print(f"docs/{name}")
    page = ROOT / "README.md"
    page.write_text(readme(page.read_text(encoding="utf-8")), encoding="utf-8")
    print("README.md")


if __name__ == "__main__":
    main()
