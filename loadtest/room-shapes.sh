#!/usr/bin/env bash
# Measures cost and benefit of the flush window by room size: the same number of players in larger
# and larger rooms, with the window and without, server and load tool on a core each. Writes a table and two plots
# into docs/adr. Takes about six minutes on Linux; let nothing else run meanwhile.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
players=${PLAYERS:-500 2000}
sizes=${SIZES:-2 5 10 20 50 100}
windows=${WINDOWS:-0 5}
port=${PORT:-5099}
table=${TABLE:-docs/adr/0006-room-shapes.tsv}
work=$(mktemp -d)
server=
trap 'kill $server 2>/dev/null || true; rm -r "$work"' EXIT

# Prints one figure of the run's JSON.
figure() {
  grep -o "\"$1\":[0-9.E-]*" "$work/run.json" | head -n 1 | cut -d : -f 2
}

start() {
  HTTP_SERVER_HOST=127.0.0.1 HTTP_SERVER_PORT=$port FLUSH_WINDOW_MS=$1 DRAIN_SECONDS=0 \
    taskset -c 0 ./ws-room >"$work/server.log" 2>&1 &
  server=$!
  until grep -q ' listens on ' "$work/server.log"; do
    kill -0 $server || { cat "$work/server.log" >&2; exit 1; }
    sleep 0.1
  done
  java=$(readlink "/proc/$server/exe")
}

# Arguments: players, peers per room, warm-up, duration.
load() {
  taskset -c 1 ./ws-room load city "ws://127.0.0.1:$port" --scatter --rooms $(($1 / $2)) --peers "$2" \
    --rate 10 --body 60 --warmup "$3" --duration "$4" --pid $server --json "$work/run.json" \
    >"$work/load.log" || { cat "$work/load.log" >&2; exit 1; }
}

printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' players 'peers of a room' 'window ms' 'CPU us/delivery' \
  'p50 ms' 'p99 ms' 'writes/delivery' >"$work/table"
for window in $windows; do
  start "$window"
  load 500 20 1s 5s
  for count in $players; do
    for size in $sizes; do
      echo "FLUSH_WINDOW_MS=$window: $count players in rooms of $size" >&2
      load "$count" "$size" 1s 3s
      printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$count" "$size" "$window" \
        "$(figure cpu_us_per_delivery)" "$(figure usual_p50_ms)" "$(figure usual_p99_ms)" \
        "$(figure writes_per_delivery)" >>"$work/table"
    done
  done
  kill $server
  wait $server || true
done
cp "$work/table" "$table"
cat "$table"
"$java" -cp loadtest/target/ws-room-loadtest.jar wsroom.loadtest.report.RoomShapePlots "$table"
