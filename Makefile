# Every target does its own set-up: python3 (3.11 or newer) with venv, and make, are all it takes.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LOWEST := .venv-lowest
EMULATOR := .venv-emulator
BROWSER := $(VENV)/.browser
DOCS := .venv-docs
PEERS := peers peers-piecash peers-a-ledger
# Hashes are checked for every package. The project itself is not installed, where it would be called besitos: a path
# file lets `python -m bot` run the checkout from any folder.
# A file's tests stay together: each worker starts one PostgreSQL and upgrades each template once.
SPREAD := -n 3 --dist loadfile --no-loadscope-reorder --ignore=tests/wheel
# Databases of tests live in memory where the machine has such a folder: a commit waits for no disk there.
QUICK := $(if $(wildcard /dev/shm/.),TMPDIR=/dev/shm)
# Tests start some hundred interpreters. Where the machine says that none may keep what it compiled, each would
# compile everything again, which is half of its time.
unexport PYTHONDONTWRITEBYTECODE
PIP := -m pip install --quiet --quiet --disable-pip-version-check
# The lock files are complete. Where pip looks for what they need, it refuses `coverage[toml]` because the lock says
# `coverage`, from the day on which a newer one is published.
LOCKED := --require-hashes --no-deps

.PHONY: help setup run demo docs test test-kinds test-slow test-lowest test-browser test-servers test-wheel attack lint \
	types contracts spelling dependencies audit lock release coverage bench bench-check bench-all bench-peers wheel clean

help:  ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 16

setup: $(STAMP)  ## Make .venv with the pinned packages

define install
	@echo "Setting up $(1) (once, about a minute) ..."
	@$(PYTHON) -c 'import sys; sys.exit("Besitos needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another one: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv --clear $(1)
	@$(1)/bin/python $(PIP) $(LOCKED) -r $(2)
endef

define checkout
	@$(1)/bin/python -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_path("purelib"), "besitos-checkout.pth").write_text("$(CURDIR)\n")'
endef

$(STAMP): pyproject.toml requirements/newest.txt
	$(call install,$(VENV),requirements/newest.txt)
	$(call checkout,$(VENV))
	@touch $@

$(LOWEST)/.installed: pyproject.toml requirements/lowest.txt
	$(call install,$(LOWEST),requirements/lowest.txt)
	$(call checkout,$(LOWEST))
	@touch $@

$(EMULATOR)/.installed: requirements/emulator.txt
	$(call install,$(EMULATOR),requirements/emulator.txt)
	@touch $@

# The site's tools read the sources and import nothing. They know the package by its name in the wheel.
$(DOCS)/.installed: requirements/docs.txt
	$(call install,$(DOCS),requirements/docs.txt)
	@mkdir -p $(DOCS)/sources && ln -sfn ../../bot $(DOCS)/sources/besitos
	@touch $@

# Their lock files leave out what python-accounting asks for besides: drivers of other databases, which need a compiler.
$(PEERS:%=.venv-%/.installed): .venv-%/.installed: requirements/%.txt
	$(call install,.venv-$*,$<)
	@touch $@

run: setup  ## Start the bot (needs BOT_TOKEN)
	@$(BIN)/python -m bot run

demo: setup  ## Try it without a token: a made-up Telegram on this machine, and a page to play in
	@$(BIN)/python -m bot demo $(ARGS)

test: setup $(EMULATOR)/.installed  ## All tests, on SQLite files and a real PostgreSQL
	@$(QUICK) $(BIN)/python -m pytest $(SPREAD) $(ARGS)

test-slow: setup  ## What takes minutes and never fails alone: kills at every statement, every age of production
	@$(QUICK) $(BIN)/python -m pytest $(SPREAD) -m exhaustive $(ARGS)

# `make test` runs a selection of these on each (the mark every_shape): all of them take a quarter of an hour.
test-kinds: setup  ## All tests of the services on every kind of database: apart, and each age of production
	@for shape in apart unstamped stamped halfway played created drifted; do echo "On a database that is $$shape:"; \
		$(QUICK) $(BIN)/python -m pytest -q $(SPREAD) tests/gamification tests/laws -m "not slow and not exhaustive" \
			--shape $$shape $(ARGS) || exit 1; done

test-lowest: $(LOWEST)/.installed $(EMULATOR)/.installed  ## The same tests on the oldest packages that we support
	@$(QUICK) $(LOWEST)/bin/python -m pytest $(SPREAD) $(ARGS)

attack: setup  ## Four processes, kills, cuts, wrong clocks, and the books afterwards; ARGS="--seconds 3600 --seed 7"
	@$(QUICK) $(BIN)/python -m tests.laws.attack $(ARGS)

# On SQLite only: the other side runs the same lines, and dialects differ in bot/database.
coverage: setup  ## Branch coverage of bot/services, printed; below the limit in pyproject.toml it fails
	@$(QUICK) $(BIN)/python -m pytest -q $(SPREAD) --cov --cov-report=term-missing:skip-covered \
		-k "not postgresql and not mutations" tests/gamification tests/jobs tests/services tests/handlers \
		tests/middlewares tests/telegram tests/laws/test_money_laws.py tests/laws/test_deleted_meanwhile.py \
		tests/test_job_wiring.py tests/test_job_serving.py tests/commands/test_doctor.py $(ARGS)

test-wheel: setup  ## The wheel, installed by pip into fresh environments, and hosts that use it
	@$(BIN)/python -m pytest -n 2 --dist loadgroup tests/wheel $(ARGS)

