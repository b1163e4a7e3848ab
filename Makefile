# The hub's commands. `make` alone lists them.
PORT ?= 8000
ARGS ?=
PYTHON := .venv/bin/python
LOCK := .venv/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate $(UPGRADE)

.DEFAULT_GOAL := help
.PHONY: help run test lint lock port

help: ## List these commands
	@awk -F ': .*## ' '/^[a-z]+: .*## / { printf "  make %-6s %s\n", $$1, $$2 }' Makefile

run: export DEBUG = yes
run: export PUBLIC_URL = http://127.0.0.1:$(PORT)
run: export DJANGO_RUNSERVER_HIDE_WARNING = true
run: port .venv/run.stamp ## Start the hub on this machine (PORT=8000)
	@mkdir -p "$${VAR_DIR:-var}"
	@$(PYTHON) manage.py migrate --verbosity 0
	@$(PYTHON) manage.py set_roles --verbosity 0
	@$(PYTHON) manage.py load_library
	@$(PYTHON) manage.py demo_accounts
	@echo "Visitors: http://127.0.0.1:$(PORT)/"
	@echo "Desk:     http://127.0.0.1:$(PORT)/admin/"
	@echo "Embed:    http://127.0.0.1:$(PORT)/embed/guides/"
	@exec $(PYTHON) manage.py runserver 127.0.0.1:$(PORT)

test: .venv/develop.stamp ## Run every test, in real browsers too (ARGS=tests/hub for some)
	@CHROMIUM=$$(sh .ci/find_chromium) && export CHROMIUM && exec $(PYTHON) -m pytest -n auto --maxprocesses 8 $(ARGS)

lint: .venv/develop.stamp ## Check style, templates and types
	@$(PYTHON) -m ruff check --quiet .
	@$(PYTHON) -m ruff format --check --quiet .
	@find templates -name '*.html' -exec .venv/bin/djade --check --target-version 5.2 {} +
	@$(PYTHON) -m mypy

lock: .venv/develop.stamp ## Write requirements/ anew from pyproject.toml (UPGRADE=--upgrade for newer versions)
	@$(PYTHON) -m pip install -qq 'uv>=0.13'
	$(LOCK) --output-file requirements/run.txt
	$(LOCK) --extra postgres --extra redis --output-file requirements/production.txt
	$(LOCK) --extra postgres --extra redis --extra figures --extra test --extra lint --output-file requirements/develop.txt

port:
	@python=$$(sh .ci/find_python) && "$$python" .ci/check_port.py "$(PORT)"

$(PYTHON):
	@python=$$(sh .ci/find_python) && rm -rf .venv && echo "Making .venv ..." && "$$python" -m venv .venv

# One stamp a requirements file: nothing is installed again until the file changes.
.venv/%.stamp: requirements/%.txt | $(PYTHON)
	@echo "Installing $< ..."
	@$(PYTHON) -m pip install -qq --disable-pip-version-check --require-hashes --only-binary :all: --requirement $<
	@touch $@
