# `make preview` and `make test` set themselves up; nothing but Python 3.11 or newer, make and git is needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STACKS ?= dev prod
STACK ?= dev

.DEFAULT_GOAL := help
.PHONY: help setup preview diff test lint types unit bench mutate policy-docs clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-12s %s\n", $$1, $$2}'

# Made once, and again when a requirements file changes. A half-made environment never counts as made.
$(VENV)/.complete: requirements.txt requirements-dev.txt constraints.txt policies/requirements.txt hooks/requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "megane needs Python 3.11 or newer as '$(PYTHON)'; name another one with: make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@echo "Setting up $(VENV) (a minute, once) …"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@$(BIN)/python -m hooks.build
	@touch $@

setup: $(VENV)/.complete ## the virtual environment, from the pinned requirements

preview: setup ## both phases, offline: resources, how they differ, policy findings
	@$(BIN)/python -m offline preview $(STACKS)

diff: setup ## what `pulumi up` would change, with the policies: make diff STACK=prod (needs the Pulumi CLI and AWS)
	@pulumi preview --diff --stack $(STACK) --policy-pack policies --policy-pack-config policies/config/$(STACK).json

test: lint types unit ## everything that CI runs

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: setup
	@$(BIN)/mypy .

unit: setup
	@$(BIN)/pytest -n auto

bench: setup ## time and memory of the preview against a floor
	@$(BIN)/python -m tests.bench

mutate: setup ## what slips through the policies: one mistake at a time in the real stacks (minutes)
	@$(BIN)/python -m tests.mutation

policy-docs: setup ## docs/POLICIES.md, from the rules
	@$(BIN)/python -m offline.policy_docs

clean: ## remove what was made
	rm -rf $(VENV) out .mypy_cache .ruff_cache .hypothesis