# Chromium comes from the system: root on Debian gets it here, everybody else is told how.
test-browser: $(BROWSER)  ## The demo's page in a real browser; BESITOS_WRITE_SCREENSHOTS=1 takes docs/screenshots anew
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null \
		|| { [ "$$(id -u)" = 0 ] && echo "Installing chromium (once) ..." && apt-get update -qq \
			&& DEBIAN_FRONTEND=noninteractive apt-get install -yqq --no-install-recommends \
				chromium fonts-noto-color-emoji >/dev/null; } \
		|| { echo "make test-browser needs chromium: sudo apt-get install chromium fonts-noto-color-emoji" >&2; exit 1; }
	@$(BIN)/python -m pytest tests/browser $(ARGS)

# The servers come from the system, as chromium does; Debian has one of them where only root's PATH leads.
test-servers: export PATH := $(PATH):/usr/sbin
test-servers: setup  ## With a real Redis, and PostgreSQL behind PgBouncer
	@command -v redis-server >/dev/null && command -v pgbouncer >/dev/null \
		|| { [ "$$(id -u)" = 0 ] && echo "Installing redis-server and pgbouncer (once) ..." && apt-get update -qq \
			&& DEBIAN_FRONTEND=noninteractive apt-get install -yqq --no-install-recommends redis-server pgbouncer >/dev/null; } \
		|| { echo "make test-servers needs: sudo apt-get install redis-server pgbouncer" >&2; exit 1; }
	@$(QUICK) $(BIN)/python -m pytest tests/servers $(ARGS)

$(BROWSER): $(STAMP) requirements/browser.txt
	@$(BIN)/python $(PIP) $(LOCKED) -r requirements/browser.txt
	@touch $@

docs: $(DOCS)/.installed  ## The documentation site, in site/: docs/, README.md and the docstrings; warnings are errors
	@NO_MKDOCS_2_WARNING=1 $(DOCS)/bin/python -m mkdocs build --strict --clean
	@echo "The documentation is in site/index.html; with its search: python3 -m http.server -d site"

lint: setup  ## Style and likely bugs
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

# The chain is a folder of scripts named like the library: it is checked from inside.
# Examples import what is installed under the name besitos.
EXAMPLE = MYPYPATH=$(CURDIR)/.mypy_cache/installed $(CURDIR)/$(BIN)/mypy --strict --explicit-package-bases \
	--namespace-packages --python-version 3.11 --cache-dir $(CURDIR)/.mypy_cache/examples --follow-imports silent

types: setup  ## mypy --strict, over the chain too
	@$(BIN)/mypy
	@$(BIN)/mypy --scripts-are-modules .ci/release .ci/site_pages.py
	@cd alembic && ../$(BIN)/mypy --cache-dir ../.mypy_cache/alembic --config-file ../pyproject.toml --exclude '^$$' *.py versions/*.py
	@mkdir -p .mypy_cache/installed && ln -sfn $(CURDIR)/bot .mypy_cache/installed/besitos
	@cd examples && $(EXAMPLE) *.py
	@cd examples/package_bot && $(EXAMPLE) --exclude '^$$' -p bot

contracts: setup  ## Who may import whom
	@$(BIN)/lint-imports

spelling: setup  ## Typing errors, in code and prose
	@$(BIN)/typos

dependencies: setup  ## What is imported is declared, and what is declared is used
	@$(BIN)/deptry .

# Asks a service in the network for known vulnerabilities: not part of .ci/run. Strict, for without the service it would
# pass and have looked at nothing.
audit: setup  ## Known vulnerabilities of the pinned packages (needs the network)
	@$(BIN)/uv tool run --quiet pip-audit --strict --disable-pip --require-hashes -r requirements/newest.txt

release: setup  ## make release VERSION=0.3.0: version, changelog, wheel, check of the wheel
	@$(BIN)/python .ci/release $(VERSION)

lock: setup  ## Write the lock files again (needs a package registry)
	@$(BIN)/uv pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-header --no-annotate --upgrade \
		pyproject.toml requirements/test.in requirements/dev.in -o requirements/newest.txt
	@$(BIN)/uv pip compile --quiet --python-version 3.11 --resolution lowest-direct --generate-hashes --no-header --no-annotate --upgrade \
		pyproject.toml requirements/test.in -o requirements/lowest.txt
	@$(BIN)/uv pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-header --no-annotate --upgrade \
		requirements/emulator.in -o requirements/emulator.txt
	@$(BIN)/uv pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-header --no-annotate --upgrade \
		requirements/browser.in -o requirements/browser.txt
	@$(BIN)/uv pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-header --no-annotate --upgrade \
		requirements/docs.in -o requirements/docs.txt
	@for name in $(PEERS); do $(BIN)/uv pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-header --no-annotate --upgrade \
		--no-emit-package mysqlclient --no-emit-package psycopg2 requirements/$$name.in -o requirements/$$name.txt || exit 1; done

bench: setup  ## The quick benchmarks as one Markdown table, beside what they are compared with
	@$(BIN)/python -m benchmarks

bench-check: setup  ## The same; fails where a ratio misses its target by more than a fifth
	@$(BIN)/python -m benchmarks --check $(NAMES)

bench-all: bench-check  ## The long ones too: a million users, five million ledger entries
	@$(BIN)/python -m benchmarks start memory
	@$(BIN)/python -m benchmarks --check sweep leaderboard club_numbers growth

# Not part of the others: it installs ledger libraries that nothing else needs.
bench-peers: setup $(PEERS:%=.venv-%/.installed)  ## Beside the usual bot's code and ledger libraries, in environments of their own
	@$(BIN)/python -m benchmarks peers

wheel: setup  ## dist/besitos-....whl, to install with pip elsewhere
	@$(BIN)/python -m hatchling build -t wheel

clean:  ## Remove what the set-up made
	rm -rf $(VENV) $(LOWEST) $(EMULATOR) $(DOCS) $(PEERS:%=.venv-%) site
