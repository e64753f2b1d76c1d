# Two commands for everybody: `make run` serves the demo, `make test` runs every gate and test.
SHELL := /bin/bash
PYTHON := .venv/bin/python
MODULE := PYTHONPATH=. $(PYTHON)
TRILOOM := .venv/bin/triloom
export PYTHONSAFEPATH := 1

.PHONY: run test ui setup setup-dev system gates unit frontend browser slow benchmarks locks openapi screenshots

run: setup ui
	$(TRILOOM) migrate
	$(TRILOOM) demo --if-empty
	$(TRILOOM) serve

setup:
	bash scripts/setup.sh run

setup-dev:
	bash scripts/setup.sh dev

system:
	bash scripts/system_packages.sh

ui:
	bash scripts/build_ui.sh

test: setup-dev system gates unit frontend browser
	@echo "make test: every gate and test passed"

gates:
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/codespell
	$(MODULE) -m scripts.lints
	.venv/bin/lint-imports
	.venv/bin/mypy
	bash scripts/check_locks.sh

unit:
	$(PYTHON) -m pytest -q -n 2 -m "not browser and not slow"

frontend:
	bash scripts/check_ui.sh

browser:
	$(PYTHON) -m pytest -q -m "browser and not slow" tests/browser

slow: setup-dev system ui
	$(PYTHON) -m pytest -q -m slow tests

benchmarks: setup-dev
	$(MODULE) -m benchmarks

locks:
	bash scripts/lock.sh

openapi:
	$(MODULE) -m scripts.openapi frontend/src/api/openapi.json

screenshots: ui
	$(MODULE) -m scripts.screenshots docs/images

proof-%: setup-dev
	$(PYTHON) -m pytest -q -m "slow" tests/proof/test_$*.py
