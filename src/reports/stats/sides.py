"""Which side an actor is of, over all stories: a state's forces by the state, groups by their name in the lexicon."""

from __future__ import annotations

import sqlite3

from reports.codes import STATE
from reports.export import countries


def side_names(connection: sqlite3.Connection) -> dict[int, str]:
    """The name of the side for each actor that some source speaks for, by the actor's number in the database."""
    rows = connection.execute(
        "SELECT id, name, canonical, kind, country FROM actors WHERE id IN (SELECT side FROM sources)"
    )
    return {
        number: countries.name(country) if country and kind in STATE else canonical or name
        for number, name, canonical, kind, country in rows
    }
