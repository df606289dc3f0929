# `make app` opens the program, `make test` checks it; both do their own set-up in .venv.
# PYTHON=python3.12 chooses the interpreter of a new .venv; TESTS=tests/model narrows a test run, and
# JOBS=1 runs it in one process.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
TESTS ?=
JOBS ?= auto
ADDRESS ?= 127.0.0.1
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
# Stamps in .venv: newer than the lock they were installed from, so that an unchanged lock costs
# nothing. A .venv made by hand has none, and is completed.
APP_READY := $(VENV)/.ready-app
DEV_READY := $(VENV)/.ready-dev
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet
TYPED := $(wildcard optimizer app.py server.py app_pages benchmarks scenarios tests)
UV_COMPILE := $(BIN)/uv pip compile pyproject.toml --no-config --quiet --universal \
	--python-version 3.11 --generate-hashes --no-strip-extras --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

.PHONY: help app serve test test-long lint format bench lock words

help: ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1\t/' | expand -t 18

app: $(APP_READY) ## open the program in the browser
	$(BIN)/streamlit run app.py --server.showEmailPrompt=false

serve: $(APP_READY) ## the program for several people, with accounts (ADDRESS=0.0.0.0 PORT=8501)
	$(BIN)/streamlit run server.py --server.address $(ADDRESS) --server.port $(PORT) \
		--server.headless true --server.fileWatcherType none

test: $(DEV_READY) ## all tests but the long ones, with line and branch coverage
	$(BIN)/python -m pytest -m "not long" -n $(JOBS) --dist loadfile --cov --cov-report=term $(TESTS)

test-long: $(DEV_READY) ## the tests that take minutes
	$(BIN)/python -m pytest -m long -n $(JOBS) $(TESTS)

lint: $(DEV_READY) ## every lint rule, the format, the types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(TYPED)

format: $(DEV_READY) ## lay the code out, and mend what a rule can mend by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(DEV_READY) ## measure; what and how stands in benchmarks/README.md
	$(BIN)/python -m benchmarks

# Two locks: who only runs the program does not install the tools that check it. The second is
# compiled against the first, so that both name the same version of everything they share.
lock: $(DEV_READY) ## pin pyproject.toml into the hashed locks (UPGRADE=1: the newest that fit)
	$(UV_COMPILE) --extra install --output-file requirements.txt
	$(UV_COMPILE) --extra install --extra dev --extra distributed --extra postgres --extra oidc --constraints requirements.txt --output-file requirements-dev.txt

words: $(DEV_READY) ## compile the sentences, .po to .mo (both are kept)
	@for po in optimizer/wording/*/LC_MESSAGES/*.po; do \
		$(BIN)/pybabel --quiet compile --input-file "$$po" --output-file "$${po%.po}.mo"; done

$(BIN)/python:
	@$(PYTHON) -c 'import sys; ok = (3, 11) <= sys.version_info < (3, 14); \
		sys.exit(None if ok else "Python 3.11, 3.12 or 3.13 is needed: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)

$(APP_READY): requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing what the program needs into $(VENV) ..."
	$(PIP) --require-hashes -r requirements.txt
	$(PIP) --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(DEV_READY): requirements-dev.txt $(APP_READY)
	@echo "Installing what the tests need into $(VENV) ..."
	$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@
