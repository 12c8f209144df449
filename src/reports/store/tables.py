"""The tables of a .db: what they are, and the rows that a report makes in them.

Every row of a report has a whole number of its own, so that tables join on one column and Datasette can follow its
foreign keys, which are declared for the reader and hold by construction; `key` is the id inside the report (a1, c1).
What the tables leave out (mentions, spans of statements, sections) is in the report itself, kept byte for byte in
`records`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import orjson

from reports.records import Article

# Fields of the article that are columns of their own elsewhere or would repeat the record.
_NESTED = ("dateline", "sections")
ARTICLE_FIELDS = tuple(name for name in Article.model_fields if name not in _NESTED)
_ARTICLE_COLUMNS = ",\n  ".join(f'"{name}" TEXT' for name in ARTICLE_FIELDS)

_PARENT = "article INTEGER NOT NULL REFERENCES articles (id)"
_OF_CLAIM = 'claim INTEGER NOT NULL REFERENCES claims (id)'  # fmt: skip
_SPAN = 'text TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL'

SCHEMA = f"""
CREATE TABLE records (
  id INTEGER PRIMARY KEY REFERENCES outcomes (id),
  packed BLOB NOT NULL
);
CREATE TABLE articles (
  id INTEGER PRIMARY KEY REFERENCES outcomes (id),
  report TEXT NOT NULL,
  {_ARTICLE_COLUMNS},
  dateline_place TEXT, dateline_agency TEXT, dateline_date TEXT,
  words INTEGER NOT NULL, claims INTEGER NOT NULL,
  reports_version TEXT NOT NULL, model TEXT NOT NULL, tagger TEXT, warnings TEXT
);
CREATE TABLE actors (
  id INTEGER PRIMARY KEY, {_PARENT}, key TEXT NOT NULL, name TEXT NOT NULL, canonical TEXT, kind TEXT NOT NULL,
  country TEXT, role TEXT, "of" INTEGER REFERENCES actors (id), plover_sector TEXT, wikidata TEXT, mentions INTEGER
);
CREATE TABLE places (
  id INTEGER PRIMARY KEY, {_PARENT}, key TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, country TEXT,
  admin1 TEXT, lat REAL, lon REAL, geonames INTEGER, precision_km REAL, geo_precision INTEGER, where_prec INTEGER,
  "by" TEXT, parent INTEGER REFERENCES places (id), near INTEGER REFERENCES places (id), relation TEXT, mentions INTEGER
);
CREATE TABLE sources (
  id INTEGER PRIMARY KEY, {_PARENT}, key TEXT NOT NULL, name TEXT NOT NULL, actor INTEGER REFERENCES actors (id),
  kind TEXT NOT NULL, named INTEGER NOT NULL, on_record INTEGER NOT NULL, affiliation INTEGER REFERENCES actors (id),
  side INTEGER REFERENCES actors (id), mentions INTEGER
);
CREATE TABLE statements (
  id INTEGER PRIMARY KEY, {_PARENT}, key TEXT NOT NULL, source INTEGER NOT NULL REFERENCES sources (id),
  via INTEGER REFERENCES sources (id), cue TEXT, cue_class TEXT, content TEXT NOT NULL, quote TEXT NOT NULL,
  medium TEXT, time_text TEXT, time_begin TEXT, time_finish TEXT, time_precision TEXT, section TEXT NOT NULL
);
CREATE TABLE notes (
  id INTEGER PRIMARY KEY, {_PARENT}, key TEXT NOT NULL, kind TEXT NOT NULL, "by" INTEGER REFERENCES sources (id),
  {_SPAN}
);
CREATE TABLE claims (
  id INTEGER PRIMARY KEY, {_PARENT}, key TEXT NOT NULL, section TEXT NOT NULL, type TEXT NOT NULL,
  "trigger" TEXT NOT NULL, {_SPAN},
  statement INTEGER REFERENCES statements (id), source INTEGER REFERENCES sources (id),
  via INTEGER REFERENCES sources (id), quote TEXT NOT NULL, cue_class TEXT,
  time_text TEXT, time_begin TEXT, time_finish TEXT, time_precision TEXT, time_anchored INTEGER,
  modality TEXT NOT NULL, polarity TEXT NOT NULL, verification TEXT NOT NULL,
  verified_by INTEGER REFERENCES sources (id), verification_note INTEGER REFERENCES notes (id),
  event TEXT NOT NULL, confidence REAL, acled TEXT, plover TEXT, cameo TEXT
);
CREATE TABLE claim_actors (
  id INTEGER PRIMARY KEY, {_OF_CLAIM}, role TEXT NOT NULL, actor INTEGER REFERENCES actors (id), {_SPAN}
);
CREATE TABLE claim_places (
  id INTEGER PRIMARY KEY, {_OF_CLAIM}, place INTEGER NOT NULL REFERENCES places (id), relation TEXT,
  rank INTEGER NOT NULL, {_SPAN}
);
CREATE TABLE numbers (
  id INTEGER PRIMARY KEY, {_OF_CLAIM}, what TEXT NOT NULL, min REAL, max REAL, approximate INTEGER NOT NULL,
  "of" INTEGER REFERENCES actors (id), civilian INTEGER, {_SPAN}
);
CREATE TABLE equipment (
  id INTEGER PRIMARY KEY, {_OF_CLAIM}, name TEXT NOT NULL, category TEXT NOT NULL, count INTEGER, {_SPAN}
);
CREATE TABLE links (
  id INTEGER PRIMARY KEY, {_PARENT}, "from" INTEGER NOT NULL REFERENCES claims (id),
  "to" INTEGER NOT NULL REFERENCES claims (id), relation TEXT NOT NULL, "on" TEXT
);
"""

# What people join and filter by, and the column by which a story's rows are found. Each index costs time.
_INDEXED = {
    "articles": ("report", "published"),
    "actors": ("article", "canonical"),
    "places": ("article", "name"),
    "sources": ("article",),
    "statements": ("article", "source"),
    "notes": ("article",),
    "claims": ("article", "source", "type", "time_begin"),
    "claim_actors": ("claim", "actor"),
    "claim_places": ("claim", "place"),
    "numbers": ("claim",),
    "equipment": ("claim",),
    "links": ("article",),
}
OF_CLAIMS = ("claim_actors", "claim_places", "numbers", "equipment")

INDEXES = "".join(
    f'CREATE INDEX {table}_{column} ON {table} ("{column}");\n'
    for table, columns in _INDEXED.items()
    for column in columns
)


def _search(table: str, *columns: str) -> str:
    """Full-text search over a table's columns, kept in step by triggers."""
    names = ", ".join(columns)
    # Datasette finds the search of a table by content="..." in just this form.
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("old", "new"))
    return f"""
CREATE VIRTUAL TABLE {table}_fts USING fts5 ({names}, content="{table}", content_rowid='id', tokenize='unicode61');
CREATE TRIGGER {table}_fts_in AFTER INSERT ON {table} BEGIN
  INSERT INTO {table}_fts (rowid, {names}) VALUES (new.id, {new});
END;
CREATE TRIGGER {table}_fts_out AFTER DELETE ON {table} BEGIN
  INSERT INTO {table}_fts ({table}_fts, rowid, {names}) VALUES ('delete', old.id, {old});
END;
"""


