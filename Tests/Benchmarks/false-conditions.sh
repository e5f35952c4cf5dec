#!/usr/bin/env bash
# How often a condition is named where none has to do with the failure, in runs of 40 attempts with six calls each that
# fail in five ways; beside it, how often if each call counted as an attempt of its own. RUNS changes how many runs.
# Needs the tests: swift build --build-tests.
set -euo pipefail
cd "$(dirname "$0")/../.."
echo "| the calls of an attempt fail | runs | something named | if calls were independent |"
echo "|---|---|---|---|"
REPRISE_FALSE_CONDITIONS=${RUNS:-500} swift test --skip-build --filter FalseConditionTests 2>&1 | grep -E "^\| |error:|✘"
