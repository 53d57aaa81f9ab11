#!/usr/bin/env bash
# Measures what a room sends and receives on the wire: frames, TCP, IP and Ethernet headers, and
# acknowledgements. Server and load tool have a network namespace each, with a line of 1,500 bytes
# between them. Needs root on Linux with ip and curl, and a build.
#
#   loadtest/bandwidth.sh            # 100 peers with 60-byte updates, the mix of real clients, rooms of 20
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

server=wsroom-server-$$
client=wsroom-client-$$
seconds=${SECONDS_MEASURED:-6}
log=$(mktemp)
pid=''

cleanup() {
  if [ -n "$pid" ]; then
    kill "$pid" 2>/dev/null || true
    wait "$pid" || true
  fi
  ip netns del "$server" 2>/dev/null || true
  ip netns del "$client" 2>/dev/null || true
  rm -f "$log"
}
trap cleanup EXIT

ip netns add "$server"
ip netns add "$client"
ip link add wire0 netns "$server" type veth peer name wire1 netns "$client"
in_server() { ip netns exec "$server" "$@"; }
in_client() { ip netns exec "$client" "$@"; }
in_server ip addr add 10.213.0.1/24 dev wire0
in_client ip addr add 10.213.0.2/24 dev wire1
# One packet at a time, so that the counters see each header.
in_server ip link set wire0 gso_max_segs 1 up
in_client ip link set wire1 gso_max_segs 1 up
in_server ip link set lo up

# Without the function's subshell, so that the process is the server, which ends with this script.
ip netns exec "$server" env ETH_RPC_URL=off ./ws-room >"$log" 2>&1 &
pid=$!
until in_client curl -sf http://10.213.0.1:5000/health/ready >/dev/null; do
  kill -0 "$pid" || { cat "$log"; exit 1; }
  sleep 0.2
done

# Prints: sent bytes, sent packets, received bytes, received packets, deliveries, bytes of updates.
counters() {
  local statistics
  statistics=$(in_server sh -c 'cd /sys/class/net/wire0/statistics 2>/dev/null && cat tx_bytes tx_packets rx_bytes rx_packets' ||
    true)
  if [ -z "$statistics" ]; then
    statistics=$(in_server ip -s -o link show wire0 | awk '{print}' | sed 's/\\/\n/g' |
      awk '/RX:/ {getline; rb=$1; rp=$2} /TX:/ {getline; tb=$1; tp=$2} END {print tb, tp, rb, rp}')
  fi
  in_client curl -s http://10.213.0.1:5000/metrics | awk -v s="$(echo $statistics)" '
    /^dcl_ws_rooms_out_messages_total/ {m=$2} /^dcl_ws_rooms_out_bytes_total/ {b=$2} END {print s, m, b}'
}

measure() {
  local title=$1
  shift
  in_client ./ws-room load "$@" --allow-remote --warmup 4s --duration $((seconds + 3))s >"$log.load" 2>&1 &
  local load=$!
  until in_client curl -s http://10.213.0.1:5000/status | grep -q '"users":[1-9]'; do sleep 0.1; done
  sleep 5
  local from to before after
  from=$(date +%s.%N)
  before=$(counters)
  sleep "$seconds"
  after=$(counters)
  to=$(date +%s.%N)
  local users
  users=$(in_client curl -s http://10.213.0.1:5000/status | sed 's/.*"users":\([0-9]*\).*/\1/')
  wait "$load" || { cat "$log.load"; return 1; }
  echo "$from $to $users $before $after" | awk -v title="$title" '{
    t = $2 - $1; tb = ($10 - $4) / t; tp = ($11 - $5) / t; rb = ($12 - $6) / t
    m = ($14 - $8) / t; b = ($15 - $9) / t
    printf "%s: %d peers, %.0f deliveries/s\n", title, $3, m
    printf "  sent     %.1f Mbit/s on the wire, %.1f of updates; %.0f packets/s; %.1f bytes a delivery, %.1f of them the update\n", tb * 8 / 1e6, b * 8 / 1e6, tp, tb / m, b / m
    printf "  received %.2f Mbit/s on the wire\n", rb * 8 / 1e6
  }'
  until in_client curl -s http://10.213.0.1:5000/status | grep -q '"users":0'; do sleep 0.1; done
}

uri=ws://10.213.0.1:5000
measure "one room, 60-byte updates" island $uri --peers 100 --rate 10 --body 60
measure "one room, mix of real clients" island $uri --peers 100
measure "ten rooms of 20, mix of real clients" city $uri --rooms 10 --peers 20
