# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later

PYTHON ?= python3
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# Everything runs from the clone's own environment. Tools that write to the user's home get one in the clone.
HERE := $(CURDIR)
OUTER_PATH := $(PATH)
export PATH := $(HERE)/.venv/bin:$(PATH)
export ANSIBLE_COLLECTIONS_PATH := $(HERE)/.cache/collections
export ANSIBLE_HOME := $(HERE)/.cache/home/.ansible
export ANSIBLE_LOCALHOST_WARNING := false
export ANSIBLE_INVENTORY_UNPARSED_WARNING := false
OWN_HOME := HOME="$(HERE)/.cache/home"
COPY := .cache/copy
COLLECTION := $(COPY)/ansible_collections/biops/looker

# The independent checks, run next to each other by `lint`: those that take long first.
LINTS := lint-ansible lint-docs lint-package lint-types lint-text lint-generated lint-ruff
SIDE_BY_SIDE := $(MAKE) --jobs=$(shell nproc 2>/dev/null || echo 2) --keep-going \
	$(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
comma := ,
# Tests differ much in length: who has done its own share takes over some of the other's.
PYTEST := pytest -n auto --dist worksteal
# What may fail has to say what it was about: these tools print nothing when all is well.
say = @echo "--- $(1)"

.PHONY: help
help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-15s%s\n", $$1, $$2 }' Makefile

.PHONY: setup
setup: ## Make .venv and .cache in the clone; quick when nothing changed (PYTHON=python3.12 chooses an interpreter)
	@PATH="$(OUTER_PATH)" $(PYTHON) scripts/setup.py

.PHONY: lock
lock: setup ## Resolve requirements/*.in into pinned requirements/*.txt
	@scripts/lock.sh

.PHONY: generate
generate: setup ## Write the generated files
	@for script in scripts/generate_*.py; do python "$$script"; done

.PHONY: demo
demo: setup ## Provision a made-up company on three sandboxes, twice, show drift, and audit them
	@$(OWN_HOME) scripts/demo.sh

.PHONY: test
test: setup ## Run all checks and tests
	@scripts/test.sh $(LINTS)

.PHONY: test-fast
test-fast: setup ## The inner loop: ruff, mypy, unit and contract tests
	@status=0; \
	$(SIDE_BY_SIDE) lint-ruff lint-types || status=1; \
	$(OWN_HOME) FEW_EXAMPLES=1 $(PYTEST) -q -m "not slow" $(wildcard tests/unit tests/contract tests/sandbox) || status=1; \
	exit $$status

.PHONY: test-all
test-all: setup ## All tests that pytest runs
	@$(OWN_HOME) $(PYTEST)

.PHONY: test-matrix
test-matrix: setup ## Sanity and unit tests with every ansible-core and Python of this machine (PAIRS="2.17 2.21-3.12" for some)
	@python scripts/matrix.py $(PAIRS)

.PHONY: molecule
molecule: setup copy ## Run the molecule scenarios (SCENARIOS="default audit" for some of them)
	@scripts/molecule.sh $(SCENARIOS)

.PHONY: sanity
sanity: setup ## Run ansible-test sanity (SANITY="pylint shebang" for some of its tests)
	$(call say,ansible-test sanity)
	@scripts/sanity.sh -- $(addprefix --test ,$(SANITY))

.PHONY: lint
lint: setup ## Run all other static checks, side by side
	@$(SIDE_BY_SIDE) $(LINTS)

.PHONY: $(LINTS)
lint-ruff:
	$(call say,ruff)
	@ruff check --quiet --output-format=concise . && ruff format --quiet --diff .

lint-types:
	$(call say,mypy)
	@scripts/check_types.sh

lint-text:
	$(call say,yamllint$(comma) reuse$(comma) antsibull-changelog)
	@yamllint --strict .
	@reuse lint --quiet || reuse lint
	@$(OWN_HOME) antsibull-changelog lint

lint-generated:
	$(call say,generated files)
	@for script in scripts/generate_*.py; do python "$$script" --check; done

lint-ansible: copy
	$(call say,ansible-lint)
	@cd $(COLLECTION) && $(OWN_HOME) ansible-lint --offline --nocolor -q

lint-docs: copy
	$(call say,antsibull-docs)
	@cd $(COLLECTION) && $(OWN_HOME) ANSIBLE_COLLECTIONS_PATH="$(HERE)/$(COPY)" \
		antsibull-docs lint-collection-docs --plugin-docs .

lint-package: copy
	$(call say,galaxy-importer$(comma) ansible-builder)
	@scripts/check_package.sh

# A real directory where ansible-test and others insist on one; uncommitted edits included.
.PHONY: copy
copy:
	@python scripts/copy_collection.py $(COPY)

.PHONY: bench
bench: setup ## Measure, and print the figures
	@for script in tests/benchmark/bench_*.py; do $(OWN_HOME) python "$$script"; done

.PHONY: build
build: setup copy ## Build the tarball for Galaxy
	@$(OWN_HOME) ansible-galaxy collection build --force --output-path . $(COLLECTION)

.PHONY: clean
clean: ## Remove everything that these targets made
	@rm -rf .venv .cache .ansible .hypothesis .mypy_cache .pytest_cache .ruff_cache tests/output biops-looker-*.tar.gz
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
