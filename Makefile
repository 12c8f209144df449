# make demo   install into .venv, parse a sample story and show the report
# make model  train the tagger anew and install it: hours; with DATA=folder of re3d and PolNeAR
# make test   install with the test tools; lint, types, import contract, tests, evaluation gate
# Needs only make and Python 3.11, 3.12 or 3.13. Choose another with: make demo PYTHON=python3.12

VENV := .venv
PY := $(VENV)/bin/python
DEMO ?= data/samples/ukraine-wire.txt
DEMO_DATE ?= 2024-11-14
BUILD ?= build
MODEL ?= src/reports/model
PIP := $(PY) -m pip --disable-pip-version-check

.PHONY: demo model test lint types imports unit faults test-browser gate docs bench clean help

help:
	@sed -n 's/^# //p' Makefile | head -4

demo: $(VENV)/.installed
	@echo "$$ reports parse --date $(DEMO_DATE) $(DEMO)"
	@$(VENV)/bin/reports parse --format text --date "$(DEMO_DATE)" "$(DEMO)"

test: lint types imports unit gate

lint: $(VENV)/.installed-test
	$(PY) -m ruff check .

types: $(VENV)/.installed-test
	$(PY) -m mypy

imports: $(VENV)/.installed-test
	$(VENV)/bin/lint-imports

unit: $(VENV)/.installed-test
	$(PY) -m pytest

# really kills batches, workers and cluster members, some hundred times
faults: $(VENV)/.installed-test
	$(PY) -m pytest -m slow tests/batch

# opens the evidence view in a headless Chromium; says so and passes where there is none
test-browser: $(VENV)/.installed-test
	$(PY) -m pytest -m browser -rs tests/browser

gate: $(VENV)/.installed-test
	$(PY) -m evals.gate

docs: $(VENV)/.installed-test
	$(PY) tools/write_docs.py

bench: $(VENV)/.installed
	$(PY) benchmarks/speed.py

# STORIES=folder adds annotated stories of your own; START=checkpoint or model folder goes on from it (docs/training.md)
model: $(VENV)/.installed-training
	$(PY) -m training.train --out $(BUILD)/tagger.pt $(if $(DATA),--data "$(DATA)") \
		$(if $(STORIES),--stories "$(STORIES)") $(if $(START),--start "$(START)" --runs 1)
	$(PY) -m training.export --checkpoint $(BUILD)/tagger.pt --out "$(MODEL)"
	$(PY) -m training.evaluate --model "$(MODEL)" $(if $(DATA),--data "$(DATA)" --on own polnear)

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# A stamp per kind of install: running make again costs nothing until pyproject.toml changes.
$(VENV)/.installed-test: pyproject.toml $(VENV)/.pip
	$(PIP) install -qq --editable ".[test]"
	@touch $(VENV)/.installed $@

$(VENV)/.installed-training: pyproject.toml $(VENV)/.pip
	$(PIP) install -qq --editable ".[training]"
	@touch $(VENV)/.installed $@

$(VENV)/.installed: pyproject.toml $(VENV)/.pip
	$(PIP) install -qq --editable .
	@touch $@

$(VENV)/.pip:
	@sh tools/make_venv.sh $(VENV) "$(PYTHON)"
	@touch $@
