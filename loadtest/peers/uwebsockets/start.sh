#!/bin/sh
# Installs uWebSockets.js from npm on first use, and becomes a relay on it: on loopback, port $1
# (5002). Its binary needs glibc 2.38 or newer.
set -eu
cd "$(dirname "$0")"
if ! command -v npm >/dev/null; then
  echo "uwebsockets: needs Node 20 or newer with npm" >&2
  exit 1
fi
if [ ! -d node_modules ]; then
  echo "uwebsockets: installing from npm (once)" >&2
  npm ci --no-audit --no-fund --loglevel=error >&2
fi
if ! said=$(node -e "require('@btc-vision/uwebsockets.js')" 2>&1); then
  echo "uwebsockets: its binary does not load here; it needs Linux with glibc 2.38 or newer" >&2
  printf "%s\n" "$said" | grep -m 1 -o "Error: .*" >&2 || true
  exit 1
fi
exec node relay.mjs "${1:-5002}"
