# `make` sets up .venv from requirements.lock and runs the four stages on RAW; `make help` lists the targets.
# Nothing is done twice: the environment is made anew when the lock changes, a document when its bytes or the rules do.

# RAW: the folder of reports, or a place in a store (s3://…)
# OUT: the folder of results, or a place in a store
# REVIEW: the file of people's decisions
# WORKERS: processes; 0 means one a core
# PDF_READER: pdfium, or pdfplumber: slower, for comparison
# RULES: a folder with rule files of your own
# OCR: 1 has ocrmypdf read pages that are pictures
# PAGE_IMAGES: 0 leaves the pictures of PDF pages out of the audit site
# SCHEDULER: a Dask scheduler whose workers do the work, tcp://host:8786
# PORT: where `make review` is served, on this machine alone
# GOLD: pages of `chronocite gold sample` that `make review` is to show for annotation
# OLD: for `make diff`: the results of an earlier run
# NEW: for `make diff`: those of a later one; empty means OUT
# FULL: 1 has `make bench` measure all, half an hour or so
# BASE: for `make bench-compare`: the figures to set the last ones against
# PYTHON: the Python that .venv is made with, 3.11 or newer
RAW        ?= raw
OUT        ?= extracted
REVIEW     ?= review/decisions.jsonl
WORKERS    ?= 0
PDF_READER ?= pdfium
RULES      ?=
OCR        ?=
PAGE_IMAGES ?= 1
SCHEDULER  ?=
PORT       ?= 8650
GOLD       ?=
OLD        ?=
NEW        ?=
FULL       ?=
BASE       ?=
PYTHON     ?= $(shell command -v python3.11 || command -v python3)

# Not every shell knows ~ behind an equals sign: make RAW=~/reports
$(foreach name,RAW OUT REVIEW RULES GOLD OLD NEW,$(eval override $(name) := $(patsubst ~/%,$(HOME)/%,$($(name)))))

BIN        := .venv/bin
CHRONOCITE := $(BIN)/chronocite
READY      := .venv/.ready
SETTING_UP := .venv.setting-up
OWN_RULES   = $(if $(RULES),--rules "$(RULES)")
WITH_OCR    = $(if $(OCR),--ocr)
ON_CLUSTER  = $(if $(SCHEDULER),--scheduler "$(SCHEDULER)")
IMAGES      = $(if $(filter 0 no,$(PAGE_IMAGES)),--no-page-images)

.DEFAULT_GOAL := all
.PHONY: all ingest extract reconcile audit review figures browse diff test lint format bench bench-compare torture fuzz samples docs lock clean help

all: $(READY)        ## ingest, extract, reconcile, audit
	@$(CHRONOCITE) run --raw "$(RAW)" --out "$(OUT)" --review "$(REVIEW)" --workers $(WORKERS) \
	  --pdf-reader $(PDF_READER) $(OWN_RULES) $(WITH_OCR) $(IMAGES) $(ON_CLUSTER)

ingest: $(READY)     ## raw files to text, blocks and notes: OUT/documents
	@$(CHRONOCITE) ingest --raw "$(RAW)" --out "$(OUT)" --workers $(WORKERS) --pdf-reader $(PDF_READER) $(WITH_OCR) $(ON_CLUSTER)

extract: $(READY)    ## text to mentions: OUT/mentions
	@$(CHRONOCITE) extract --out "$(OUT)" --workers $(WORKERS) $(OWN_RULES) $(ON_CLUSTER)

reconcile: $(READY)  ## mentions to tables: OUT/dataset
	@$(CHRONOCITE) reconcile --out "$(OUT)" --review "$(REVIEW)" --workers $(WORKERS) $(ON_CLUSTER)

audit: $(READY)      ## every span against the raw files, checks, pages to look at: OUT/audit/index.html
	@$(CHRONOCITE) audit --raw "$(RAW)" --out "$(OUT)" --workers $(WORKERS) $(IMAGES) $(ON_CLUSTER)

review: $(READY)     ## the same pages in a browser, with decisions by key: accept, reject, correct, merge, split (PORT=8650, GOLD=folder)
	@$(CHRONOCITE) review --raw "$(RAW)" --out "$(OUT)" --review "$(REVIEW)" --workers $(WORKERS) --port $(PORT) \
	  $(OWN_RULES) $(if $(GOLD),--gold "$(GOLD)")

diff: $(READY)       ## what is different between two runs, and why (OLD=results-may NEW=results-june)
	@$(CHRONOCITE) diff "$(OLD)" "$(or $(NEW),$(OUT))"

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

bench: $(READY)      ## time and memory, as ratios to what is run beside (FULL=1: up to 1,000 documents, half an hour or so)
	@$(BIN)/python benchmarks/run.py $(if $(FULL),--full) $(if $(filter-out raw,$(RAW)),--raw "$(RAW)")

bench-compare: $(READY) ## the figures of the last `make bench` against those before, or against BASE=some.json
	@$(BIN)/python benchmarks/results.py $(if $(BASE),--base "$(BASE)")

torture: $(READY)    ## kill runs at a hundred moments, and see that the next one ends as if nothing had been
	@$(BIN)/python -m tests.torture --kills 100

fuzz: $(READY)       ## ten thousand spoilt inputs: none may crash or hang
	@$(BIN)/python -m tests.fuzz --inputs 10000

samples: $(READY)    ## typeset the sample report in raw/ from samples/
	@$(BIN)/python samples/build.py

docs: $(READY)       ## what docs/*.md say of tables, commands, rule keys and checks, from the code
	@$(BIN)/python docs/build.py

lock:                ## pin all dependencies anew (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --quiet --output-file requirements.lock

clean:               ## take away .venv and what the default run left
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find extracted -mindepth 1 -not -name README.md -delete

help:                ## this list, and the variables
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## / — /'
	@echo; sed -nE 's/^# ([A-Z_]+): /\1= — /p' $(firstword $(MAKEFILE_LIST))

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" && "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "make: Python 3.11 or newer is needed; name one with PYTHON=/path/to/python3" >&2; exit 1; }
	@# Of two at once the second waits, and finds it done.
	@until mkdir $(SETTING_UP) 2>/dev/null; do \
	  test -n "$$told" || echo "make: waiting for another make that sets up .venv; if there is none, rmdir $(SETTING_UP)" >&2; \
	  told=yes; sleep 1; \
	done; \
	trap 'rmdir $(SETTING_UP)' EXIT; trap 'exit 1' HUP INT TERM; \
	if test $@ -nt requirements.lock && test $@ -nt pyproject.toml; then exit 0; fi; \
	echo "setting up .venv (once; a few minutes)" && \
	"$(PYTHON)" -m venv --clear .venv && \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . && \
	touch $@
