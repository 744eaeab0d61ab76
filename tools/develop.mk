# What those who change the course run; Makefile includes it.
.PHONY: test quick data site oldcpu notebooks lint bench latency lock exercises mutants bundle classroom pictures fresh hub hub-load hub-drill teacher wheels slides student translations

NB ?=
FRESH ?=

# ARGS that choose some tests: a file of tests is all that is collected, and one process is enough.
# In which order several processes take the files: tests/conftest.py. Where servers, browsers and time
# limits are waited for, there is one more than the two cores.
NAMED := $(filter tests/% notebooks/%,$(ARGS))
SEVERAL = $(if $(NAMED)$(filter -k%,$(ARGS)),,-n $(1) --dist loadfile --no-loadscope-reorder)

test: ## run every test, say what was skipped and why   (ARGS=tests/test_vectors.py, ARGS='-k vectors')
	@$(SETUP) dev
	@$(RUN) -m pytest $(call SEVERAL,3) --nbval --nbval-current-env --nbval-cell-timeout=300 --durations=10 \
	    $(if $(NAMED),,tests notebooks) $(ARGS)

quick: ## run the tests that start nothing large (CONTRIBUTING.md says what is left out): two minutes
	@$(SETUP) dev
	@$(RUN) -m pytest $(call SEVERAL,2) -p no:nbval -m "not browser and not network and not room and not slow" \
	    --hypothesis-profile=quick --durations=10 $(if $(NAMED),,tests) $(ARGS)

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

translations: ## write the course in other languages from translations/   (ARGS='03 ex03'; ARGS=--catalogues)
	@$(SETUP) dev
	@$(RUN) tools/make_translations.py $(ARGS)

mutants: ## change every right answer in one place: does its check refuse it, and why?   (ARGS='cosine', ARGS=core)
	@$(SETUP) dev
	@$(RUN) tools/mutants.py $(ARGS)

bundle: ## write build/w2v-course.zip to hand out: the course without solutions and tests   (Korean: SPEAK=ko)
	@$(SETUP) dev
	@$(RUN) tools/make_bundle.py $(if $(SPEAK),--language=$(SPEAK)) $(ARGS)

student: ## the same as a branch of git, `students`, for Binder and hubs
	@$(SETUP) dev
	@$(RUN) tools/make_bundle.py --branch students

lint: ## check code and notebooks with ruff, types of the library with pyright
	@$(SETUP) dev
	@$(RUN) -m ruff check . && $(RUN) -m ruff format --check . && $(RUN) -m pyright

bench: ## print the speed ratios, measured interleaved in one run
	@$(SETUP) dev
	@$(RUN) tools/bench/bench.py $(ARGS)

site: ## build the static site in build/site: lessons whose explorers move without Python, the library
	@$(SETUP) dev
	@$(RUN) tools/build_site.py $(ARGS)

slides: ## write the lessons as slides to project in build/slides   (reveal.js comes from npm once)
	@$(SETUP) dev
	@$(RUN) tools/make_slides.py

latency: ## time every explorer in Chromium, three ways started   (ARGS='sampler --moves 80'; ARGS=--write: into INSTRUCTORS.md)
	@$(SETUP) dev
	@$(RUN) tools/bench/latency.py $(ARGS)

classroom: ## measure every lesson without rights, net and room, write build/lesson_costs.md   (ARGS=--write: into INSTRUCTORS.md)
	@$(SETUP) dev
	@$(RUN) tools/measure_lessons.py $(ARGS)

pictures: ## make the README's pictures anew, from the notebooks and in Chromium
	@$(SETUP) dev
	@$(RUN) tools/make_pictures.py

# uv, in an environment of its own
UV := python=$$($(SETUP) python) && "$$python" -m venv build/lock-venv && \
    build/lock-venv/bin/python -m pip install --quiet --disable-pip-version-check uv

lock: ## write requirements-lock.txt anew from pyproject.toml   (ARGS=--upgrade moves the pins)
	@$(UV)
	@build/lock-venv/bin/python -m uv pip compile --universal --python-version 3.11 --all-extras \
	    --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" --quiet \
	    pyproject.toml -o requirements-lock.txt $(ARGS)

fresh: ## make new Debian machines, do there what the README says   (as root; ARGS='trixie forky:python3.15')
	@bash tools/fresh.sh $(ARGS)

hub: ## start a JupyterHub on this machine, to try the course with two students
	@$(SETUP) dev
	@$(RUN) tools/jupyterhub/hub.py

hub-load: ## measure a class of 1, 10 and 30 on one hub   (ARGS='--students 30'; ARGS=--write: into INSTRUCTORS.md)
	@$(SETUP) dev
	@$(RUN) tools/jupyterhub/load.py $(ARGS)

hub-drill: ## break a hub in seven ways while students work: is work lost?   (ARGS=--write: into INSTRUCTORS.md)
	@$(SETUP) dev
	@$(RUN) tools/jupyterhub/drill.py $(ARGS)

teacher: ## print the teacher's pages and the sheet to hand out, into build/teacher
	@$(SETUP) dev
	@PYTHONPATH=tools $(RUN) -m teacher.make

wheels: ## fill build/wheels for a stick, to install without a network   (ARGS='--python 3.14 windows')
	@$(UV)
	@build/lock-venv/bin/python tools/make_wheels.py $(ARGS)
