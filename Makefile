# Thin wrappers over `deno task`; DENO may name another way to start Deno.
DENO ?= $(shell command -v deno >/dev/null 2>&1 && echo deno || echo npx -y deno@2.9.6)
ENV ?= dev

.PHONY: help test ok ui generate

help: ## Show the targets
	@grep -hE '^[a-zA-Z_%-]+:.*## ' $(MAKEFILE_LIST) | sed -e 's/:.*## /\t/' | sort

run-%: ## Run a job: `make run-internal_preprocessing` runs internal_preprocessing_job; ENV=prod picks the environment
	$(DENO) task run $(patsubst %_job,%,$*)_job --env $(ENV)

test: ## Run every test
	$(DENO) task test

ok: ## Format, lint, type check, tests and documentation examples
	$(DENO) task ok

ui: ## Start the web UI
	$(DENO) task ui --env $(ENV)

generate: ## Make sample data: `make generate ARGS="--stores 100 --skus 200 --categories 4 --seed 1 --out tmp/sample"`
	$(DENO) task generate $(ARGS)
