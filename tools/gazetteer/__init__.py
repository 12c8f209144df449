"""The parts of `tools/build_gazetteer.py`: one module a source, and one that writes the file."""
