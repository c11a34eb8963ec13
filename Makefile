# Everything that is done to this project from a shell; `make` alone explains.
SHELL = /bin/sh
BIN = .venv/bin
SERVE ?= 1
WORKERS ?= auto
UPGRADE ?=
# In the order of the files: the long journeys come early, so that no worker is left alone with them.
PYTEST = $(BIN)/python -m pytest -q -rs -n $(WORKERS) --dist loadfile --no-loadscope-reorder
KERNEL_SOURCES := $(shell find solver -name '*.[ch]' 2>/dev/null) solver/search/layout.py solver/native.py
ASSET_SOURCES := $(shell find static/src -type f 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help demo serve setup test-setup test test-fast bench check format format-check lint types imports \
	architecture locks clean

help: ## Print this help
	@echo "Trainer 实训排程. What you can do:"
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

demo: setup ## Set everything up, load and schedule the demo district, serve it at http://127.0.0.1:8000 (SERVE=0: do not serve)
	@$(BIN)/trainer demo $(if $(filter 0,$(SERVE)),--no-serve)

serve: setup ## Serve the database that TRAINER_DATABASE names
	@$(BIN)/trainer serve

setup: $(BIN)/.installed $(BIN)/.kernels static/dist/.built ## Python environment, kernels, browser assets and fonts (again: nothing to do)
	@:

test-setup: setup $(BIN)/.test-installed ## What the tests need: PostgreSQL from a wheel, Chromium where apt and root allow

test: test-setup ## Every test but the benchmarks
	@$(PYTEST)

test-fast: test-setup ## Without browser, slow tests and PostgreSQL
	@$(PYTEST) --engine sqlite -m "not browser and not slow and not benchmark"

bench: test-setup ## Measure; the figures belong in docs/benchmarks.md
	@$(BIN)/python -m pytest -q -s -m benchmark tests/benchmarks

# The rules of the house (make architecture) are tests too, and `test` runs them first.
check: format-check lint types imports ## Everything that must hold before a change goes in
	@$(MAKE) --no-print-directory test

format: test-setup ## Format the code and mend what the linter can
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .

format-check: test-setup ## Is the code formatted?
	@echo "Checking the format"
	@$(BIN)/ruff format --check --quiet . || { echo "Run: make format" >&2; exit 1; }

lint: test-setup ## Does the code keep to the style, and free of known traps?
	@echo "Linting"
	@$(BIN)/ruff check --quiet .
	@$(BIN)/bandit --quiet --recursive --severity-level medium trainer solver

types: test-setup ## Do the types agree?
	@echo "Checking types"
	@$(BIN)/mypy

imports: test-setup ## Do imports keep to the directions of docs/architecture.md?
	@echo "Checking the import contracts"
	@$(BIN)/lint-imports

architecture: test-setup ## The rules of the house that a machine can hold
	@echo "Checking the rules of the house"
	@$(BIN)/python -m pytest -q tests/architecture

locks: setup ## Compile requirements/*.in to hashed locks (UPGRADE=1: take newer versions)
	@for name in tools node compiler base dev; do \
		echo "Locking requirements/$$name.txt"; \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
			$(if $(UPGRADE),--upgrade) requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done

clean: ## Remove what was installed, built and cached; the databases in var/ stay
	@rm -rf .venv node_modules static/dist build dist *.egg-info var/virtualenv
	@rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find solver trainer tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@tools/make-venv.sh

$(BIN)/.installed: requirements/base.txt requirements/tools.txt setup.cfg pyproject.toml | $(BIN)/python
	@echo "Installing the Python packages"
	@tools/install.sh requirements/tools.txt requirements/base.txt
	@mkdir -p templates static seeds
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable . 2>/dev/null \
		|| $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(BIN)/.kernels: $(KERNEL_SOURCES) | $(BIN)/.installed
	@tools/build-kernels.sh
	@touch $@

$(BIN)/.test-installed: requirements/dev.txt $(BIN)/.installed
	@echo "Installing what the tests need"
	@tools/install.sh requirements/dev.txt
	@tools/install-browser.sh
	@touch $@

static/dist/.built: package.json package-lock.json static/build.mjs $(ASSET_SOURCES) | $(BIN)/.installed
	@tools/build-assets.sh
	@touch $@
