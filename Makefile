# What one does here; "make help" lists it. `make check` is what CI does.
# Go is all that must be installed: the rest is fetched into bin/, or by root from Debian's packages.

GOLANGCI_VERSION    = v2.15.0
GOVULNCHECK_VERSION = v1.9.0

PACKAGES ?= ./...
FUZZTIME ?= 20s
VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
COMMIT   ?= $(shell git rev-parse HEAD 2>/dev/null || echo unknown)
LDFLAGS   = -s -w -X main.version=$(VERSION) -X main.commit=$(COMMIT)

# The race detector needs a C compiler.
RACE     := $(shell command -v $${CC:-cc} >/dev/null 2>&1 && echo -race)
GOLANGCI  = bin/golangci-lint-$(GOLANGCI_VERSION)
GOVULN    = bin/govulncheck-$(GOVULNCHECK_VERSION)

.DEFAULT_GOAL := help
.PHONY: help demo test check lint format vet fix golangci size vulnerabilities manifest manifest-check web bench fuzz build image bed clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## try the whole bot in a browser: no account, no network, no configuration
	go run . demo

test: bed ## run every test, with a private PostgreSQL server and a browser
	@[ -n "$(RACE)" ] || echo "!! no C compiler here: the tests run WITHOUT the race detector (install gcc)"
	@bin/testbed bin/gotest $(RACE) -shuffle=on -timeout=10m $(PACKAGES)
	@[ -n "$(RACE)" ] || echo "!! no C compiler here: the tests ran WITHOUT the race detector (install gcc)"

check: test lint ## what CI does: the tests, then everything else

lint: format vet fix golangci size manifest-check web vulnerabilities ## everything but the tests

format:
	@unformatted=$$(gofmt -l $$(find . -name '*.go' -not -path './demo/web/node_modules/*')); \
	[ -z "$$unformatted" ] || { echo "not formatted, run gofmt -w on:"; echo "$$unformatted"; exit 1; }

vet:
	go vet ./...

fix:
	@go fix -diff ./... || { echo "older idioms, run: go fix ./..."; exit 1; }

golangci: $(GOLANGCI)
	$(GOLANGCI) run

size:
	@scripts/size.sh

vulnerabilities: $(GOVULN)
	@scripts/vulnerabilities.sh $(GOVULN)

manifest: ## write the Slack app manifest again after commands changed
	go run . manifest --url https://vigie.example.org >manifest.json

manifest-check:
	@scripts/manifest.sh

web:
	@scripts/web.sh

bench: bed ## measure
	@bin/testbed go test -run='^$$' -bench=. -benchmem $(PACKAGES)

fuzz: ## fuzz every fuzz test for FUZZTIME each (default 20s)
	@FUZZTIME=$(FUZZTIME) scripts/fuzz.sh

build: ## build bin/vigie, one static program
	CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o bin/vigie .

image: ## build the container image vigie:VERSION (needs Docker)
	docker build --build-arg VERSION=$(VERSION) --build-arg COMMIT=$(COMMIT) --tag vigie:$(VERSION) .

bed:
	@go build -o bin/ ./scripts/testbed ./scripts/gotest

clean: ## remove what was built
	rm -rf bin vigie coverage.out

# A tool is kept under its version, so that a new version in this file is installed.
$(GOLANGCI):
	@scripts/tool.sh $@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)

$(GOVULN):
	@scripts/tool.sh $@ golang.org/x/vuln/cmd/govulncheck@$(GOVULNCHECK_VERSION)
