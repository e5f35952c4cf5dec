#!/usr/bin/env bash
# Three replays, each a process with a store of its own, and curl as a client that nobody told of them, on one quota of
# 120 calls in 20 seconds: what each used, what was left, whether anybody was answered with 429; then the reset, and
# one of the runs going on. Needs the program, any build of it: REPRISE names it.
set -euo pipefail
cd "$(dirname "$0")/../.."
reprise=$(realpath "${REPRISE:-.build/debug/reprise}")
[ -x "$reprise" ] || { echo "no $reprise: run swift build first" >&2; exit 2; }
work=$(mktemp -d)
pids=()
finish() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT
cd "$work"
export HOME="$work" XDG_STATE_HOME="$work/state"
cat > faults.yml <<'Y'
faults:
  - when: { operation: listBuildings }
    then: { delay: 60 }
Y
window=20
"$reprise" simulate --listen 127.0.0.1:0 --faults faults.yml --quota 120 --quota-window $window > simulated 2> /dev/null & pids+=($!)
until grep -q REPRISE_AUTH_URL simulated; do sleep 0.1; done
set -a; . ./simulated; set +a
"$reprise" call GET /v1/public/buildings > /dev/null 2>&1
"$reprise" flow save shared 2 > /dev/null 2>&1
token=$(curl -s "$REPRISE_AUTH_URL/oauth2/token" -d "grant_type=client_credentials&scope=public" \
    -d "client_id=$KADENCE_API_KEY_IDENTIFIER&client_secret=$KADENCE_API_KEY_SECRET" | grep -o '"access_token":"[^"]*"' | cut -d'"' -f4)

# Everything up to the reserve has to fit into one window.
while [ $(($(date +%s) % window)) -ne 0 ]; do sleep 0.05; done
for number in 1 2 3; do
    "$reprise" replay shared --times 100 --concurrency 8 --store "store-$number/captures.sqlite" > "said-$number" 2>&1 &
    replays[number]=$!
done
for _ in $(seq 40); do
    curl -s -o /dev/null -w '%{http_code}\n' -H "Authorization: Bearer $token" "$REPRISE_BASE_URL/v1/public/floors" >> stranger
done
echo "| who | calls | answered with 429 | exit | said |"
echo "|---|---|---|---|---|"
for number in 1 2 3; do
    status=0; wait "${replays[number]}" || status=$?
    calls=$("$reprise" list --json --limit 10000 --store "store-$number/captures.sqlite" | grep -c '/v1/public/buildings' || true)
    refused=$("$reprise" list status:429 --json --limit 10000 --store "store-$number/captures.sqlite" 2> /dev/null | grep -c . || true)
    echo "| replay $number | $calls | $refused | $status | $(grep -o 'stopped: .*' "said-$number") |"
done
echo "| stranger | $(wc -l < stranger) | $(grep -c 429 stranger || true) | – | – |"
curl -s -o /dev/null -D head -H "Authorization: Bearer $token" "$REPRISE_BASE_URL/v1/public/floors"
echo "left after all of them and one more call: $(grep -i '^X-RateLimit-Remaining' head | tr -d '\r' | cut -d' ' -f2) of 120, 24 to be kept back"

reset=$(grep -i '^X-RateLimit-Retry-After' head | tr -d '\r' | cut -d' ' -f2)
while [ "$(date +%s)" -le "$reset" ]; do sleep 0.1; done
run=$(grep -o -- '--resume [^ ]*' said-1 | cut -d' ' -f2)
status=0; "$reprise" replay --resume "$run" --store store-1/captures.sqlite > resumed 2>&1 || status=$?
echo "after the reset: reprise replay --resume $run, exit $status"
grep -E 'already counted|fails|used' resumed
