#!/usr/bin/env bash
# Measures `lockkeeper lint` as a whole process; with SQUAWK=path/to/squawk also that, in turns on the same files.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
files=${FILES:-1000}
rounds=${ROUNDS:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for ((i = 0; i < files; i++)); do
  printf -v name '%s/%04d.sql' "$work" "$i"
  cat > "$name" <<SQL
-- migration $i
CREATE TABLE t$i (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX t${i}_name_idx ON t$i (name);
ALTER TABLE t$i ADD COLUMN status text NOT NULL DEFAULT 'new';
ALTER TABLE orders ADD CONSTRAINT orders_t${i}_fk FOREIGN KEY (t${i}_id) REFERENCES t$i (id);
UPDATE t$i SET status = 'old' WHERE created_at < now() - interval '30 days';
COMMENT ON TABLE t$i IS 'table number $i';
SQL
done

# Best wall time and best processor time (user + system) of all rounds, in seconds.
best() {
  local TIMEFORMAT='%R %U %S' round
  for ((round = 0; round < rounds; round++)); do
    { time "$@" >/dev/null 2>&1 || true; } 2>&1
  done | awk -v what="$label" '{ c = $2 + $3 } NR == 1 || $1 < w { w = $1 } NR == 1 || c < p { p = c }
    END { printf "%-34s wall %6.2f s   processor %6.2f s\n", what, w, p }'
}

"$here/lockkeeper" lint "$work/0000.sql" >/dev/null 2>&1 || true # builds, and makes the archive
label="lockkeeper lint, 1 file" best "$here/lockkeeper" lint "$work/0000.sql"
[ -z "${SQUAWK:-}" ] || label="squawk, 1 file" best "$SQUAWK" "$work/0000.sql"
label="lockkeeper lint, $files files" best "$here/lockkeeper" lint "$work"
[ -z "${SQUAWK:-}" ] || label="squawk, $files files" best "$SQUAWK" "$work"/*.sql
