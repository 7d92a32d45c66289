# run, demo, test and check need only Python 3.11 or newer, pip and make: the first of them installs what is locked into .venv.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin

.PHONY: run demo test check lint lock install

run: install
	$(BIN)/pilotwatch run $(ARGS)

demo: install
	$(BIN)/pilotwatch demo $(ARGS)

test: install
	$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

check: lint test

lint: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

install: .venv/.installed

# --no-build-isolation: the build backend is in the lock too, so nothing is fetched that is not hashed.
.venv/.installed: .venv/.locked pyproject.toml
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

.venv/.locked: requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	touch $@

# After a change of dependencies; needs uv. uv.lock itself names package hosts and is not kept.
lock:
	uv lock --quiet
	uv export --quiet --no-header --no-emit-project --extra test --extra build --output-file requirements.lock
	uv export --quiet --no-header --no-emit-project --extra postgres --extra build --output-file requirements-run.lock
	rm uv.lock
