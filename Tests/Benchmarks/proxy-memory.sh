#!/usr/bin/env bash
# What a 50 MB body, down and up, does to the recording proxy's memory.
set -euo pipefail
cd "$(dirname "$0")/../.."
reprise=${REPRISE:-.build/release/reprise}
[ -x "$reprise" ] || { echo "no $reprise: run swift build -c release first" >&2; exit 2; }
work=$(mktemp -d)
pids=()
finish() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT
head -c 52428800 /dev/urandom > "$work/body.bin"
cat > "$work/server.py" <<'P'
import http.server, sys, os
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *a): pass
    def do_GET(self):
        path = os.path.join(sys.argv[1], "body.bin")
        self.send_response(200); self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Length", str(os.path.getsize(path))); self.end_headers()
        with open(path, "rb") as f:
            while chunk := f.read(65536): self.wfile.write(chunk)
    def do_POST(self):
        left = int(self.headers["Content-Length"])
        while left: left -= len(self.rfile.read(min(left, 65536)))
        self.send_response(204); self.end_headers()
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
P
python3 "$work/server.py" "$work" > "$work/port" & pids+=($!)
until [ -s "$work/port" ]; do sleep 0.1; done
"$reprise" proxy --reverse "http://127.0.0.1:$(cat "$work/port")" --listen 127.0.0.1:0 --store "$work/store/captures.sqlite" 2> "$work/talk" &
proxy=$!
pids+=("$proxy")
until grep -q 'send your calls to' "$work/talk"; do sleep 0.1; done
url=$(grep -o 'http://127.0.0.1:[0-9]*' "$work/talk" | sed -n 2p)
peak() { grep -E 'VmHWM|VmRSS' "/proc/$proxy/status" | tr -s '\t ' ' ' | paste -sd' '; }
curl -s -o /dev/null "$url/small" --max-time 60 -X POST -d '{}'
echo "after one small call:   $(peak)"
curl -s "$url/down" --max-time 120 | cmp - "$work/body.bin" && echo "50 MB down, bytes the same: $(peak)"
curl -s -o /dev/null -X POST --data-binary "@$work/body.bin" "$url/up" --max-time 120
echo "50 MB up:               $(peak)"
