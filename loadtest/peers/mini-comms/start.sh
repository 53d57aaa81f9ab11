#!/bin/sh
# Installs @dcl/mini-comms from npm on first use, and runs it on loopback, port $1 (5001).
#
# The published package depends on a protocol package at an unreachable address; package.json
# overrides it with the release of the same day.
set -eu
cd "$(dirname "$0")"
if ! command -v npm >/dev/null; then
  echo "mini-comms: needs Node 18 or newer with npm" >&2
  exit 1
fi
if [ ! -d node_modules ]; then
  echo "mini-comms: installing from npm (once)" >&2
  npm ci --no-audit --no-fund --loglevel=error >&2
fi
HTTP_SERVER_HOST=127.0.0.1
HTTP_SERVER_PORT=${1:-5001}
LOG_LEVEL=${LOG_LEVEL:-ERROR}
export HTTP_SERVER_HOST HTTP_SERVER_PORT LOG_LEVEL
exec node node_modules/@dcl/mini-comms/dist/index.js
