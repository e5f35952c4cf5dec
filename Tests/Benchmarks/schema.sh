#!/bin/bash
# Parse and check, ours against Python's orjson and jsonschema-rs, in one run on the same files: a page of 50 bookings
# (89 KB) and a set of 200 schemas with five instances each. Both sides check formats; both must come to the same verdicts.
#
# Needs: swift build -c release; python3 with venv; PyPI. BINARY names another build of bowtie-reprise, PYTHON a python
# that has orjson, jsonschema-rs and PyYAML.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
binary="${BINARY:-$here/../../.build/release/bowtie-reprise}"
rounds="${ROUNDS:-300}"
[ -x "$binary" ] || { echo "no $binary: run swift build -c release --product bowtie-reprise" >&2; exit 1; }
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

python="${PYTHON:-}"
if [ -z "$python" ]; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" --quiet install orjson jsonschema-rs pyyaml
    python="$work/venv/bin/python"
fi
"$python" "$here/schema.py" generate "$work"
files=("$work/bookings.json" "$work/set.json")
# Twice each, in turns; the better round of the second pass counts, when both are warm.
for _ in 1 2; do
    "$binary" --benchmark "$rounds" "${files[@]}" > "$work/ours"
    "$python" "$here/schema.py" measure "$rounds" "${files[@]}" > "$work/theirs"
done
echo "best of $rounds rounds"
"$python" "$here/schema.py" table "$work/ours" "$work/theirs" bookings set

# The project's own contract, as JSON, since the harness reads no YAML.
contract="$here/../../Sources/CResources/files/contract.yaml"
"$python" -c 'import json, sys, yaml; json.dump(yaml.safe_load(open(sys.argv[1])), sys.stdout, default=str)' \
    "$contract" > "$work/contract.json"
echo "the Kadence contract: $("$binary" --compile 20 "$work/contract.json")"
