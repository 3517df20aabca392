# Every target installs what it needs into .venv first; `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
HOST ?= 127.0.0.1
PORT ?= 8000
DATA ?= data
FOLDER ?=
ARGS ?=

.PHONY: help setup setup-dev run test test-fast test-long lint format bench shots contact-sheet messages lock

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install what the library needs (system packages, .venv, fonts, messages)
	@scripts/setup.sh server

setup-dev: ## install also what tests and checks need
	@scripts/setup.sh dev

run: setup ## serve the library at http://localhost:8000 (HOST, PORT, DATA)
	@echo "Serving http://localhost:$(PORT) from the folder $(DATA); stop with Ctrl-C."
	@exec .venv/bin/wenyuan serve --host $(HOST) --port $(PORT) --data $(DATA) $(ARGS)

test: setup-dev ## prove that everything works, once, on SQLite and PostgreSQL
	@$(PYTHON) scripts/test.py all $(ARGS)

test-fast: setup-dev ## the quick tests, for every change
	@$(PYTHON) scripts/test.py fast $(ARGS)

test-long: setup-dev ## kills, corruptions, soak and whole collections at full size
	@$(PYTHON) scripts/test.py long $(ARGS)

lint: setup-dev ## style, types, layers, templates, translations
	@$(PYTHON) scripts/lint.py

format: setup-dev ## write the code in the house format
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format .
	@.venv/bin/djlint --reformat --quiet src/wenyuan || true

bench: setup-dev ## measure; writes benchmarks/RESULTS.md
	@$(PYTHON) -m benchmarks $(ARGS)

shots: setup-dev ## screenshots of every page into shots/
	@$(PYTHON) scripts/shots.py $(ARGS)

contact-sheet: setup-dev ## pages of a folder of files to look at, into contact-sheet/ (FOLDER)
	@$(PYTHON) scripts/contact_sheet.py $(FOLDER) $(ARGS)

messages: setup-dev ## compile translations and say what is missing
	@$(PYTHON) scripts/messages.py compile
	@$(PYTHON) scripts/messages.py check

lock: ## write the lock files again (UPGRADE=1 for newer versions)
	@scripts/lock.sh
