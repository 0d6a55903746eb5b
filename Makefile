# make run    the station in training mode, with everything it needs
# make test   all tests and all checks
# make help   the rest

STATION := ./station
# Code that needs no cgo must also be right for Windows, where officers work.
NO_CGO := ./siak/... ./scanner ./scanner/qr ./scanner/replay ./scanner/wedge ./scanner/phone ./scanner/camera/... ./app/desk ./app/logging ./app/suspend ./assets/words ./store/internal/tpm ./store/tpmtest ./cmd/...
# The tests of the built program.
BUILT := ./internal/e2e
# Packages whose tests run without the race detector, see RACE.
UNRACED := ./scanner/phone ./scanner/qr/detect
# The race detector, but for finding a code and drawing a phone: they are one
# goroutine's arithmetic, and take ten times as long under it. So do the tests of
# UNRACED and PICTURES.
RACE := -race -gcflags=ikd/station/scanner/qr/detect/...=-race=false -gcflags=ikd/station/scanner/phone=-race=false
# Tests of package app that draw whole windows, see test.
PICTURES := ^Test(GoldenPictures.*|EverythingFits.*|DriveFits|DrivePictures)$$
# Tests that repeat the same steps a thousand times on one goroutine, or a thousand
# stations on a clock of their own: the race detector sees the same code in the other
# tests, and makes these four times as long. Two bound what bombs cost a processor.
SWEEPS := ^Test(AnyByteOfTheCache|CacheIsAMap|FillIsApply|Rescue|Model|NoStampede|NoFailureSpeaksOfAnotherPlace|BombsAreRefused|ManyBombsTakeLittle)$$
# The least cost of a passphrase: tests set and try hundreds that protect nothing.
# What depends on the cost that officers have is in store/internal/seal and secrets.
CHEAP := -tags cheapargon
LINT := go tool -modfile=.ci/lint/go.mod
CONTRACT := go run ./cmd/contract

.PHONY: help
help: ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.PHONY: run
run: build ## open the station in training mode (headless where there is no display)
	$(STATION) --training

.PHONY: build
build: deps ## build ./station
	go build -o $(STATION) .

.PHONY: deps
deps: ## install the system packages that are missing
	@./.ci/deps

.PHONY: test
test: deps-test check ## all tests and all checks
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || \
	  echo 'There is no PostgreSQL on this machine: the registry is tested on SQLite only.' >&2
	@# What waits for a database or a clock leaves a core to the others.
	$(MAKE) --output-sync=target -j 2 test-race test-alone
	@# internal/e2e runs the built program hundreds of times: under the race detector
	@# that takes over ten minutes. Three scripts stand for the wiring, window included.
	go test $(CHEAP) -shuffle=on -parallel 4 -timeout 20m $(BUILT)
	go test $(CHEAP) $(RACE) -timeout 10m -run 'TestScripts/(training|elsewhere|lock-window)$$' $(BUILT)

.PHONY: test-race
test-race: # the packages, under the race detector
	go test $(CHEAP) $(RACE) -shuffle=on -parallel 4 -timeout 20m -skip '$(PICTURES)|$(SWEEPS)' $$(go list ./... | grep -vxF "$$(go list $(BUILT) $(UNRACED))")

.PHONY: test-alone
test-alone: # what runs without it
	go test $(CHEAP) -timeout 10m -run '$(PICTURES)' ./app
	go test $(CHEAP) -timeout 10m -run '$(SWEEPS)' ./store ./siak/syncer ./siak/registry/sandbox ./assets/words
	go test $(CHEAP) -shuffle=on -parallel 4 -timeout 10m $(UNRACED)
	go test ./store/internal/seal ./store/internal/secrets

.PHONY: deps-test
deps-test:
	@./.ci/deps test

.PHONY: check
check: ## format, vet (also for Windows), staticcheck, import directions, limits, the contract
	@test -z "$$($(LINT) gofumpt -l . | tee /dev/stderr)" || { echo 'not formatted: run make fmt' >&2; exit 1; }
	go vet ./...
	CGO_ENABLED=0 GOOS=windows go vet $(NO_CGO)
	$(LINT) staticcheck ./...
	go run ./cmd/structure -limits
	$(CONTRACT) check

.PHONY: fmt
fmt: ## format the code
	$(LINT) gofumpt -w .

.PHONY: generate
generate: ## regenerate the contract's code and page from the .proto
	$(CONTRACT) generate

.PHONY: freeze
freeze: ## take what was added to the contract into its frozen form
	$(CONTRACT) freeze

.PHONY: test-camera
test-camera: ## test the camera against a real V4L2 driver, in an emulated machine
	./.ci/camera/run

.PHONY: windows
windows: ## cross-build the station for Windows into dist/windows
	./.ci/windows/build

.PHONY: bench
bench: ## the figures of docs/state.md and docs/store.md
	go test -run '^$$' -bench . -benchmem -timeout 30m ./...
	STATION_CITY=1 go test -count=1 -timeout 20m -v -run '^TestCity$$' ./siak/syncer
	./.ci/bench-qr

SOAK ?= 1000
FLOOD ?= 10000
.PHONY: soak
soak: ## SOAK power cuts and SOAK kills on the whole way of an activation; FLOOD activations through a bad network, with kills on both sides
	STATION_SOAK=$(SOAK) go test -count=1 -timeout 60m -v -run '^Test(PowerCuts|Kills)' ./store
	FLOOD=$(FLOOD) go test -count=1 -timeout 60m -v -run '^TestFlood$$' ./internal/e2e
	go test -count=1 -timeout 60m -v -run '^TestModel$$' ./siak/syncer -rapid.checks=1000

FUZZTIME ?= 60s
.PHONY: fuzz
fuzz: ## every fuzz target for FUZZTIME
	@set -e; for package in $$(go list ./...); do \
	  for target in $$(go test -list '^Fuzz' $$package | grep '^Fuzz' || true); do \
	    echo "== $$package $$target"; go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x $$package; done; done
