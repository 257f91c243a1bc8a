# Two commands matter: `make demo` and `make test`. Both make .venv when it is missing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EXTRAS := dev,data,endpoint,vlm,serve,cluster,mcp,docs

.PHONY: demo test check docs lock clean

demo: out/.made
	@echo "Pictures: out/*/views.png; all about each part: out/*/report.html; the programs: out/*/program.py"

out/.made: $(VENV)/.installed $(wildcard examples/*.step) $(shell find src -name '*.py' -o -name '*.json')
	$(BIN)/zero-to-cad reconstruct examples/*.step -o out --force
	@touch $@

test: $(VENV)/.installed-dev check
	$(BIN)/pytest -n auto --dist loadfile

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(VENV)/.installed: pyproject.toml requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --constraint requirements.lock --editable .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/pip install --quiet --constraint requirements.lock --editable '.[$(EXTRAS)]'
	touch $@

# The site appears in build/site; a broken link is an error.
docs: $(VENV)/.installed-dev
	$(BIN)/mkdocs build --strict

# Needs uv. Pins every package of every extra for Python 3.11 and later on Linux.
lock:
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --no-header --no-emit-index-url --output-file requirements.lock

clean:
	rm -rf $(VENV) out build dist
