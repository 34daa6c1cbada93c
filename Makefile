# Everything Groundplan can do on this machine. python3 (3.11 to 3.13) with its venv module is enough: uv comes from
# the package index, checked against its hash, and so does all else. A stamp file marks what is up to date.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-builtin-rules --no-print-directory

# Where images set it, every one of the hundreds of processes here compiles our modules and tests anew.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
BIN := .venv/bin
UV := .bootstrap/bin/uv
GROUP_NAMES := provision runtime development
CLOUDS := aws azure gcp
EXTRAS := aws azure gcp kubernetes
# Types and tests that read a cloud's SDK: each has hundreds of modules, and three of them double the time of a check.
CLOUD_TESTS := $(CLOUDS:%=tests/components/%) tests/clouds tests/policies/clouds tests/stacks/offline/simulated_clouds
PINNED := $(GROUP_NAMES:%=requirements/%.txt)
CHECK_PINNED := requirements/provision.txt $(EXTRAS:%=requirements/%.txt)
BENCHMARKS := training serving no_op bring_up kubernetes_checks cloud_checks cloud_program cloud_previews policy_mutants policy_packs plan_check kubernetes_scale kubernetes_apply
FAST := not engine and not cluster and not kubernetes and not object_store and not fuzz and not long
# Torch's own threads would only wait for each other.
RUN_TESTS = OMP_NUM_THREADS=1 $(BIN)/pytest --numprocesses logical --maxprocesses 8 --dist loadscope -m "$(FAST)"
# What is installed by chance proves nothing: a fresh machine has no SDK of a cloud yet.
RUN_FAST = PYTHONPATH=$(CURDIR)/tests/without_clouds $(RUN_TESTS) $(CLOUD_TESTS:%=--ignore=%)
COMPILE = $(UV) pip compile pyproject.toml --universal --python-version 3.11 --no-annotate --quiet \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make requirements"

.PHONY: help environment check-environment quickstart check check-clouds test prove down clean reference requirements $(EXTRAS:%=extra-%)

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

environment: .venv/.complete ## install what Groundplan needs into .venv, pinned with hashes

check-environment: .venv/.check-complete ## what `groundplan check`, `preview` and `drift` need on every target, and no more
	$(BIN)/groundplan engine

quickstart: ## from this clone to a served model: environment, engine, up, train, promote, serve, predict
	@started=$$(date +%s); $(MAKE) environment; \
	exec $(BIN)/python -m stacks.quickstart --environment-seconds $$(( $$(date +%s) - started ))

check: environment .venv/.extra-kubernetes ## style, types and the fast tests, but for the clouds; some three minutes on two cores
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	# Types are judged by one process, so the tests run beside it.
	$(BIN)/pyright & types=$$!; tests=0; \
	$(RUN_FAST) || tests=$$?; wait $$types; exit $$tests

check-clouds: environment $(EXTRAS:%=.venv/.extra-%) ## types and fast tests of what reads the SDK of a cloud
	$(BIN)/pyright --project pyright.clouds.json & types=$$!; tests=0; \
	$(RUN_TESTS) $(CLOUD_TESTS) || tests=$$?; wait $$types; exit $$tests

test: check check-clouds ## check, then the tests on the real engine, on real Ray clusters, a real control plane and object store
	$(BIN)/groundplan engine
	$(BIN)/python -m tests.control_plane.build
	$(BIN)/python -m tests.object_store.build
	# Two at once: the tests on the one stack or control plane that they share, and all others.
	$(BIN)/pytest --numprocesses 2 --dist loadscope -m "(engine or cluster or kubernetes or object_store or fuzz) and not long"

prove: environment $(EXTRAS:%=.venv/.extra-%) .judges/.complete ## the long proofs and the benchmarks
	$(BIN)/groundplan engine
	$(BIN)/python -m tests.control_plane.build
	$(BIN)/python -m tests.object_store.build
	$(RUN_TESTS) --hypothesis-profile thorough
	$(BIN)/pytest -m long
	for bench in $(BENCHMARKS); do $(BIN)/python -m tests.bench.$$bench --record; done

down: environment ## remove everything `groundplan up` made on this machine, data included
	$(BIN)/groundplan down --yes

clean: ## remove the environment and the caches; clusters and their data are for `make down`
	rm -rf .venv .judges .bootstrap .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

reference: environment ## write the pages of docs/reference that come from the code
	$(BIN)/python -m stacks.reference

requirements: $(UV) ## resolve the groups and extras anew, together what shares an environment, and pin with hashes
	$(COMPILE) --upgrade $(GROUP_NAMES:%=--group %) --all-extras --output-file requirements/constraints.txt
	for group in bootstrap judges; do \
		$(COMPILE) --upgrade --generate-hashes --group $$group --output-file requirements/$$group.txt; done
	for group in $(GROUP_NAMES); do $(COMPILE) --generate-hashes --constraints requirements/constraints.txt \
		--upgrade --group $$group --output-file requirements/$$group.txt; done
	for extra in $(EXTRAS); do $(COMPILE) --generate-hashes --constraints requirements/constraints.txt \
		--upgrade --extra $$extra --output-file requirements/$$extra.txt; done

$(EXTRAS:%=extra-%): extra-%: .venv/.extra-% ## add the SDK of one target, such as `make extra-kubernetes`

.venv/.extra-%: requirements/%.txt .venv/.complete
	$(UV) pip install --python $(BIN)/python --require-hashes -r $<
	@touch $@

.venv/.complete: $(UV) $(PINNED) pyproject.toml
	@test -x $(BIN)/python || $(UV) venv --quiet --python "$$(command -v $(PYTHON))" .venv
	# Compiled now: nodes see .venv read-only, and a Ray node that compiles at every start needs 30 s instead of 8.
	$(UV) pip sync --python $(BIN)/python --require-hashes --compile-bytecode $(PINNED)
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --editable .
	@rm -f .venv/.extra-* .venv/.check-complete
	@touch $@

# Adds and removes nothing: it may stand beside a whole environment in .venv, with which it shares every version.
.venv/.check-complete: $(UV) $(CHECK_PINNED) pyproject.toml
	@test -x $(BIN)/python || $(UV) venv --quiet --python "$$(command -v $(PYTHON))" .venv
	$(UV) pip install --python $(BIN)/python --require-hashes $(CHECK_PINNED:%=-r %)
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

# In an environment of their own: they pin versions that ours cannot live with.
.judges/.complete: $(UV) requirements/judges.txt
	@test -x .judges/bin/python || $(UV) venv --quiet --python "$$(command -v $(PYTHON))" .judges
	$(UV) pip sync --python .judges/bin/python --require-hashes requirements/judges.txt
	@touch $@

$(UV): requirements/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { \
		echo "$(PYTHON) is $$($(PYTHON) --version 2>&1 || true), and Groundplan needs Python 3.11 to 3.13:" \
			"put one first on PATH or name it, as in \`make PYTHON=python3.12\`" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) has no venv module: install it (on Debian and Ubuntu: apt-get install python3-venv)" >&2; \
		exit 2; }
	$(PYTHON) -m venv --clear .bootstrap
	.bootstrap/bin/python -m pip install --quiet --require-hashes --requirement $<
	@touch $@
