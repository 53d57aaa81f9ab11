#!/usr/bin/env bash
# Measures cost and benefit of the flush window: one full room at several windows, server and load
# tool on a core each. Writes a table and two plots into docs/adr. Takes about three minutes on
# Linux; let nothing else run, or give it a higher priority (nice -n -15, as root).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rounds=${ROUNDS:-2}
windows=${WINDOWS:-0 1 2.4 5 10}
port=${PORT:-5099}
table=docs/adr/0006-flush-window.tsv
work=$(mktemp -d)
server=
trap 'kill $server 2>/dev/null || true; rm -r "$work"' EXIT

# Prints one figure of the run's JSON.
figure() {
  grep -o "\"$1\":[0-9.E-]*" "$work/run.json" | head -n 1 | cut -d : -f 2
}

measure() {
  HTTP_SERVER_HOST=127.0.0.1 HTTP_SERVER_PORT=$port FLUSH_WINDOW_MS=$1 DRAIN_SECONDS=0 \
    taskset -c 0 ./ws-room >"$work/server.log" 2>&1 &
  server=$!
  until grep -q ' listens on ' "$work/server.log"; do
    kill -0 $server || { cat "$work/server.log" >&2; exit 1; }
    sleep 0.1
  done
  taskset -c 1 ./ws-room load island "ws://127.0.0.1:$port" --peers 100 --rate 10 --body 60 \
    --warmup 5s --duration 6s --pid $server --json "$work/run.json" >"$work/load.log" ||
    { cat "$work/load.log" >&2; exit 1; }
  java=$(readlink "/proc/$server/exe")
  kill $server
  wait $server || true
  printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$(figure cpu_us_per_delivery)" "$(figure usual_p50_ms)" \
    "$(figure usual_p99_ms)" "$(figure writes_per_delivery)"
}

printf '%s\t%s\t%s\t%s\t%s\n' 'window ms' 'CPU us/delivery' 'p50 ms' 'p99 ms' 'writes/delivery' \
  >"$work/table"
for round in $(seq "$rounds"); do
  for window in $windows; do
    echo "round $round of $rounds: FLUSH_WINDOW_MS=$window" >&2
    measure "$window" >>"$work/table"
  done
done
cp "$work/table" "$table"
cat "$table"
"$java" -cp loadtest/target/ws-room-loadtest.jar wsroom.loadtest.report.FlushWindowPlots "$table"
