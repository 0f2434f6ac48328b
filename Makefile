# Set-up, checks and a first grading run; `make` alone lists the targets.
# Another Python: `make PYTHON=python3.12 setup`. All paths are relative, so a checkout may stand anywhere.

PYTHON := python3
ASSIGNMENT := lab4_batchnorm
SECONDS := 600

VENV := .venv
RUN := $(VENV)/bin/python
# A process a core and one more, as tests wait for submissions too, but no more than four: each keeps a warm sandbox.
TESTS := -m pytest -q -n $$(($$(nproc) + 1)) --maxprocesses=4 --dist worksteal
READY := $(VENV)/.ready
# The other harnesses bring a hundred packages; ours is not to depend on what they bring.
BENCH := .venv-bench

# What a shell may carry over must not decide what runs here.
export PYTHONUTF8 := 1
export PIP_USER := 0
unexport PYTHONHOME PYTHONPATH

.DEFAULT_GOAL := help
.PHONY: help setup grade check test test-all fuzz bench pins clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-9s %s\n", $$1, $$2}' Makefile

setup: $(READY) ## Make .venv with the pinned packages; nothing happens when it is up to date

$(READY): pyproject.toml constraints.txt tools/set-up tools/system-packages
	@bash tools/set-up "$(PYTHON)" $(VENV)

grade: setup ## Grade the sample class into reports/ (another: make grade ASSIGNMENT=hw_conv_shapes)
	@$(RUN) grade.py grade "$(ASSIGNMENT)" "submissions/$(ASSIGNMENT)" --out reports

check: setup ## Lint, formatting and types
	$(RUN) -m ruff check --quiet .
	$(RUN) -m ruff format --check --quiet .
	$(RUN) -m mypy

test: check ## The checks and the fast tests
	@bash tools/system-packages $(RUN) browser
	$(RUN) $(TESTS)

test-all: check ## The checks and every test, slow ones too
	@bash tools/system-packages $(RUN) browser
	$(RUN) $(TESTS) -m "slow or not slow"

fuzz: setup ## Fuzz the codec for ten minutes (another time: make fuzz SECONDS=60)
	@mkdir -p .fuzz
	$(RUN) -m tests.wire.fuzz -max_total_time=$(SECONDS) -artifact_prefix=.fuzz/found- -print_final_stats=1 .fuzz

$(BENCH)/.ready: pyproject.toml constraints.txt benchmarks/constraints.txt tools/set-up
	@bash tools/set-up "$(PYTHON)" $(BENCH) bench

bench: setup $(BENCH)/.ready ## Measure the time that grading adds, and what other harnesses take
	$(RUN) -m benchmarks
	$(RUN) -m benchmarks.reports
	$(BENCH)/bin/python -m benchmarks.others
	$(RUN) -m benchmarks.cold

pins: ## Renew constraints.txt with the newest releases that pyproject.toml allows
	@bash tools/pin-versions "$(PYTHON)"

clean: ## Remove the environment and caches; reports and marks stay
	rm -rf $(VENV) $(BENCH) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .fuzz
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
