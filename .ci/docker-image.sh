#!/bin/bash
# Builds mcp-server/Dockerfile on a base image made of this machine's own files, because no registry is asked, and uses
# the image as an agent and a pipeline do. Needs root, the packaged program, and binaries of PostgreSQL 16 in the cache.
#
#   .ci/docker-image.sh WORKDIR
#
# Exit 3: no engine can run here.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1"
work=$(cd "$1" && pwd)
image=gate-test/lockkeeper
trap 'docker rm -f lockkeeper-served >/dev/null 2>&1 || true; bash "$here/.ci/docker-engine.sh" stop "$work/engine"; rm -rf "$work"' EXIT
fail() { echo "docker-image: $*" >&2; exit 1; }

variables=$(bash "$here/.ci/docker-engine.sh" start "$work/engine" 16) || exit $?
eval "$variables"

# A base with Java, bash, a few tools, and the libraries that the servers' binaries ask for.
root=$work/root
mkdir -p "$root"/{etc,tmp,var,proc,dev,sys,usr/bin,usr/lib,opt}
chmod 1777 "$root/tmp"
for path in bin lib lib64 sbin; do
  if [ -L "/$path" ]; then ln -s "$(readlink "/$path")" "$root/$path"; mkdir -p "$root/$(readlink "/$path")"; else mkdir -p "$root/$path"; fi
done
java=$(readlink -f "${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}")
cp -a "$java" "$root/opt/java"
binaries=$(find "${XDG_CACHE_HOME:-$HOME/.cache}/lockkeeper/entries" -maxdepth 1 -name 'binaries-16.*' | sort -V | tail -n 1)
{
  for tool in bash cat chmod chown env grep id ls mkdir mktemp rm; do readlink -f "$(command -v $tool)"; done
  find "$java" "$binaries" -type f \( -name '*.so*' -o -perm -u+x \)
} | while read -r file; do
  case $file in /usr/bin/* | /bin/*) echo "$file" ;; esac
  ldd "$file" 2>/dev/null | grep -o '/[^ )]*' | grep -v -e "^$java/" -e "^$binaries/" || true
done | sort -u | while read -r file; do
  mkdir -p "$root$(dirname "$file")"
  cp -L "$file" "$root$file"
done
ln -sf bash "$root/usr/bin/sh"
printf 'root:x:0:0:root:/:/bin/sh\n' >"$root/etc/passwd"
printf 'root:x:0:\n' >"$root/etc/group"
printf 'passwd: files\ngroup: files\nhosts: files\n' >"$root/etc/nsswitch.conf"
tar -C "$root" -c . | docker import --change 'ENV PATH=/opt/java/bin:/usr/bin:/bin LANG=C.UTF-8' - gate-test/java >/dev/null
rm -rf "$root"
docker build -q --network none --build-arg BASE=gate-test/java -t "$image" "$here/mcp-server" >/dev/null

# The volume of the cache, filled as it is after a first review.
mkdir -p "$work/cache/entries" "$work/shop"
cp -a "$binaries" "$work/cache/entries/"
cp "$here"/examples/shop/{context.json,schema.sql,lockkeeper.yaml} "$work/shop/"
chown -R 10001:10001 "$work/cache"
options=(--read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges
  -v "$work/cache:/var/cache/lockkeeper" -v "$work/shop:/repository:ro")

[ "$(docker run --rm "${options[@]}" --entrypoint id "$image" -u)" = 10001 ] || fail "the container does not run as an ordinary user"
review='{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"review_migration","arguments":{"sql":"CREATE INDEX orders_customer_id_idx ON orders (customer_id)"}}}'
initialize='{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"ci","version":"1"}}}'
coproc mcp { docker run --rm -i --network none "${options[@]}" "$image" mcp 2>"$work/err"; }
printf '%s\n' "$initialize" '{"jsonrpc":"2.0","method":"notifications/initialized"}' "$review" >&"${mcp[1]}"
# The answer to request number $1.
answer() {
  while read -r -t 90 line <&"${mcp[0]}"; do
    case $line in *"\"id\":$1,"*) echo "$line"; return ;; esac
  done
}
answer=$(answer 2)
for id in 3 4 5 6; do
  [[ $answer == *'"verdict":"running"'* ]] || break
  review=$(grep -o 'r-[0-9a-f]*' <<<"$answer" | head -n 1)
  printf '{"jsonrpc":"2.0","id":%s,"method":"tools/call","params":{"name":"get_review","arguments":{"review_id":"%s"}}}\n' "$id" "$review" >&"${mcp[1]}"
  answer=$(answer "$id")
done
grep -q '"verdict":"approved"' <<<"$answer" || fail "no approval over standard input and output: $answer $(cat "$work/err")"
eval "exec ${mcp[1]}>&-"

(umask 077 && printf '%064d\n' 7 >"$work/tokens")
chown 10001:10001 "$work/tokens"
docker run -d --name lockkeeper-served "${options[@]}" -p 127.0.0.1:0:8765 -v "$work/tokens:/run/tokens:ro" "$image" \
  serve --host 0.0.0.0 --allow-host localhost --token-file /run/tokens >/dev/null
for _ in $(seq 60); do
  health=$(docker inspect --format '{{.State.Health.Status}}' lockkeeper-served)
  [ "$health" = starting ] || break
  sleep 1
done
[ "$health" = healthy ] || fail "the served container is $health: $(docker logs lockkeeper-served 2>&1 | tail -3)"
address=$(docker port lockkeeper-served 8765 | head -n 1)
[ "$(curl -s -o /dev/null -w '%{http_code}' "http://$address/api/v1/context")" = 401 ] || fail "no token is asked for"
curl -fsS -H "Authorization: Bearer $(cat "$work/tokens")" "http://$address/api/v1/context" | grep -q '"database"' || fail "no answer"
docker stop -t 20 lockkeeper-served >/dev/null
[ "$(docker inspect --format '{{.State.ExitCode}}' lockkeeper-served)" = 143 ] || fail "it does not end on SIGTERM"
echo "docker-image: an ordinary user, stdio, serve, health and stop"
