"""spaCy components that each add one layer to a Doc (see `layers`)."""
