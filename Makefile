# One target for each habit. Each sets up what it needs first; `make help` lists them.

PYTHON ?= python3
SETUP := $(PYTHON) tools/setup.py
ifneq ($(origin PYTHON),file)
# Named by whoever called make: .venv is made anew when it has another one.
SETUP += --this-python
endif
BIN := $(if $(filter Windows_NT,$(OS)),.venv/Scripts,.venv/bin)
RUN := $(BIN)/python -m
# Workers take over what others have not come to; tests/conftest.py puts long waits first.
PYTEST := $(RUN) pytest --numprocesses auto --dist worksteal

# Tests start Python dozens of times. Where the environment forbids it to keep compiled modules, each
# start would compile them again, and pytest would rewrite every test in each run.
export PYTHONDONTWRITEBYTECODE :=

ifeq ($(shell uname -s),Darwin)
# Homebrew's Pango lies where macOS does not look; set in front of each command because
# macOS drops an exported one on the way through the shell.
BREW := DYLD_FALLBACK_LIBRARY_PATH=/opt/homebrew/lib:/usr/local/lib:/usr/lib
endif

# Side by side, the longest first, and each to its end: whoever mends one fault sees the others.
LINTS := lint-types lint-script-types lint-limits lint-imports lint-pins lint-python lint-scripts
# The make of macOS cannot hold back what a step says until it is done.
WHOLE_OUTPUT := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

.DEFAULT_GOAL := handbook
.PHONY: help handbook serve test test-fast test-all test-spark lint $(LINTS) format bench faults fuzz schema pins docs dist vendored clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

handbook: ## set up, check the content, build site/ with its PDFs
	@$(SETUP) handbook
	@$(BIN)/handbook check
	@$(BREW) $(BIN)/handbook build

serve: ## show the handbook in a browser while you write
	@$(SETUP) handbook
	@$(BREW) $(BIN)/handbook serve

test: ## set up the test tools too, then run every check and every test but the deep ones
	@$(SETUP) test
	@$(MAKE) --no-print-directory lint
	$(BREW) $(PYTEST) -m "not (browsers or deep or engines or spark)"

test-fast: ## run the tests that need no browser, LibreOffice, PDF or built site: a hundred seconds on two cores
	@$(SETUP) lint
	$(PYTEST) -m "not (browser or browsers or build or deep or engines or office or pdf or spark)"

test-all: ## run everything but Spark, the tests that look at every single page included
	@$(SETUP) test
	@$(SETUP) engines
	@$(MAKE) --no-print-directory lint
	$(BREW) $(PYTEST) -m "not spark"

test-spark: ## run the SQL of the roll-up in Spark on this machine; needs Java 17 or later
	@$(SETUP) spark
	$(RUN) pytest -m spark

lint: ## ruff, mypy and the import contracts; oxlint, oxfmt and TypeScript for the scripts
	@$(SETUP) lint
	@$(MAKE) --no-print-directory --keep-going --jobs 2 $(WHOLE_OUTPUT) $(LINTS)

lint-types:
	$(RUN) mypy

lint-script-types:
	$(BIN)/python tools/check_script_types.py

lint-limits:
	$(BIN)/python tools/measure_code.py --limits

lint-imports:
	$(BIN)/lint-imports --no-cache

lint-pins:
	$(BIN)/python tools/pins.py --check

lint-python:
	$(RUN) ruff check
	$(RUN) ruff format --check

lint-scripts:
	$(BIN)/oxlint generator/cx_handbook/static
	$(BIN)/oxfmt --check generator/cx_handbook/static

format: ## let ruff and oxfmt put the files in shape
	@$(SETUP) lint
	$(RUN) ruff check --fix
	$(RUN) ruff format
	$(BIN)/oxfmt --write generator/cx_handbook/static

bench: ## measure; benchmarks/ says what
	@$(SETUP) test
	$(BREW) $(BIN)/python benchmarks/run.py

fuzz: ## read 100,000 damaged files within limits, and count what became of each: an hour or more
	@$(SETUP) test
	$(BIN)/python tests/fuzz/run.py

faults: ## kill each command and the browser 300 times, and let eight add at once 100 times; count what is lost
	@$(SETUP) test
	$(BIN)/python tests/fuzz/faults.py

bench-peers: ## build the same pages with Material, Zensical and Hugo as well, where they are installed
	@$(SETUP) test
	$(BREW) $(BIN)/python benchmarks/peers.py

schema: ## write the JSON Schemas that editors complete from
	@$(SETUP) handbook
	$(BIN)/handbook schema --generic

pins: ## pin the packages anew, after a change in pyproject.toml; needs uv
	@$(SETUP) lint
	$(BIN)/python tools/pins.py

docs: ## write docs/reference/ anew from the code
	@$(SETUP) handbook
	$(BIN)/python tools/reference.py

dist: ## build the source archive and the wheel into dist/, with a list of all that is in them
	@$(SETUP) handbook
	$(RUN) hatchling build -t sdist -t wheel
	$(BIN)/python tools/sbom.py dist/sbom.cdx.json

vendored: ## compare the vendored files with what their authors published; needs npm
	@$(SETUP) lint
	$(BIN)/python tools/vendored.py

clean: ## remove what was built and what the tools keep; .venv stays
	rm -rf site .site-* export dist print .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis
