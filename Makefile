# The two commands of the project are `make run` and `make test`; each sets up all that it needs.
PORT ?= 8501
HOST ?= 127.0.0.1
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PAGES := tests/browser/test_every_page.py
ROOT := $(if $(filter 0,$(shell id -u)),,sudo)
CHROMIUM := $(or $(shell command -v chromium),$(shell command -v chromium-browser),$(shell command -v google-chrome))

.PHONY: run class dev test check fix benchmark clean

run: $(VENV)/run.stamp ## the laboratory at http://localhost:8501 (another port: make run PORT=9000)
	@$(BIN)/python -m dlcore data fetch --missing --quiet >/dev/null 2>&1 & \
	exec $(BIN)/streamlit run app.py --server.port $(PORT) --server.address $(HOST)

class: ## the same for a class: reachable from other machines of the network
	@$(MAKE) run HOST=0.0.0.0

certificate.pem: ## a certificate of this machine's own: cameras need HTTPS away from localhost
	openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj "/CN=$$(hostname)" \
	  -addext "subjectAltName=DNS:$$(hostname),DNS:localhost,IP:$$(hostname -I | cut -d' ' -f1)" \
	  -keyout certificate-key.pem -out certificate.pem

class-https: certificate.pem $(VENV)/run.stamp ## `make class` over HTTPS, so that phones may use their cameras
	exec $(BIN)/streamlit run app.py --server.port $(PORT) --server.address 0.0.0.0 \
	  --server.sslCertFile certificate.pem --server.sslKeyFile certificate-key.pem

dev: $(VENV)/test.stamp ## restarts the server whenever a source file changes
	@while true; do \
	  $(BIN)/streamlit run app.py --server.port $(PORT) & server=$$!; \
	  before=$$(find app.py pages dlcore assets -type f -newermt @0 -printf '%T@ %p\n' | sort | md5sum); \
	  while [ "$$before" = "$$(find app.py pages dlcore assets -type f -printf '%T@ %p\n' | sort | md5sum)" ] \
	    && kill -0 $$server 2>/dev/null; do sleep 1; done; \
	  kill $$server; wait $$server; done

test: $(VENV)/test.stamp chromium check ## everything: style, types, then tests, the fast ones first
	$(BIN)/python -m pytest tests -m "not browser" --ignore=tests/runs -n 2 --dist loadfile --durations=8 --cov=dlcore --cov-report=
	$(BIN)/python -m pytest tests/runs --durations=8 --cov=dlcore --cov-append --cov-report=term:skip-covered
	$(BIN)/python -m pytest $(PAGES) -n 2 --durations=8
	$(BIN)/python -m pytest tests -m browser --ignore=$(PAGES) --durations=8

check: $(VENV)/test.stamp ## format, lint, types, stale documentation: seconds
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m dlcore list --check README.md

fix: $(VENV)/test.stamp ## put format and simple lint right
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

benchmark: $(VENV)/test.stamp ## every figure, ours beside the peers' (minutes)
	$(BIN)/python -m dlcore benchmark all

.PHONY: chromium
chromium:
ifeq ($(CHROMIUM),)
	$(ROOT) apt-get update -qq
	$(ROOT) apt-get install -y -qq --no-install-recommends chromium fonts-noto-core fonts-noto-color-emoji
endif

$(VENV)/bin/python:
	@$(PYTHON) -m venv $(VENV) 2>/dev/null || { \
	  rm -rf $(VENV); $(ROOT) apt-get update -qq; \
	  $(ROOT) apt-get install -y -qq --no-install-recommends python3-venv; $(PYTHON) -m venv $(VENV); }

$(VENV)/run.stamp: requirements.txt | $(VENV)/bin/python
	$(BIN)/pip install -q --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/test.stamp: requirements-dev.txt requirements.txt | $(VENV)/bin/python
	$(BIN)/pip install -q --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/run.stamp

clean: ## remove what can be made again
	rm -rf $(VENV) build .pytest_cache .ruff_cache .mypy_cache .coverage
