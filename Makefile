# Two commands do everything on a machine with Python 3.11+ and make: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT ?= .out

.DEFAULT_GOAL := help
.PHONY: help install demo test engines lint bench serve lock clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | column -t -s '|' 2>/dev/null || true

$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "adscan needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-tests: $(VENV)/.installed tests/requirements.lock tests/voices.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r tests/voices.lock
	@touch $@

install: $(VENV)/.installed ## Make .venv with everything pinned; the command is then .venv/bin/adscan

demo: install ## Scan samples/, print the result, write the HTML report
	$(BIN)/adscan scan samples/ads --out $(OUT)/demo

test: $(VENV)/.installed-tests ## Run the tests
	$(BIN)/python -m pytest

engines: $(VENV)/.installed-tests ## Add EasyOCR (on the torch that pip finds) and run the tests of the optional engines
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[easyocr]"
	$(BIN)/python -m pytest -m engines tests/integration/reading

lint: $(VENV)/.installed-tests ## Lint, formatting, types, import contract
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The lock names versions and hashes, never where they come from.
COMPILE := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --no-header --quiet

bench: bench-reading bench-claims bench-video ## Measure quality and speed; tables and plots go to .out/bench

# LABELS names labelled folders (reading, listening, looking) or JSONL files of texts (claims).
BENCH = $(BIN)/python -m tests.bench
bench-reading bench-listening bench-looking: bench-%: $(VENV)/.installed-tests
	$(BENCH).bench_$* --out $(OUT)/bench/$* $(if $(LABELS),--labels $(LABELS))

bench-claims: $(VENV)/.installed-tests
	$(BENCH).bench_claims $(LABELS) --out $(OUT)/bench/claims

bench-video bench-service: bench-%: $(VENV)/.installed-tests
	$(BENCH).bench_$* --out $(OUT)/bench/$*

bench-matching: $(VENV)/.installed-tests
	$(BENCH).bench_matching --out $(OUT)/bench/matching

bench-batch: $(VENV)/.installed-tests
	$(BENCH).bench_batch $(OUT)/bench/batch

serve: install ## Start the API and its workers on this machine
	$(BIN)/adscan serve

lock: ## Pin every dependency again (needs uv)
	$(COMPILE) --extra build --extra listen --output-file requirements.lock
	$(COMPILE) --extra build --extra listen --extra dev --constraint requirements.lock --output-file tests/requirements.lock

clean: ## Remove what the targets made
	rm -rf $(VENV) $(OUT)
