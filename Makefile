# Two commands for everybody: `make demo` and `make test`. Every target sets itself up.
# `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LOCKS := requirements/dev.txt requirements/run.txt pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help setup demo test check soak fuzz bench snapshots lock wheel clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1 - \2/p' Makefile | expand -t 14

setup: $(READY) ## the program and the test tools in .venv

$(READY): $(LOCKS)
	@sh tools/make_venv.sh $(PYTHON) $(VENV)
	@touch $(READY)

demo: setup ## the console on simulated relays
	@$(BIN)/relaytui demo

test: setup ## all tests, short form
	@sh tools/run_tests.sh $(BIN)/python

check: setup ## format, lint, types, and the wheel outside the checkout
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@sh tools/check_wheel.sh $(BIN)/python

soak: setup ## all tests with their full numbers (hours)
	@SOAK=1 sh tools/run_tests.sh $(BIN)/python

fuzz: setup ## a million broken and hostile log lines (minutes)
	@SOAK=1 $(BIN)/python -m pytest -q tests/logs/test_fuzz.py tests/logs/test_any_bytes.py

bench: setup ## figures beside their bars and those of the peers that are here
	@$(BIN)/python tools/bench/run.py $(ONLY)

snapshots: setup ## take the pictures of the screens anew (tests/snapshots)
	@SNAPSHOTS=1 $(BIN)/python -m pytest -q tests/snapshots
	@git diff --stat -- tests/snapshots

peers: setup ## for the figures: the peers that pip has, in build/peers
	@$(BIN)/python tools/bench/peers.py

lock: setup ## make the lock files anew
	@sh tools/lock.sh $(BIN)

clean: ## what was built here
	@rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache
