#!/bin/bash
# Does for PostgreSQL what the official image's entrypoint does: POSTGRES_USER, _PASSWORD and _DB, made on the first start.
set -euo pipefail

if [ "$(id -u)" = 0 ]; then
  install -d -o postgres -g postgres -m 700 "$PGDATA"
  chown postgres:postgres /var/lib/postgresql "$(dirname "$PGDATA")"
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi
[ "${1:-}" = postgres ] || exec "$@"

user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  : "${POSTGRES_PASSWORD:?must be set on the first start}"
  read -ra options <<< "${POSTGRES_INITDB_ARGS:-}"
  initdb --username="$user" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") \
    --auth-local=trust --auth-host=scram-sha-256 "${options[@]}" > /dev/null
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
  # Without a network address nobody takes this first, short run for the server.
  pg_ctl --wait --options="-c listen_addresses='' -c unix_socket_directories=/tmp" start > /dev/null
  if [ "$database" != postgres ]; then
    createdb --host=/tmp --username="$user" "$database"
  fi
  for script in /docker-entrypoint-initdb.d/*.sql; do
    [ ! -e "$script" ] || psql --host=/tmp --username="$user" --dbname="$database" --set=ON_ERROR_STOP=1 --file="$script"
  done
  pg_ctl --wait --mode=fast stop > /dev/null
fi
shift
exec postgres -c listen_addresses='*' -c unix_socket_directories=/tmp "$@"
