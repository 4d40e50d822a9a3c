# `make` alone lists what there is. ARGS goes to the program: make demo ARGS="--listen 127.0.0.1:8080".
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup setup-tests demo up test bench fmt lint doc

CARGO ?= cargo

help: ## List these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' Makefile | while IFS='|' read -r target what; do printf '  %-12s %s\n' "$$target" "$$what"; done

setup: ## Install private Postgres and NATS for this user (no root rights needed)
	@scripts/setup.sh

setup-tests:
	@scripts/setup.sh browser

# cargo replaces itself with the program, so Ctrl-C reaches it directly and it ends in its own time.
demo: setup ## Run the whole system on sample data, on private servers
	@$(CARGO) build -p jointcase
	@$(CARGO) run --quiet -p jointcase -- demo $(ARGS)

up: setup ## Run the service: on private servers, or on DATABASE_URL and NATS_URL
	@$(CARGO) build -p jointcase
	@$(CARGO) run --quiet -p jointcase -- up $(ARGS)

# The fault tests kill and freeze the real program, so it is built first.
test: setup-tests ## Run all tests on real servers
	$(CARGO) build -p jointcase
	$(CARGO) test --workspace --no-fail-fast $(ARGS)

# One build for both, so that they share what they depend on; one row starts the program itself.
bench: setup ## Measure what a production build does on this machine
	$(CARGO) build --release -p jointcase -p bench
	@$(CARGO) run --quiet --release -p bench -- $(ARGS)

fmt: ## Format the code
	$(CARGO) fmt --all

lint: ## Check format and lints
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings

doc: ## Build the code's documentation
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps
