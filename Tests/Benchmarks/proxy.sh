#!/usr/bin/env bash
# The recording reverse proxy beside nginx's proxy_pass: 16 KB JSON answers, all different, wrk with 16 connections.
set -euo pipefail
cd "$(dirname "$0")/../.."
reprise=${REPRISE:-.build/release/reprise}
seconds=${SECONDS_EACH:-10}
[ -x "$reprise" ] || { echo "no $reprise: run swift build -c release first" >&2; exit 2; }
work=$(mktemp -d)
pids=()
finish() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
upstream=$(free_port)
plain=$(free_port)
python3 - "$work" <<'P'
import json, sys, os, random
random.seed(1)
os.makedirs(sys.argv[1] + "/www", exist_ok=True)
for n in range(1000):
    members = [{"@type": "Booking", "id": "%026d" % (n * 100 + i), "startDateTime": "2026-11-23T09:00:00+00:00",
                "user": {"firstName": "N%d" % random.randrange(10**9), "email": "u%d@example.com" % random.randrange(10**9)},
                "note": "x" * 150} for i in range(48)]
    with open(sys.argv[1] + "/www/%d.json" % n, "w") as f: json.dump({"hydra:member": members, "hydra:totalItems": 48}, f)
P
cat > "$work/nginx.conf" <<N
$([ "$(id -u)" = 0 ] && echo 'user root;')
daemon off; worker_processes 1; pid $work/nginx.pid; error_log $work/error.log; events { worker_connections 512; }
http { access_log off; types { application/json json; } keepalive_requests 1000000;
  client_body_temp_path $work/a; proxy_temp_path $work/b; fastcgi_temp_path $work/c; uwsgi_temp_path $work/d; scgi_temp_path $work/e;
  upstream api { server 127.0.0.1:$upstream; keepalive 32; keepalive_requests 1000000; }
  server { listen 127.0.0.1:$upstream; root $work/www; }
  server { listen 127.0.0.1:$plain; location / { proxy_pass http://api; proxy_http_version 1.1; proxy_set_header Connection ""; } } }
N
nginx -c "$work/nginx.conf" -p "$work" & pids+=($!)
"$reprise" proxy --reverse "http://127.0.0.1:$upstream" --listen 127.0.0.1:0 --store "$work/store/captures.sqlite" 2> "$work/talk" &
pids+=($!)
until grep -q 'send your calls to' "$work/talk"; do sleep 0.1; done
url=$(grep -o 'http://127.0.0.1:[0-9]*' "$work/talk" | sed -n 2p)
cat > "$work/urls.lua" <<'L'
local n = 0
request = function() n = (n + 1) % 1000; return wrk.format("GET", "/" .. n .. ".json") end
L
for target in "nginx proxy_pass|http://127.0.0.1:$plain" "reprise proxy|$url"; do
    echo "== ${target%%|*}"
    wrk -t1 -c16 -d"${seconds}s" -s "$work/urls.lua" "${target##*|}" | grep -E 'Requests/sec|Latency|Non-2xx|Socket errors' || true
done
kill -INT "${pids[1]}"; wait "${pids[1]}" || true
tail -1 "$work/talk"
