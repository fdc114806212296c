#!/bin/bash
# A real Docker engine with local PostgreSQL images, without any image registry, for the tests with tag "docker".
#
#   .ci/docker-engine.sh start WORKDIR [MAJOR...]   prints the variables to export (eval it); default majors: 12 15 18
#   .ci/docker-engine.sh stop WORKDIR
#
# The images are called gate-test/postgres:<major>, a name that no registry owns. Each holds the shell tools of this
# machine and the binaries that the engine's cache already has ($XDG_CACHE_HOME/lockkeeper, else ~/.cache/lockkeeper:
# run the embedded tests once before). The engine listens on a Unix socket in WORKDIR, changes no firewall rule, and
# publishes ports on 127.0.0.1 only. Exit 3: no engine can run here.
set -euo pipefail

say() { echo "docker-engine: $*" >&2; }
unable() { say "$*"; exit 3; }

start_engine() {
  local work=$1
  if ! PATH=$PATH:/usr/sbin command -v dockerd >/dev/null; then
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends docker.io; } >"$work/install.log" 2>&1 \
      || unable "dockerd is missing and docker.io cannot be installed (see $work/install.log)"
  fi
  PATH=$PATH:/usr/sbin nohup dockerd --data-root "$work/data" --exec-root "$work/exec" --pidfile "$work/pid" \
    --host "unix://$work/docker.sock" --iptables=false --ip6tables=false --ip 127.0.0.1 \
    >"$work/dockerd.log" 2>&1 </dev/null &
  for _ in $(seq 300); do
    docker version >/dev/null 2>&1 && return
    kill -0 $! 2>/dev/null || unable "dockerd does not start here: $(tail -n 3 "$work/dockerd.log")"
    sleep 0.1
  done
  unable "dockerd does not answer (see $work/dockerd.log)"
}

# Copies a program and every library it loads into the root file system $1.
add_program() {
  local root=$1 program=$2
  shift 2
  { echo "$program"; ldd "$program" | grep -o '/[^ )]*' || true; } | while read -r file; do
    case $file in "$@"*) continue ;; esac
    mkdir -p "$root$(dirname "$file")"
    cp -L "$file" "$root$file"
  done
}

build_image() {
  local work=$1 major=$2 root=$1/root binaries tool path
  binaries=$(find "${XDG_CACHE_HOME:-$HOME/.cache}/lockkeeper/entries" -maxdepth 1 -name "binaries-$major.*" 2>/dev/null | sort -V | tail -n 1)
  [ -n "$binaries" ] || unable "no binaries of PostgreSQL $major in the cache: run the embedded tests first"
  rm -rf "$root"
  mkdir -p "$root"/{usr/bin,usr/local/bin,usr/lib,etc,tmp,var/run/postgresql,proc,dev,sys,pgdata}
  for path in bin lib lib64 sbin; do
    # As on the host, where these may be links into /usr.
    if [ -L "/$path" ]; then ln -s "$(readlink "/$path")" "$root/$path"; mkdir -p "$root/$(readlink "/$path")"; else mkdir -p "$root/$path"; fi
  done
  for tool in bash cat chmod id ls mkdir mktemp rm setpriv sleep; do
    path=$(command -v "$tool")
    add_program "$root" "$path" /nothing
    [ "$path" = "/usr/bin/$tool" ] || [ -e "$root/usr/bin/$tool" ] || ln -s "$path" "$root/usr/bin/$tool"
  done
  ln -sf bash "$root/usr/bin/sh"
  for tool in postgres initdb; do
    add_program "$root" "$binaries/bin/$tool" "$binaries"
  done
  mkdir -p "$root/usr/lib/postgresql"
  cp -a "$binaries"/. "$root/usr/lib/postgresql/"
  chmod 755 "$root/usr/lib/postgresql"
  [ ! -d /usr/lib/locale/C.utf8 ] || { mkdir -p "$root/usr/lib/locale"; cp -a /usr/lib/locale/C.utf8 "$root/usr/lib/locale/"; }
  printf 'root:x:0:0:root:/:/bin/sh\npostgres:x:999:999::/tmp:/bin/sh\n' >"$root/etc/passwd"
  printf 'root:x:0:\npostgres:x:999:\n' >"$root/etc/group"
  printf 'passwd: files\ngroup: files\nhosts: files\n' >"$root/etc/nsswitch.conf"
  chmod 1777 "$root/tmp" "$root/var/run/postgresql" "$root/pgdata"
  write_entrypoint >"$root/usr/local/bin/entrypoint"
  chmod 755 "$root/usr/local/bin/entrypoint"
  tar -C "$root" -c . | docker import \
    --change 'ENV PATH=/usr/lib/postgresql/bin:/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8 PGDATA=/var/lib/postgresql/data' \
    --change 'ENTRYPOINT ["entrypoint"]' --change 'CMD ["postgres"]' --change 'EXPOSE 5432' \
    - "gate-test/postgres:$major" >/dev/null
  rm -rf "$root"
}

# The part of the official image's contract that we rely on: POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB,
# POSTGRES_INITDB_ARGS, PGDATA, arguments for the server, no network before everything is ready.
write_entrypoint() {
  cat <<'ENTRYPOINT'
#!/bin/bash
set -euo pipefail
if [ "$(id -u)" = 0 ]; then
  exec setpriv --reuid=postgres --regid=postgres --clear-groups "$0" "$@"
fi
[ -n "${POSTGRES_PASSWORD:-}" ] || { echo "POSTGRES_PASSWORD is not set" >&2; exit 1; }
user=${POSTGRES_USER:-postgres}
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  secret=$(mktemp)
  echo "$POSTGRES_PASSWORD" >"$secret"
  read -r -a extra <<<"${POSTGRES_INITDB_ARGS:-}"
  initdb --pgdata="$PGDATA" --username="$user" --pwfile="$secret" --auth-local=trust --auth-host=scram-sha-256 "${extra[@]}"
  rm "$secret"
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  database=${POSTGRES_DB:-$user}
  if [ "$database" != postgres ]; then
    echo "create database \"$database\"" | postgres --single -D "$PGDATA" postgres
  fi
fi
shift
exec postgres -c listen_addresses='*' -c unix_socket_directories=/var/run/postgresql "$@"
ENTRYPOINT
}

stop() {
  local work=$1 pid
  if pid=$(cat "$work/pid" 2>/dev/null); then
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
  fi
  umount "$work/exec/netns/default" 2>/dev/null || true
  ip link del docker0 2>/dev/null || true
  rm -rf "$work"
}

[ $# -ge 2 ] || { sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2; }
command=$1
mkdir -p "$2"
work=$(cd "$2" && pwd)
shift 2
case $command in
  start)
    [ "$(id -u)" = 0 ] || unable "starting an engine needs root"
    export DOCKER_HOST=unix://$work/docker.sock
    trap '[ $? = 0 ] || stop "$work"' EXIT
    start_engine "$work"
    [ $# -gt 0 ] || set -- 12 15 18
    for major in "$@"; do build_image "$work" "$major"; done
    say "engine $(docker version --format '{{.Server.Version}}') with images for PostgreSQL $*"
    echo "export DOCKER_HOST=$DOCKER_HOST"
    ;;
  stop) stop "$work" ;;
  *) say "unknown command $command"; exit 2 ;;
esac
