"""Gold stories, the scorer and its floors. Not part of the installed package: run from the repository root."""
