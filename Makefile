# Two commands matter: `make lab` and `make test`. Each does its own set-up in .venv.
.DEFAULT_GOAL := help
.PHONY: help lab test hub hub-load data site oldcpu notebooks lint bench lock exercises bundle clean classroom pictures
MAKEFLAGS += --no-print-directory

PYTHON ?=
ARGS ?=
NB ?=
FRESH ?=

SETUP := PYTHON='$(PYTHON)' bash tools/setup.sh
# .venv/bin goes first on PATH because nbgrader calls its helpers by name
RUN := env PATH="$$PWD/.venv/bin:$$PATH" JUPYTER_PREFER_ENV_PATH=1 .venv/bin/python

help: ## list these commands
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /  make \1 	/' | expand -t 18
	@echo "Options: PYTHON=python3.13 chooses the Python; ARGS='…' goes on to JupyterLab or pytest."

lab: ## open the course in JupyterLab            (make lab ARGS=--no-browser)
	@$(SETUP) course
	@if ! [ -w "$${HOME:-/}" ]; then export HOME="$$(mktemp -d)"; \
	    echo "Your home folder cannot be written: this time Jupyter keeps its files in $$HOME."; fi; \
	root=; if [ "$$(id -u)" = 0 ]; then \
	    echo "You are root: JupyterLab is started with --allow-root."; root=--allow-root; fi; \
	echo "If no browser opens, copy the line with ?token= into one. Ctrl-C twice stops JupyterLab."; \
	exec $(RUN) -m jupyterlab --ServerApp.ip=127.0.0.1 --ServerApp.root_dir=. \
	    --LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb \
	    --LabApp.extension_manager=readonly $$root $(ARGS)

test: ## run every test, say what was skipped and why   (make test ARGS='-k vectors')
	@$(SETUP) dev
	@$(RUN) -m pytest -n 2 --dist loadfile --nbval --nbval-current-env --nbval-cell-timeout=300 \
	    tests notebooks $(ARGS)

oldcpu: ## compare the notebooks' outputs under the arithmetic of an older x86 processor
	@$(SETUP) dev
	@OPENBLAS_CORETYPE=Nehalem NUMBA_CPU_NAME=generic \
	    NPY_DISABLE_CPU_FEATURES="X86_V3 X86_V4 AVX512_ICL AVX512_SPR" $(RUN) -W ignore::ImportWarning \
	    -m pytest -n 2 --dist loadfile --nbval --nbval-current-env notebooks tests/test_notebooks.py $(ARGS)

notebooks: ## execute and normalise the notebooks in place   (NB='notebooks/02*.ipynb', FRESH=1 times anew)
	@$(SETUP) dev
	@$(RUN) tools/run_notebooks.py $(if $(FRESH),--fresh) $(NB)

data: ## make the files of data/ anew, in their order, and say what changed   (ARGS=--check: in a copy)
	@$(SETUP) dev
	@$(RUN) tools/make_data.py $(ARGS)

exercises: ## have nbgrader write the students' exercises from notebooks/solutions
	@$(SETUP) dev
	@$(RUN) tools/make_exercises.py

bundle: ## write build/w2v-course.zip to hand out: all of the course, without solutions and tests
	@$(SETUP) dev
	@$(RUN) tools/make_bundle.py

lint: ## check code and notebooks with ruff
	@$(SETUP) dev
	@$(RUN) -m ruff check . && $(RUN) -m ruff format --check .

bench: ## print the speed ratios, measured interleaved in one run
	@$(SETUP) dev
	@$(RUN) tools/bench/bench.py $(ARGS)

site: ## build the static site of the lessons in build/site, without executing anything
	@$(SETUP) dev
	@$(RUN) tools/build_site.py $(ARGS)

latency: ## time every explorer in Chromium, from control to redrawn pixels   (ARGS='sampler --moves 80')
	@$(SETUP) dev
	@$(RUN) tools/bench/latency.py $(ARGS)

classroom: ## measure every lesson without rights, net and room, write build/lesson_costs.md   (ARGS=--write: into INSTRUCTORS.md)
	@$(SETUP) dev
	@$(RUN) tools/measure_lessons.py $(ARGS)

pictures: ## make the README's pictures anew, from the notebooks and in Chromium
	@$(SETUP) dev
	@$(RUN) tools/make_pictures.py

lock: ## write requirements-lock.txt anew from pyproject.toml   (ARGS=--upgrade moves the pins)
	@python=$$($(SETUP) python) && "$$python" -m venv build/lock-venv
	@build/lock-venv/bin/python -m pip install --quiet --disable-pip-version-check uv
	@build/lock-venv/bin/python -m uv pip compile --universal --python-version 3.11 --all-extras \
	    --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" --quiet \
	    pyproject.toml -o requirements-lock.txt $(ARGS)

hub: ## start a JupyterHub on this machine, to try the course with two students
	@$(SETUP) dev
	@$(RUN) tools/jupyterhub/hub.py

hub-load: ## measure a class of 1, 10 and 30 on one hub   (ARGS='--students 30'; ARGS=--write: into INSTRUCTORS.md)
	@$(SETUP) dev
	@$(RUN) tools/jupyterhub/load.py $(ARGS)

clean: ## remove everything that was made: .venv, build, caches
	rm -rf .venv build .pytest_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find . -name .ipynb_checkpoints -type d -prune -exec rm -rf {} +
