#!/usr/bin/env bash
# How long the program takes to start and say its version, beside curl's.
set -euo pipefail
cd "$(dirname "$0")/../.."
reprise=${REPRISE:-.build/release/reprise}
[ -x "$reprise" ] || { echo "no $reprise: run swift build -c release first" >&2; exit 2; }
hyperfine --warmup 5 --runs 40 -N "curl --version" "$reprise --version"
