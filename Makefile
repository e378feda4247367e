# One command each; `make help` lists them. Steps leave a stamp, so a second run starts at once.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run setup setup-dev test test-python test-journeys pictures test-frontend test-pg15 check format translations bench bench-mail bench-routing bench-scripts search-quality bench-clone bench-million kills outage fuzz xss reference tables lock clean

BIN := .venv/bin
STAMPS := .venv/.stamps
STEP = @printf '· %s\n'
SOURCES := $(shell find frontend balie/foundation/ui balie/locale -type f \
	\( -name '*.ts' -o -name '*.css' -o -name '*.svg' -o -name '*.py' -o -name '*.json' \) -not -path '*/node_modules/*' 2>/dev/null)
STATIC := $(shell find balie/*/*/static balie/foundation/static -type f -not -path '*/build/*' 2>/dev/null)
CATALOGUES := $(wildcard balie/locale/*/LC_MESSAGES/django.po)
PYTEST = $(BIN)/python -m pytest
WORKERS ?= 2
SPREAD = -n $(WORKERS) --dist loadfile --no-loadscope-reorder

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## set everything up, then serve on http://localhost:8000 (PORT, BALIE_BIND, BALIE_HOME, BALIE_DEMO)
	@exec $(BIN)/balie run

setup: $(STAMPS)/project $(STAMPS)/static $(STAMPS)/translations ## all that running needs

setup-dev: setup $(STAMPS)/dev ## and all that the checks and tests need

$(STAMPS)/python: .python-version
	$(STEP) "Python environment"
	@test -x $(BIN)/python || { python=$$(scripts/find-python) && "$$python" -m venv .venv; }
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 12))' \
		|| { echo "The Python in .venv is older than 3.12: remove the folder .venv and try again." >&2; exit 1; }
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/run: $(STAMPS)/python requirements/run.txt requirements/uv.txt
	$(STEP) "Python packages (a minute the first time)"
	@scripts/install-requirements requirements/run.txt
	@touch $@

$(STAMPS)/dev: $(STAMPS)/run requirements/dev.txt
	$(STEP) "Packages for checks and tests"
	@scripts/install-requirements requirements/dev.txt
	@touch $@

$(STAMPS)/project: $(STAMPS)/run pyproject.toml
	$(STEP) "Balie itself"
	@if [ -x $(BIN)/uv ]; then \
		$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable . ; \
	else \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . ; \
	fi
	@$(BIN)/python -m compileall -q balie
	@touch $@

$(STAMPS)/frontend: $(STAMPS)/run $(SOURCES)
	$(STEP) "Scripts and styles"
	@$(BIN)/python frontend/build.py
	@touch $@

# collectstatic reads the settings, which make secrets: they go to a folder that is thrown away.
$(STAMPS)/static: $(STAMPS)/project $(STAMPS)/frontend $(STATIC)
	$(STEP) "Static files"
	@home=$$(mktemp -d) && trap 'rm -rf "$$home"' EXIT && \
		BALIE_HOME="$$home" DJANGO_SETTINGS_MODULE=balie.config.settings $(BIN)/python -m django collectstatic --noinput --clear -v 0
	@touch $@

$(STAMPS)/translations: $(STAMPS)/run $(CATALOGUES)
	$(STEP) "Translations"
	@if [ -n "$(CATALOGUES)" ]; then $(BIN)/pybabel --quiet compile --domain django --directory balie/locale --statistics ; fi
	@touch $@

test: ## everything: frontend, Python on two cores, journeys in a browser
	@scripts/install-test-parts.sh
	@$(MAKE) --no-print-directory setup-dev
	@$(MAKE) --no-print-directory test-frontend
	@$(MAKE) --no-print-directory test-python
	@$(MAKE) --no-print-directory test-journeys

test-python: setup-dev ## pytest without the browser
	$(PYTEST) $(SPREAD) --ignore tests/journeys

test-journeys: setup-dev ## the stories in a browser, one after another
	$(PYTEST) tests/journeys

pictures: setup-dev ## the documentation's pictures anew, in docs/images
	BALIE_PICTURES=1 $(PYTEST) tests/journeys/test_pictures.py

test-frontend: setup-dev ## the scripts' own tests
	@$(BIN)/python frontend/build.py test

test-pg15: setup-dev ## pytest against the distribution's PostgreSQL 15, the oldest we promise
	@scripts/install-test-parts.sh postgresql-15
	BALIE_TEST_POSTGRES=/usr/lib/postgresql/15/bin $(PYTEST) $(SPREAD) --ignore tests/journeys

check: export BALIE_HOME := $(CURDIR)/.venv/.check
check: export DJANGO_SETTINGS_MODULE := balie.config.settings
check: setup-dev ## format, lint, types, contracts, migrations, translations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -W ignore::RuntimeWarning -m django makemigrations --check --dry-run
	$(BIN)/python scripts/check_translations.py
	$(BIN)/python frontend/build.py check

format: setup-dev ## put the code in order
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

translations: setup-dev ## bring balie/locale up to date with the sources; then write the missing words
	$(BIN)/python scripts/translations.py --missing

bench: setup-dev ## the performance table at 10,000 and 100,000 tickets into docs/reference/performance.md
	$(BIN)/python -m tests.performance

bench-mail: setup-dev ## mail alone: filed a second beside Python's parser, and the work list while 10,000 wait
	$(BIN)/python -m tests.performance --mail

search-quality: setup-dev ## how much of what is meant the search finds, of the questions kept aside
	$(BIN)/python -m tests.performance.search.trial --part aside | $(BIN)/balie search evaluate -

bench-routing: setup-dev ## who is given what waits: decisions a second, by the board alone and written
	$(BIN)/python -m tests.performance --routing

bench-scripts: setup-dev ## scripts: the next step with ten runs at once, large ones opened and checked, the graph's frames in Chromium
	$(BIN)/python -m tests.performance --scripts

bench-clone: setup-dev ## what a newcomer waits for, from `git clone` to the first page
	$(BIN)/python -m tests.performance --clone

bench-million: setup-dev ## the same at 1,000,000 tickets
	$(BIN)/python -m tests.performance --million

kills: setup-dev ## 200 random kills, and 20 at each of the worst moments; no mail lost, none doubled
	KILLS=200 DEATHS_EACH=20 $(PYTEST) -s -m kills tests/kills

outage: setup-dev ## 10,000 mails that came in three days, all fetched; the result in docs/reference/kills.md
	OUTAGE_MAILS=10000 $(PYTEST) -s balie/conversation/email/tests/test_faults.py -k three_days

xss: setup-dev ## a longer list of strings that want to run on every screen: make xss XSS_STRINGS=file
	$(PYTEST) -s tests/journeys/test_xss.py

fuzz: setup-dev ## 100,000 damaged mails and 1,000,000 damaged messages of SIP; the result of the mails in docs/reference/fuzz.md
	FUZZ_REPORT=1 MUTANTS=$(or $(MUTANTS),100000) SEED=$(or $(SEED),20261126) $(PYTEST) -s balie/conversation/email/tests/test_mutants.py
	SIP_MUTANTS=$(or $(SIP_MUTANTS),1000000) SEED=$(or $(SEED),20261128) $(PYTEST) -s balie/conversation/telephony/tests/test_hostile_sip.py

reference: setup-dev ## the tables of docs/reference/mail-parsing.md anew
	REFERENCE=1 $(PYTEST) $(addprefix balie/conversation/email/tests/,test_comparison.py test_kept_whole.py test_replies.py)

tables: setup-dev ## the tables an empty database begins with anew, after a migration was added
	$(BIN)/python scripts/tables.py

lock: $(STAMPS)/run ## renew requirements/*.txt from pyproject.toml: hashed, without index hosts
	scripts/lock

clean: ## remove what was built, keep the data
	rm -rf .venv .uv frontend/node_modules balie/foundation/static/build balie/staticroot
	find balie/locale -name '*.mo' -delete
