# `make` sets up .venv from requirements.lock and runs the four stages on RAW; `make help` lists the targets.
# Nothing is done twice: the environment is made anew when the lock changes, a document when its bytes or the rules do.

RAW        ?= raw
OUT        ?= extracted
REVIEW     ?= review/decisions.jsonl
WORKERS    ?= 0
PDF_READER ?= pdfium
RULES      ?=
OCR        ?=
PAGE_IMAGES ?= 1
PORT       ?= 8650
PYTHON     ?= $(shell command -v python3.11 || command -v python3)

BIN        := .venv/bin
CHRONOCITE := $(BIN)/chronocite
READY      := .venv/.ready
OWN_RULES   = $(if $(RULES),--rules "$(RULES)")
WITH_OCR    = $(if $(OCR),--ocr)
IMAGES      = $(if $(filter 0 no,$(PAGE_IMAGES)),--no-page-images)

.DEFAULT_GOAL := all
.PHONY: all ingest extract reconcile audit review figures browse test lint format bench torture fuzz samples lock clean help

all: $(READY)        ## ingest, extract, reconcile, audit (RAW=raw OUT=extracted REVIEW=… WORKERS=0 PDF_READER=pdfium RULES= OCR= PAGE_IMAGES=1)
	@$(CHRONOCITE) run --raw "$(RAW)" --out "$(OUT)" --review "$(REVIEW)" --workers $(WORKERS) \
	  --pdf-reader $(PDF_READER) $(OWN_RULES) $(WITH_OCR) $(IMAGES)

ingest: $(READY)     ## raw files to text, blocks and notes: OUT/documents
	@$(CHRONOCITE) ingest --raw "$(RAW)" --out "$(OUT)" --workers $(WORKERS) --pdf-reader $(PDF_READER) $(WITH_OCR)

extract: $(READY)    ## text to mentions: OUT/mentions
	@$(CHRONOCITE) extract --out "$(OUT)" --workers $(WORKERS) $(OWN_RULES)

reconcile: $(READY)  ## mentions to tables: OUT/dataset
	@$(CHRONOCITE) reconcile --out "$(OUT)" --review "$(REVIEW)"

audit: $(READY)      ## every span against the raw files, checks, pages to look at: OUT/audit/index.html
	@$(CHRONOCITE) audit --raw "$(RAW)" --out "$(OUT)" --workers $(WORKERS) $(IMAGES)

review: $(READY)     ## the same pages in a browser, with decisions by key: accept, reject, correct, merge, split (PORT=8650)
	@$(CHRONOCITE) review --raw "$(RAW)" --out "$(OUT)" --review "$(REVIEW)" --workers $(WORKERS) --port $(PORT)

test: $(READY)       ## the tests
	@$(BIN)/python -m pytest

lint: $(READY)       ## ruff, mypy, the layers of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(READY)     ## lay out the code
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

figures: $(READY)    ## the pictures of a finished run for a paper: OUT/figures/*.svg, *.pdf
	@$(CHRONOCITE) figures --out "$(OUT)" --pdf

browse: $(READY)     ## the dataset in Datasette, with facets and search (installs it at first)
	@$(BIN)/python -c 'import datasette' 2>/dev/null || \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check 'datasette>=0.65'
	@$(CHRONOCITE) browse --out "$(OUT)"

bench: $(READY)      ## time and memory, as ratios to what is run beside
	@$(BIN)/python benchmarks/run.py --raw "$(RAW)"

torture: $(READY)    ## kill runs at a hundred moments, and see that the next one ends as if nothing had been
	@$(BIN)/python -m tests.torture --kills 100

fuzz: $(READY)       ## ten thousand spoilt inputs: none may crash or hang
	@$(BIN)/python -m tests.fuzz --inputs 10000

samples: $(READY)    ## typeset the sample report in raw/ from samples/
	@$(BIN)/python samples/build.py

lock:                ## pin all dependencies anew (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --quiet --output-file requirements.lock

clean:               ## take away .venv and what the default run left
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find extracted -mindepth 1 -not -name README.md -delete

help:                ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## / — /'

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" && "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "make: Python 3.11 or newer is needed; name one with PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "setting up .venv (once; a minute or two)"
	@"$(PYTHON)" -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
