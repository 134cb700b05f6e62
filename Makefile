PYTHON ?= python3

.PHONY: setup
setup:
	@$(PYTHON) -m sandbox setup

.PHONY: test
test:
	@$(PYTHON) -m sandbox test "$(T)"

.PHONY: retest
retest:
	@$(PYTHON) -m sandbox retest "$(T)"

.PHONY: run
run:
	@$(PYTHON) -m sandbox run

.PHONY: lint
lint:
	@$(PYTHON) -m sandbox lint

.PHONY: format
format:
	@$(PYTHON) -m sandbox format
