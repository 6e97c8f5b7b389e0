# One command on a machine that has only Python and make:
#   make demo                        the library at work, with no network
#   make check test                  what CI runs
#   make PYTHON=... VENV=.venv-other another interpreter, in an environment of its own

VENV ?= .venv
PYTHON ?=
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install -qq -c constraints.txt

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check bench rules pictures format clean

help: ## list the targets
	@echo 'Hedgerow. Each target makes the environment it needs ($(VENV)).'
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

demo: $(VENV)/.demo ## hedge a real seven-name book, offline
	@$(BIN)/hedgerow demo

test: $(VENV)/.dev ## run the tests and every example in the documentation
	@$(BIN)/python -m pytest -n auto

check: $(VENV)/.dev ## formatting, lint, types, import contracts
	@echo '· ruff format' && $(BIN)/ruff format --check -q .
	@echo '· ruff check' && $(BIN)/ruff check -q .
	@echo '· mypy' && $(BIN)/mypy
	@echo '· import contracts' && $(BIN)/lint-imports --no-logo

bench: $(VENV)/.dev ## measure against peers; asserts no time
	@$(BIN)/python -m pytest benchmarks --benchmark-columns=median,iqr,rounds

rules: $(VENV)/.demo ## write the rule book, docs/rules.md, from the rules
	@$(BIN)/python docs/rule_book.py

pictures: $(VENV)/.demo ## draw the README's pictures from real output
	@$(BIN)/python docs/pictures.py

format: $(VENV)/.dev ## format, and repair what ruff can
	@$(BIN)/ruff check -q --fix-only . && $(BIN)/ruff format -q .

clean: ## remove the environment, caches and builds
	rm -rf $(VENV) build dist .benchmarks .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests benchmarks docs -name __pycache__ -prune -exec rm -rf {} +

# Each interpreter is tried by running it: a name on the PATH may be a shim of one not installed,
# and a distribution may ship Python without ensurepip.
$(VENV)/.made:
	@for python in $(or $(PYTHON),python3.14 python3.13 python3.12 python3.11 python3); do \
	  if "$$python" -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' \
	    2>/dev/null; then \
	    echo "· $(VENV) with $$("$$python" -V)"; \
	    "$$python" -m venv --clear $(VENV) && $(INSTALL) --upgrade pip && touch $@; \
	    exit; \
	  fi; \
	done; \
	echo 'Hedgerow needs Python 3.11 to 3.14 with venv; $(or $(PYTHON),the PATH) offers none.' >&2; \
	echo 'Install one, or name it: make PYTHON=/path/to/python' >&2; \
	exit 1

# The environment is current while its stamp is newer than what it was installed from.
$(VENV)/.demo: pyproject.toml constraints.txt | $(VENV)/.made
	@echo '· installing hedgerow (the first time takes a minute)'
	@$(INSTALL) --build-constraint constraints.txt -e '.[demo]'
	@touch $@

$(VENV)/.dev: $(VENV)/.demo
	@echo '· installing the development tools'
	@$(INSTALL) --group dev
	@touch $@
