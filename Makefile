PYTHON ?= python3

.PHONY: setup
setup:
	@$(PYTHON) -m sandbox setup
