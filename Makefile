# make demo   a whole company to try it in        make test   the whole suite
# make lint   style, types and import rules       make bench  speed, beside a yardstick
# make faults  10,000 mails while all around them fails   make soak  a day of work, watched for leaks
# make fuzz   made-up input, for as long as you like: TIMES=100 times the suite's
# make gallery  a picture of every modal and home tab (needs Chromium)

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PORT ?= 8080
SMTP_PORT ?= 2525
DNS_PORT ?= 5353
RELAY_PORT ?= 2526
# Most tests wait for a socket or a disk: twice as many workers as the cores we plan for.
WORKERS ?= 5

# Without it each of the many processes of a test or a demo compiles every module again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test lint bench faults soak fuzz picture gallery lock clean

# A lock names all that is needed: there is nothing to resolve.
INSTALL = $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes

# The stamp carries the lock's name: a changed lock is installed again, an unchanged one costs nothing.
$(VENV)/run.stamp: requirements.lock
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(INSTALL) -r requirements.lock
	@touch $@

# It holds all that the other does, at the same versions (a test sees to that): one installation for both.
$(VENV)/test.stamp: tests/requirements.lock
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(INSTALL) -r tests/requirements.lock
	@touch $(VENV)/run.stamp $@

demo: $(VENV)/run.stamp
	@exec $(PY) -m tests.sandbox.demo --port $(PORT) --smtp-port $(SMTP_PORT) --dns-port $(DNS_PORT) --relay-port $(RELAY_PORT)

test: $(VENV)/test.stamp
	$(PY) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

# Types are checked with everything installed that is imported.
$(VENV)/lint.stamp: tests/lint.lock $(VENV)/test.stamp
	$(INSTALL) -r tests/lint.lock
	@touch $@

lint: $(VENV)/lint.stamp
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

bench: $(VENV)/test.stamp
	$(PY) -m tests.bench

# On each database; ARGS="500 --engine sqlite --seed 7" is a shorter one with other troubles.
faults: $(VENV)/test.stamp
	@exec $(PY) -m tests.faults $(ARGS)

# ARGS="--hours 4" for a part of the day.
soak: $(VENV)/test.stamp
	@exec $(PY) -m tests.faults.soak $(ARGS)

# TIMES as many examples as the suite tries, other ones each time.
TIMES ?= 50
fuzz: $(VENV)/test.stamp
	FUZZ=$(TIMES) $(PY) -m pytest -n $(WORKERS) -m "hypothesis or fuzz" --timeout 7200 $(ARGS)

# The README's picture, taken by the test that walks the page (needs Chromium).
picture: $(VENV)/test.stamp
	TAKE_PICTURE=1 $(PY) -m pytest tests/end_to_end/test_browser.py

# Into .gallery/index.html; ARGS="--only home inbox" takes some only (needs Chromium).
gallery: $(VENV)/test.stamp
	@exec $(PY) -m tests.gallery $(ARGS)

# Needs uv; everyone else only reads what it writes.
COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header
lock:
	$(COMPILE) --extra sandbox pyproject.toml -o requirements.lock
	$(COMPILE) --extra test pyproject.toml -o tests/requirements.lock
	$(COMPILE) --group lint -c tests/requirements.lock -o tests/lint.lock

clean:
	rm -rf $(VENV) .demo .gallery