SEARCH = _search("articles", "title", "text") + _search("claims", "text")

VIEWS = """
CREATE VIEW told AS
SELECT claims.id, coalesce(articles.title, articles.path) AS article, articles.published,
  coalesce(sources.name, 'own voice') AS source,
  claims.type, claims."trigger", claims.text,
  (SELECT group_concat(text, '; ') FROM claim_actors WHERE claim = claims.id AND role = 'agent') AS agents,
  (SELECT group_concat(text, '; ') FROM claim_actors WHERE claim = claims.id AND role = 'target') AS targets,
  (SELECT group_concat(text, '; ') FROM claim_places WHERE claim = claims.id) AS places,
  claims.time_begin, claims.time_finish, claims.modality, claims.polarity, claims.verification
FROM claims JOIN articles ON articles.id = claims.article LEFT JOIN sources ON sources.id = claims.source;
CREATE VIEW failures AS SELECT id, name, error_class, reason FROM outcomes WHERE status = 'failed';
"""

NUMBERED = tuple(name for name in _INDEXED if name != "articles")


class Numbering:
    """The next free number of each table."""

    def __init__(self, highest: dict[str, int]) -> None:
        self._counts = {table: count(highest.get(table, 0) + 1) for table in NUMBERED}

    def take(self, table: str) -> int:
        return next(self._counts[table])

    def of(self, table: str, items: list[dict[str, Any]]) -> dict[str | None, int | None]:
        """Numbers for the items of a report by their key; None stays None."""
        numbers: dict[str | None, int | None] = {item["id"]: self.take(table) for item in items}
        numbers[None] = None
        return numbers


