"""What a digest looks like: on the screen, as a page, a table, a timeline, a map. None of them decides anything."""
