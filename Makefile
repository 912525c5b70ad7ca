# The whole interface of a developer. Python 3.11 or newer and make are enough.
PYTHON ?= python3
# Processes that share out the tests; with 0 they run in this one, as a debugger wants it.
WORKERS ?= 2

.PHONY: run test check bench engines messages lock

run:  ## set up, migrate, seed and serve the demo on loopback (PORT, DATA_DIR, REAL=list.csv)
	@$(PYTHON) scripts/set_up.py
	@exec .venv/bin/python manage.py run --with-parent

test:  ## set up and run the tests (ARGS for pytest, WORKERS at once)
	@$(PYTHON) scripts/set_up.py --dev
	@.venv/bin/python -m pytest -n $(WORKERS) $(ARGS)

check:  ## lint, types, layers, templates, migrations, deployment, translations
	@$(PYTHON) scripts/set_up.py --dev
	@.venv/bin/python scripts/check.py

bench:  ## measure bookings (ARGS), searches (SEARCH) and payments (PAYMENTS)
	@$(PYTHON) scripts/set_up.py --dev
	@.venv/bin/python -m tests.bench $(ARGS)
	@.venv/bin/python -m tests.bench.search $(SEARCH)
	@.venv/bin/python -m tests.bench.payments $(PAYMENTS)

engines:  ## fetch Redis, Chromium, Elasticsearch and stripe-mock for the tests that use them
	@$(PYTHON) scripts/engines.py

messages:  ## bring the translation catalogues up to date with the code
	@.venv/bin/python -m marketplace.translations extract

lock:  ## pin the requirements anew
	@scripts/lock.sh
