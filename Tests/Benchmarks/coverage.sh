#!/usr/bin/env bash
# How often the intervals hold the true rate, 10,000 seeded experiments for each of five rates: Clopper and Pearson's
# after a fixed number of runs, and the confidence sequence for people who stop when it suits them. EXPERIMENTS changes
# their number. Needs no release build: it builds the Statistics room and its tests, optimised, in a folder of their own.
set -euo pipefail
cd "$(dirname "$0")/../.."
export REPRISE_ROOMS=Statistics REPRISE_COVERAGE=${EXPERIMENTS:-10000}
swift test -c release -Xswiftc -enable-testing --scratch-path "${SCRATCH:-.build/coverage}" --filter CoverageTests 2>&1 |
    grep -E "^(rate|[0-9]|            )|error:|✘"