def rows_of(
    record: dict[str, Any], article: int, words: int, numbering: Numbering
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yields (table, row) for everything in a report, each row after those that it refers to within the transaction."""
    yield "articles", _article(record, article, words)
    actors = numbering.of("actors", record["actors"])
    places = numbering.of("places", record["places"])
    sources = numbering.of("sources", record["sources"])
    statements = numbering.of("statements", record["statements"])
    notes = numbering.of("notes", record["notes"])
    claims = numbering.of("claims", record["claims"])
    for item in record["actors"]:
        yield "actors", _plain(item, actors, article, of=actors)
    for item in record["places"]:
        yield "places", _plain(item, places, article, parent=places, near=places)
    for item in record["sources"]:
        yield "sources", _plain(item, sources, article, actor=actors, affiliation=actors, side=actors)
    for item in record["statements"]:
        yield "statements", _statement(item, statements[item["id"]], article, sources)
    for item in record["notes"]:
        row = _plain(item, notes, article, by=sources)
        row.pop("claims")
        yield "notes", row
    for item in record["claims"]:
        yield "claims", _claim(item, claims[item["id"]], article, statements, sources, notes)
        yield from _parts(item, claims[item["id"]], numbering, actors, places)
    for item in record["links"]:
        yield "links", _link(item, numbering.take("links"), article, claims)


Numbers = dict[str | None, int | None]


def _article(record: dict[str, Any], number: int, words: int) -> dict[str, Any]:
    article, processing = record["article"], record["processing"]
    dateline = article.get("dateline") or {}
    row: dict[str, Any] = {name: _text(article.get(name)) for name in ARTICLE_FIELDS}
    return row | {
        "id": number,
        "report": record["id"],
        "dateline_place": dateline.get("place"),
        "dateline_agency": dateline.get("agency"),
        "dateline_date": dateline.get("date"),
        "words": words,
        "claims": len(record["claims"]),
        "reports_version": processing["version"],
        "model": f"{processing['model']} {processing['model_version']}".strip(),
        "tagger": processing.get("tagger"),
        "warnings": _text(processing.get("warnings")),
    }


def _text(value: Any) -> Any:
    """Lists and objects as JSON, an empty list as nothing."""
    if isinstance(value, list | dict):
        return orjson.dumps(value).decode() if value else None
    return value


def _plain(item: dict[str, Any], numbers: Numbers, article: int, **refers: Numbers) -> dict[str, Any]:
    """A row with the item's own fields: its key for its id, a number for each reference, a count for its mentions."""
    row = dict(item)
    row |= {"id": numbers[item["id"]], "key": item["id"], "article": article}
    if "mentions" in item:
        row["mentions"] = len(item["mentions"])
    for field, among in refers.items():
        row[field] = among.get(item.get(field))
    return row


def _time(time: dict[str, Any] | None) -> dict[str, Any]:
    told = time or {}
    return {f"time_{field}": told.get(field) for field in ("text", "begin", "finish", "precision")}


def _statement(item: dict[str, Any], number: int | None, article: int, sources: Numbers) -> dict[str, Any]:
    return {
        "id": number,
        "article": article,
        "key": item["id"],
        "source": sources.get(item["source"]),
        "via": sources.get(item["via"]),
        "cue": item["cue"] and item["cue"]["text"],
        "cue_class": item["cue_class"],
        "content": " … ".join(span["text"] for span in item["content"]),
        "quote": item["quote"],
        "medium": item["medium"],
        "section": item["section"],
        **_time(item["time"]),
    }


_CLAIM_FIELDS = ("section", "type", "text", "start", "end", "modality", "polarity", "event", "confidence")


def _claim(
    item: dict[str, Any], number: int | None, article: int, statements: Numbers, sources: Numbers, notes: Numbers
) -> dict[str, Any]:
    told, verified = item["attribution"], item["verification"]
    return {
        **{field: item.get(field) for field in _CLAIM_FIELDS},
        **{code: item["codes"][code] for code in ("acled", "plover", "cameo")},
        **_time(item["time"]),
        "time_anchored": item["time"] and item["time"]["anchored"],
        "id": number,
        "article": article,
        "key": item["id"],
        "trigger": item["trigger"]["text"],
        "statement": statements.get(told["statement"]),
        "source": sources.get(told["source"]),
        "via": sources.get(told["via"]),
        "quote": told["quote"],
        "cue_class": told["cue_class"],
        "verification": verified["status"],
        "verified_by": sources.get(verified["by"]),
        "verification_note": notes.get(verified["note"]),
    }


def _parts(
    item: dict[str, Any], claim: int | None, numbering: Numbering, actors: Numbers, places: Numbers
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yields the rows that hang on a claim."""
    for role, fillers in (("agent", item["agents"]), ("target", item["targets"])):
        for part in fillers:
            row = {"id": numbering.take("claim_actors"), "claim": claim, "role": role}
            yield "claim_actors", part | row | {"actor": actors.get(part["actor"])}
    for rank, part in enumerate(item["places"], start=1):
        row = {"id": numbering.take("claim_places"), "claim": claim, "rank": rank}
        yield "claim_places", part | row | {"place": places.get(part["place"])}
    for part in item["numbers"]:
        row = {"id": numbering.take("numbers"), "claim": claim}
        yield "numbers", part | row | {"of": actors.get(part["of"])}
    for part in item["equipment"]:
        yield "equipment", part | {"id": numbering.take("equipment"), "claim": claim}


def _link(item: dict[str, Any], number: int, article: int, claims: Numbers) -> dict[str, Any]:
    return {
        "id": number,
        "article": article,
        "from": claims.get(item["from"]),
        "to": claims.get(item["to"]),
        "relation": item["relation"],
        "on": item["on"],
    }
