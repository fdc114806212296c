#!/usr/bin/env bash
# The packaged program, as users start it: its class path is another one than that of the tests.
set -euo pipefail
cd "$(dirname "$0")/.."
options=(--config examples/shop/lockkeeper.yaml --context examples/shop/context.json)
initialize='{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"ci","version":"1"}}}'
answer=$({ printf '%s\n' "$initialize"; sleep 10; } | ./lockkeeper mcp "${options[@]}")
grep -q '"serverInfo"' <<<"$answer" || { echo "packaged: lockkeeper mcp does not answer: $answer"; exit 1; }
log=$(mktemp)
model=$(mktemp -d)
printf '%s\n' 'context: {max_age: never}' 'llm: {base_url: "http://127.0.0.1:1/v1", model: none, key_variable: NO_KEY}' >"$model/lockkeeper.yaml"
drafted=$(NO_KEY=x ./lockkeeper draft --config "$model/lockkeeper.yaml" --context examples/shop/context.json --no-dry-run \
  --out "$model/out" "index orders" 2>&1) && drafted="no error: $drafted"
grep -qiE 'NoClassDef|ClassNotFound|own: ' <<<"$drafted" && { echo "packaged: lockkeeper draft: $drafted"; exit 1; }
./lockkeeper serve "${options[@]}" --port 0 2>"$log" &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -rf "$log" "$model"' EXIT
url=
for _ in $(seq 1 60); do
  url=$(grep -o 'http://[0-9.]*:[0-9]*' "$log" | head -1 || true)
  [ -z "$url" ] || break
  kill -0 "$server" 2>/dev/null || break
  sleep 0.5
done
[ -n "$url" ] || { echo "packaged: lockkeeper serve does not start: $(head -3 "$log")"; exit 1; }
curl -fsS "$url/healthz" >/dev/null
curl -fsS "$url/mcp" -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' -d "$initialize" |
  grep -q '"serverInfo"' || { echo "packaged: /mcp does not answer"; exit 1; }
echo "packaged: mcp, serve and draft answer"
