#!/usr/bin/env bash
# Measures the parts of a dry run as `review --timings` prints them: three statements on 200,000 rows, without and with
# traffic, warm; and the first start of a major whose programs are in the cache.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
rounds=${ROUNDS:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 711 "$work"
cp "$here/examples/shop/context.json" "$here/examples/shop/schema.sql" "$work/"
cat > "$work/three.sql" <<'SQL'
ALTER TABLE orders ADD COLUMN note text;
CREATE INDEX orders_note_idx ON orders (note);
ALTER TABLE orders ADD CONSTRAINT orders_note_length CHECK (length(note) <= 500);
SQL
cat > "$work/lockkeeper.yaml" <<'YAML'
context: {file: context.json, max_age: never}
shadow: {mode: embedded, rows: 200000, forecast_seconds: 0.5}
YAML

review() {
  "$here/lockkeeper" review --config "$work/lockkeeper.yaml" --out "$work/out" --force --timings "$@" "$work/three.sql" || true
}

# Best and median of all rounds for each part, in milliseconds.
parts() {
  local round
  for ((round = 0; round < rounds; round++)); do review "$@" 2>&1; done |
    sed -n 's/^\(dry run.*[^ ]\)  *\([0-9]*\) ms$/\2\t\1/p' | sort -t$'\t' -k2,2 -k1,1n |
    awk -F'\t' '$2 != name { out(); name = $2; n = 0 } { v[++n] = $1 } END { out() }
      function out() { if (n) printf "%7d %7d ms  %s\n", v[1], v[int((n + 1) / 2)], name }'
}

review >/dev/null 2>&1 # builds, and fills the cache
echo "   best  median"
parts
echo "with traffic:"
parts --traffic
echo "first start of a cached major (programs there, data directory not):"
cache=${XDG_CACHE_HOME:-$HOME/.cache}/lockkeeper
mkdir -p "$work/cache/lockkeeper/entries"
cp -a "$cache"/entries/binaries-16.* "$work/cache/lockkeeper/entries/"
for ((round = 0; round < rounds; round++)); do
  rm -rf "$work"/cache/lockkeeper/entries/golden*
  XDG_CACHE_HOME=$work/cache review 2>&1 | sed -n 's/^dry run: the submitted.*(\(.*\))  *\([0-9]* ms\)$/  \2  \1/p'
done
