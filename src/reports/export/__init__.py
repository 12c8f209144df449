"""Reports as the tables and files that other people's tools read: one module a format, its rows in `render.formats`.

Every export is a pair of functions (see `reports.render.formats.Make`): one takes a report as it comes, one ends the
output and says in one line what could not be expressed. Nothing is decided here about a story: an export copies,
leaves out, or adds up, and each row names the claims it is made of (`report id/claim id`).
`csv`, `geojson`, `plover`, `timemap` and `claimreview` hold one report at a time; `acled` and `ucdp` add claims up to
events and hold these.
"""
