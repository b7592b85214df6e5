# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later

PYTHON ?= python3
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# Everything runs from the clone's own environment and leaves the user's home alone.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export ANSIBLE_COLLECTIONS_PATH := $(CURDIR)/.cache/collections
export ANSIBLE_HOME := $(CURDIR)/.cache/home/.ansible

.PHONY: help
help: ## Say what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 18

.PHONY: setup
setup: ## Make .venv and .cache in the clone; quick when nothing changed (PYTHON=python3.12 chooses an interpreter)
	@$(PYTHON) scripts/setup.py

.PHONY: lock
lock: setup ## Resolve requirements/*.in into pinned requirements/*.txt
	@scripts/lock.sh
