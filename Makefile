# `make lab` is what matters; it does its own set-up in .venv. `make` lists all commands.
.DEFAULT_GOAL := help
.PHONY: help lab clean
MAKEFLAGS += --no-print-directory

PYTHON ?=
ARGS ?=
SPEAK ?=
COMMA := ,

SETUP := PYTHON='$(PYTHON)' bash tools/setup.sh
# .venv/bin goes first on PATH because nbgrader calls its helpers by name
RUN := env PATH="$$PWD/.venv/bin:$$PATH" JUPYTER_PREFER_ENV_PATH=1 .venv/bin/python

help: ## list these commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1 	/' | expand -t 21
	@echo "Options: PYTHON=python3.13 chooses the Python; ARGS='…' goes on to the program that is run."

lab: ## open the course in JupyterLab            (make lab ARGS=--no-browser; in Korean: SPEAK=ko)
	@$(SETUP) course$(if $(SPEAK),$(COMMA)$(SPEAK))
	@if ! [ -w "$${HOME:-/}" ]; then export HOME="$$(mktemp -d)"; \
	    echo "Your home folder cannot be written: this time Jupyter keeps its files in $$HOME."; fi; \
	root=; if [ "$$(id -u)" = 0 ]; then \
	    echo "You are root: JupyterLab is started with --allow-root."; root=--allow-root; fi; \
	echo "If no browser opens, copy the line with ?token= into one. Ctrl-C twice stops JupyterLab."; \
	exec $(RUN) -m jupyterlab --ServerApp.ip=127.0.0.1 --ServerApp.root_dir=. \
	    --LabApp.default_url=/lab/tree/notebooks/$(if $(SPEAK),$(SPEAK)/)00_start_here.ipynb \
	    $(if $(SPEAK),--LabApp.app_settings_dir="$$PWD/.venv/share/jupyter/lab/settings-$(SPEAK)") \
	    --LabApp.extension_manager=readonly $$root $(ARGS)

clean: ## remove everything that was made: .venv, build, caches
	rm -rf .venv build .pytest_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find . -name .ipynb_checkpoints -type d -prune -exec rm -rf {} +

# All else is for those who have the whole course; the zip for students is without it.
-include tools/develop.mk
