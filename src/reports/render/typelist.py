"""The claim types as a list for readers: what each is, its codes in other books, and the words that name it."""

from __future__ import annotations

import shutil
import textwrap
from typing import TypedDict

from reports.codes import BASE, REFINEMENTS, WHAT
from reports.records import ClaimType
from reports.render.jsontext import indented

_FEW = 12


class TypeRow(TypedDict):
    """One claim type. `narrower` holds the codes that certain words lead to."""

    type: str
    what: str
    acled: str | None
    plover: str | None
    cameo: str | None
    narrower: list[dict[str, str | None]]
    triggers: list[str]


def type_rows() -> list[TypeRow]:
    """All claim types in the order of the records, their trigger words in the order of the lexicon."""
    words = _trigger_words()
    return [
        TypeRow(
            type=str(claim_type),
            what=WHAT[claim_type],
            acled=BASE[claim_type].acled,
            plover=BASE[claim_type].plover,
            cameo=BASE[claim_type].cameo,
            narrower=[each.codes.model_dump() for each in REFINEMENTS if each.type is claim_type],
            triggers=words.get(claim_type, []),
        )
        for claim_type in ClaimType
    ]


def as_json(rows: list[TypeRow]) -> str:
    return indented(rows)


def as_text(rows: list[TypeRow], *, every_word: bool) -> str:
    """The list for a terminal, as wide as it is; only some of the words unless `every_word`."""
    width = min(shutil.get_terminal_size((80, 24)).columns, 100)
    return "\n".join(_block(row, width, every_word) for row in rows)


def _block(row: TypeRow, width: int, every_word: bool) -> str:
    lines = [f"{row['type']}: {row['what']}"]
    lines += [f"{label:<8}{code}" for label, code in _codes(row)]
    triggers = row["triggers"] if every_word else row["triggers"][:_FEW]
    more = len(row["triggers"]) - len(triggers)
    if triggers:
        lines.append(f"words   {', '.join(triggers)}" + (f" … {more} more" if more else ""))
    wrapped = [lines[0] if len(lines[0]) <= width else textwrap.fill(lines[0], width, subsequent_indent="    ")]
    wrapped += [textwrap.fill(line, width, initial_indent="  ", subsequent_indent=" " * 10) for line in lines[1:]]
    return "\n".join(wrapped) + "\n"


def _codes(row: TypeRow) -> list[tuple[str, str]]:
    """The type's codes by book; narrower ones after a semicolon."""
    found = []
    for label, key in (("ACLED", "acled"), ("PLOVER", "plover"), ("CAMEO", "cameo")):
        narrower = [codes[key] for codes in row["narrower"]]
        codes = dict.fromkeys(code for code in (row[key], *narrower) if code)  # type: ignore[literal-required]
        found.append((label, "; ".join(codes) or "none"))
    return found


def _trigger_words() -> dict[ClaimType, list[str]]:
    from reports.triggers import triggers

    words: dict[ClaimType, dict[str, None]] = {}
    for entry in triggers():
        words.setdefault(entry.type, {}).update(dict.fromkeys(entry.words))
    return {claim_type: list(found) for claim_type, found in words.items()}
