# Sets up, runs and tests the addon: see docs/development.rst.
PYTHON ?= python3
SANDBOX_COMMAND = @$(PYTHON) -m sandbox

export PORT FRESH UPDATE TEST_DB DEMO_DB BENCH_DB SANDBOX ODOO_HOME ADDRESS RESUME

.PHONY: help run test retest test-update test-wheel test-scale test-core mutants lint format i18n pictures
.PHONY: look bench setup clean

help: ## Show this list (see docs/development.rst)
	@sed -n 's/^\([a-z0-9-]*\):.*## /make \1\t/p' Makefile | expand -t 20

run: ## Serve the demo database in Russian [PORT=8069] [FRESH=1]
	$(SANDBOX_COMMAND) run

test: ## Run all tests on a new database [T="pytest arguments"] [TEST_DB=name]
	$(SANDBOX_COMMAND) test "$(T)"

retest: ## Run tests on the existing test database [T=path] [UPDATE=1]
	$(SANDBOX_COMMAND) retest "$(T)"

test-update: ## Update from the former version, and uninstall
	@$(PYTHON) -m suites.update

test-wheel: ## Build the wheel, install it beside Odoo and test it there
	@$(PYTHON) -m suites.wheel

test-scale: ## A replica, two nodes, the jobs of queue_job [T="pytest arguments"]
	@$(PYTHON) -m suites.scale "$(T)"

test-core: ## Run the suites of the modules below, with and without [MODULES="crm sale"]
	@$(PYTHON) -m suites $(MODULES)

mutants: ## Break the addon in small places [ONLY=pattern] [RESUME=1]
	@$(PYTHON) -m mutants "$(ONLY)"

lint: ## Check the sources, repair their form
	$(SANDBOX_COMMAND) lint

format: ## Repair the form of the sources
	$(SANDBOX_COMMAND) format

i18n: ## Export the terms to translate and update the translations
	$(SANDBOX_COMMAND) i18n

pictures: ## Take the pictures of docs/images anew
	@$(PYTHON) -m pictures

look: ## Take one picture: URL=/odoo/contacts/5 [WIDTH=1366] [OUT=file.png] [LOGIN=admin]
	@$(PYTHON) -m pictures "$(URL)" "$(or $(WIDTH),1366)" "$(OUT)" "$(or $(LOGIN),admin)"

bench: ## Measure [B="arguments of the benchmark"]
	$(SANDBOX_COMMAND) bench "$(B)"

setup: ## Set everything up, without a database
	$(SANDBOX_COMMAND) setup

clean: ## Stop the servers of the sandbox and remove it
	$(SANDBOX_COMMAND) clean
