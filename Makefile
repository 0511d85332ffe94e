# Everything a person does with Millrace. `make` alone lists it.

.DEFAULT_GOAL := help
SHELL := /bin/sh

VERSION := 0.1.0
SERVICES := agents-api content-worker scheduler-service
JARS := $(foreach module,local-stack $(SERVICES),$(module)/target/$(module)-$(VERSION).jar)
SOURCES := $(shell find pom.xml $(foreach module,local-stack shared $(SERVICES),$(module)/pom.xml $(module)/src/main) -type f 2>/dev/null)

MISSING := $(filter-out $(wildcard $(JARS)),$(JARS))

# Whatever java is on the PATH: a JDK that is new enough, or one sentence saying how to get it.
WITH_JDK = JAVA_HOME="$$(.ci/jdk)" && export JAVA_HOME
MVN = ./mvnw -B

# Printed, so that a run can be repeated with it.
SEED ?= $(shell od -An -N4 -tu4 /dev/urandom | tr -d ' ')

.PHONY: help
help: ## List these targets
	@awk -F ':.*## ' '/^[a-z%-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: target/built ## Start the local stack: database, Pub/Sub and the three services (Ctrl-C stops it)
	@$(WITH_JDK) && exec "$$JAVA_HOME/bin/java" --sun-misc-unsafe-memory-access=allow -jar local-stack/target/local-stack-$(VERSION).jar

.PHONY: build
build: ## Build all jars, without tests
	@rm -f target/built
	@$(MAKE) --no-print-directory target/built

# One stamp for all jars, since Maven leaves an unchanged jar's time alone.
target/built: $(SOURCES) $(if $(MISSING),FORCE)
	@echo "Building; the first time takes a few minutes"
	@$(WITH_JDK) && $(MVN) -q -pl local-stack,$$(echo $(SERVICES) | tr ' ' ',') -am package -DskipTests -Dspotless.check.skip
	@mkdir -p target && touch $@

.PHONY: FORCE
FORCE:

.PHONY: test
test: ## Check the format, analyse the code and run every test; the last line counts them
	@find . -path '*/target/surefire-reports' -type d -prune -exec rm -rf {} +
	@$(WITH_JDK) && { $(MVN) --fail-at-end verify; status=$$?; .ci/counts; exit $$status; }

.PHONY: check
check: ## What continuous integration runs: test, check-deploy, check-images
	@$(MAKE) --no-print-directory test
	@$(MAKE) --no-print-directory check-deploy
	@$(MAKE) --no-print-directory check-images

.PHONY: format
format: ## Format the sources
	@$(WITH_JDK) && $(MVN) -q spotless:apply

.PHONY: chaos
chaos: ## Run the longer fault tests; SEED=n repeats a run
	@echo "SEED=$(SEED)"
	@find . -path '*/target/surefire-reports' -type d -prune -exec rm -rf {} +
	@$(WITH_JDK) && { SEED=$(SEED) $(MVN) --fail-at-end verify -Pchaos; status=$$?; .ci/counts; echo "SEED=$(SEED)"; exit $$status; }

.PHONY: bench
bench: target/built ## Measure against docs/performance.md's bounds; ONLY=name measures one
	@$(WITH_JDK) && $(MVN) -q -pl benchmarks -am package -DskipTests -Dspotless.check.skip && \
	  exec "$$JAVA_HOME/bin/java" --sun-misc-unsafe-memory-access=allow -jar benchmarks/target/benchmarks-$(VERSION).jar $(ONLY)

.PHONY: clean
clean: ## Remove what was built
	@$(WITH_JDK) && $(MVN) -q clean
	@rm -rf target

.PHONY: clean-local
clean-local: ## Remove the local stack's data, logs and keys (asks first, unless CI=true)
	@if [ "$(CI)" != true ]; then \
	  printf 'Remove .local with all its data? [y/N] '; read answer; \
	  [ "$$answer" = y ] || { echo 'Kept.'; exit 1; }; \
	fi; \
	rm -rf .local && echo 'Removed .local.'

.PHONY: psql
psql: ## Open psql on the local database
	@command -v psql >/dev/null || { echo 'psql is not installed; any client works: postgresql://millrace:millrace@localhost:15432/millrace' >&2; exit 1; }
	@exec psql "$${DATABASE_URL:-postgresql://millrace:millrace@localhost:$${POSTGRES_PORT:-15432}/millrace}"

.PHONY: token
token: ## Print the development token
	@cat .local/dev-token 2>/dev/null || { echo 'There is no token yet; make run makes one.' >&2; exit 1; }

.PHONY: logs
logs: ## Follow the services' logs
	@ls .local/logs/*.log >/dev/null 2>&1 || { echo 'There are no logs yet; make run makes them.' >&2; exit 1; }
	@exec tail -n 20 -F .local/logs/*.log

include k8s-free-deploy/deploy.mk
