#!/usr/bin/env bash
# A flow of twenty calls whose last fails because of three of them, always and every other time: what `replay
# --minimise` finds, and the requests it spends. Needs the tests: swift build --build-tests.
set -euo pipefail
cd "$(dirname "$0")/../.."
REPRISE_SMALLEST=1 swift test --skip-build --filter SmallestFlowTests 2>&1 | grep -E "^(  |probability)|error:|✘"
