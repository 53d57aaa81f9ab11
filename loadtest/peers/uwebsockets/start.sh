#!/bin/sh
# Installs uWebSockets.js from npm on first use, and runs a relay on it, on loopback, port $1 (5002).
# Its binary requires glibc 2.38 or newer.
set -eu
cd "$(dirname "$0")"

say() {
  printf '%s\n' "uwebsockets: $*" >&2
}

if ! command -v npm >/dev/null; then
  say "needs Node 20 or newer with npm"
  exit 1
fi
if [ ! -d node_modules ]; then
  say "installing from npm (once)"
  npm ci --no-audit --no-fund --loglevel=error >&2
fi
# The package's own message for a binary that does not load blames the version of Node.
if ! reason=$(node -e "require('@btc-vision/uwebsockets.js')" 2>&1); then
  libc=$(getconf GNU_LIBC_VERSION 2>/dev/null || echo "no glibc")
  case $libc in
    glibc\ 2.[0-9] | glibc\ 2.[0-9].* | glibc\ 2.[12][0-9]* | glibc\ 2.3[0-7]* | "no glibc")
      say "its binary needs glibc 2.38 or newer (Debian 13, Ubuntu 24.04, Fedora 39); here is $libc."
      say "mini-comms/start.sh is a peer that runs here, too."
      ;;
    *)
      say "its binary does not load here:"
      printf '%s\n' "$reason" >&2
      ;;
  esac
  exit 1
fi
exec node relay.mjs "${1:-5002}"
