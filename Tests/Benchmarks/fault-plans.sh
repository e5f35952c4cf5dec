#!/usr/bin/env bash
# Twelve ways to fail, recorded and repeated against the simulator: how often each was measured to fail, how often it
# does, and what was named as the condition; then how often chance alone is taken for a condition. Markdown tables. Time
# passes by itself here, so it takes about two minutes.
# Needs the tests: swift build --build-tests.
set -euo pipefail
cd "$(dirname "$0")/../.."
REPRISE_FAULT_PLANS=1 swift test --skip-build --filter FaultPlanTests/theTable 2>&1 | grep -E "^\||error:|✘"
