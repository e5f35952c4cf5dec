#!/usr/bin/env bash
# What a replay costs beside the calls themselves: one call, repeated 500 and 2,000 times back to back, every attempt
# judged, redacted and stored; and the same requests over one connection by Python's http.client and by wrk, which do
# nothing with the answers. Time and peak memory are of whole processes.
set -euo pipefail
cd "$(dirname "$0")/../.."
reprise=$(realpath "${REPRISE:-.build/release/reprise}")
[ -x "$reprise" ] || { echo "no $reprise: run swift build -c release first" >&2; exit 2; }
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
touch simulated
"$reprise" simulate --listen 127.0.0.1:0 --quota 10000000 > simulated 2> /dev/null & pids+=($!)
until grep -q REPRISE_AUTH_URL simulated; do sleep 0.1; done
set -a; . ./simulated; set +a
export TOKEN=$(curl -s "$REPRISE_AUTH_URL/oauth2/token" -d "grant_type=client_credentials&scope=public" \
    -d "client_id=$KADENCE_API_KEY_IDENTIFIER&client_secret=$KADENCE_API_KEY_SECRET" | grep -o '"access_token":"[^"]*"' | cut -d'"' -f4)

cat > client.py <<'P'
import http.client, os, sys
host, path, count = os.environ["REPRISE_BASE_URL"].split("//")[1], sys.argv[1], int(sys.argv[2])
connection = http.client.HTTPConnection(host)
headers = {"Authorization": "Bearer " + os.environ["TOKEN"], "Accept": "application/ld+json"}
for _ in range(count):
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200, answer.status
P
# The command's seconds and peak memory in MiB.
cat > measure.py <<'P'
import resource, subprocess, sys, time
began = time.monotonic()
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=open("said", "w")).returncode
seconds = time.monotonic() - began
if status: sys.exit("exit %d: %s" % (status, open("said").read()))
print("%.3f %.1f" % (seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024))
P

for path in ${PATHS:-/v1/public/buildings '/v1/public/bookings?itemsPerPage=50'}; do
    echo "== GET $path, $(curl -s -o /dev/null -w '%{size_download}' -H "Authorization: Bearer $TOKEN" "$REPRISE_BASE_URL$path") bytes"
    rm -rf store
    "$reprise" call GET "$path" --store store/captures.sqlite > /dev/null 2>&1
    number=$("$reprise" list --json --store store/captures.sqlite | grep -v oauth2 | grep -o '"number":[0-9]*' | head -1 | cut -d: -f2)
    printf '%-22s %8s %9s %11s %12s %10s\n' "" calls seconds "calls/s" "ms a call" "peak MiB"
    row() { awk -v n="$1" -v c="$2" -v s="$3" -v m="$4" 'BEGIN { printf "%-22s %8d %9.2f %11.0f %12.3f %10s\n", n, c, s, c / s, s / c * 1000, m }'; }
    for count in 500 2000; do
        read -r seconds memory < <(python3 measure.py "$reprise" replay "$number" --times $count --pace fast --reserve 0 --store store/captures.sqlite)
        row "reprise replay" $count "$seconds" "$memory"
        eval "replay_$count=$seconds"
    done
    read -r seconds memory < <(python3 measure.py python3 client.py "$path" 2000)
    row "python http.client" 2000 "$seconds" "$memory"
    rate=$(wrk -t1 -c1 -d3s -H "Authorization: Bearer $TOKEN" -H "Accept: application/ld+json" "$REPRISE_BASE_URL$path" | awk '/Requests\/sec/ { print $2 }')
    row "wrk, one connection" 2000 "$(awk -v r="$rate" 'BEGIN { print 2000 / r }')" –
    awk -v a="$replay_500" -v b="$replay_2000" -v p="$seconds" -v r="$rate" 'BEGIN {
        more = (b - a) / 1500
        printf "each further attempt takes %.3f ms; 2,000 take %.2f times as long as by http.client, %.2f times as long as by wrk\n",
            more * 1000, b / p, b / (2000 / r) }'
done
