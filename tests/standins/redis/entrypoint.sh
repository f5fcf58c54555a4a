#!/bin/sh
# The official image listens on every address and takes a server's options as its command; so does this one.
set -eu
[ "${1:-}" = redis-server ] || exec "$@"
shift
exec redis-server --bind '*' --protected-mode no --dir /data "$@"
