package wsroom.metrics;

/// Every meter of the server, by its Prometheus name without the suffixes (`_total`, `_bucket` …)
/// that the exposition adds. Names that begin with `dcl_` and `ws_room_service_` are those of
/// existing dashboards.
public enum MeterName {
  ROOMS("dcl_ws_rooms_count", Kind.GAUGE, "Rooms with at least one peer"),
  PEERS("dcl_ws_rooms_connections", Kind.GAUGE, "Peers in rooms"),
  CONNECTIONS_OPENED("dcl_ws_rooms_connections", Kind.COUNTER, "WebSocket connections opened"),
  KICKS("dcl_ws_rooms_kicks", Kind.COUNTER, "Sessions ended with a WsKicked packet"),
  UNKNOWN_PACKETS(
      "dcl_ws_rooms_unknown_sent_messages",
      Kind.COUNTER,
      "Unknown packets from peers, which are ignored"),
  IN_MESSAGES(
      "dcl_ws_rooms_in_messages",
      Kind.COUNTER,
      "Packets received from peers, unknown ones included"),
  IN_BYTES("dcl_ws_rooms_in_bytes", Kind.COUNTER, "Length of the packets received, in bytes"),
  OUT_MESSAGES(
      "dcl_ws_rooms_out_messages",
      Kind.COUNTER,
      "Updates delivered: each counts once for every receiving peer"),
  OUT_BYTES("dcl_ws_rooms_out_bytes", Kind.COUNTER, "Length of the updates delivered, in bytes"),
  DROPPED(
      "dcl_ws_rooms_dropped_unreliable_messages",
      Kind.COUNTER,
      "Unreliable updates dropped for slow consumers"),
  BUILD(
      "ws_room_service_build_info",
      Kind.GAUGE,
      "1, with the version, the commit and the Ethereum network"),
  HTTP_REQUESTS("http_requests", Kind.COUNTER, "HTTP requests by method, handler and status code"),
  HTTP_DURATION("http_request_duration_seconds", Kind.TIMER, "Time to answer an HTTP request"),
  HANDSHAKES("ws_room_handshakes", Kind.COUNTER, "Handshakes ended, by outcome and reason"),
  CHAINS_REJECTED("ws_room_auth_chains_rejected", Kind.COUNTER, "Auth chains rejected, by reason"),
  CURVE(
      "ws_room_signature_curve_info",
      Kind.GAUGE,
      "1, with the implementation that verifies signatures"),
  KNOWN_DELEGATIONS(
      "ws_room_known_delegations",
      Kind.GAUGE,
      "Cached delegations to ephemeral keys, which are not verified again"),
  NODE_LEFT_ALONE(
      "ws_room_ethereum_node_left_alone",
      Kind.GAUGE,
      "1 while no Ethereum node is asked, because each has failed several times"),
  HANDSHAKE_TIME(
      "ws_room_handshake_seconds", Kind.TIMER, "From the connection's opening to its welcome"),
  CLOSES("ws_room_closes", Kind.COUNTER, "Sessions ended, by reason"),
  UPGRADES_REFUSED(
      "ws_room_upgrades_refused", Kind.COUNTER, "Upgrade requests rejected, by reason"),
  DISPLACED(
      "ws_room_connections_displaced",
      Kind.COUNTER,
      "HTTP connections evicted because there were too many, those without a request first"),
  WEBHOOK_EVENTS(
      "ws_room_webhook_events",
      Kind.COUNTER,
      "With webhooks: events that receivers have accepted, each counted once for each receiver"),
  WEBHOOK_FAILURES(
      "ws_room_webhook_failures",
      Kind.COUNTER,
      "With webhooks: requests that failed, and are tried again"),
  WEBHOOK_LOST(
      "ws_room_webhook_lost_events",
      Kind.COUNTER,
      "With webhooks: events that were no longer kept when a receiver was ready for them"),
  WEBHOOKS_FAILING(
      "ws_room_webhooks_failing", Kind.GAUGE, "With webhooks: receivers whose last request failed"),
  PROXY_HEADERS_REFUSED(
      "ws_room_proxy_headers_refused",
      Kind.COUNTER,
      "Connections closed because their PROXY protocol header was missing, malformed or incomplete"),
  SIGNED_LOGINS("ws_room_signed_logins", Kind.COUNTER, "Signed logins, by outcome and reason"),
  BAN_SOURCE_AGE(
      "ws_room_ban_source_age_seconds",
      Kind.GAUGE,
      "Time since a source of bans was last read, found unchanged, or answered; before the first"
          + " time, since the start"),
  BAN_SOURCE_READS(
      "ws_room_ban_source_reads",
      Kind.COUNTER,
      "Attempts to read or ask a source of bans, by outcome (good or failed)"),
  BANNED_ADDRESSES("ws_room_banned_addresses", Kind.GAUGE, "Banned addresses known from a source"),
  BAN_LOOKUPS(
      "ws_room_ban_lookups",
      Kind.COUNTER,
      "Addresses looked up at a login, by source and outcome; unknown ones are admitted"),
  ARCHIPELAGO_CONNECTED(
      "ws_room_archipelago_connected",
      Kind.GAUGE,
      "1 while connected to Archipelago; this and the next meters exist only if it is configured"),
  ARCHIPELAGO_SEATS(
      "ws_room_archipelago_available_seats", Kind.GAUGE, "Seats offered to Archipelago"),
  ARCHIPELAGO_LINKS("ws_room_archipelago_links", Kind.COUNTER, "Connections to Archipelago opened"),
  ARCHIPELAGO_LINK_ENDS(
      "ws_room_archipelago_link_ends",
      Kind.COUNTER,
      "Connections to Archipelago lost or failed, by reason"),
  ARCHIPELAGO_REQUESTS(
      "ws_room_archipelago_requests",
      Kind.COUNTER,
      "Archipelago's requests for an island's room, by outcome"),
  ARCHIPELAGO_ANSWER_TIME(
      "ws_room_archipelago_answer_seconds",
      Kind.TIMER,
      "Time from such a request's arrival until its answer is written to the socket"),
  CLUSTER_CONNECTED(
      "ws_room_cluster_connected",
      Kind.GAUGE,
      "1 while connected to NATS; this and the next meters exist only in a cluster"),
  CLUSTER_NODES(
      "ws_room_cluster_nodes", Kind.GAUGE, "Other nodes of the cluster, alive or suspected"),
  CLUSTER_NODE_EVENTS(
      "ws_room_cluster_node_events",
      Kind.COUNTER,
      "Other nodes that were heard (again), suspected or found dead"),
  CLUSTER_LINKS("ws_room_cluster_links", Kind.COUNTER, "Links of rooms to another node made"),
  CLUSTER_GAPS("ws_room_cluster_gaps", Kind.COUNTER, "Blocks of another node found missing"),
  CLUSTER_RESYNCS(
      "ws_room_cluster_resyncs",
      Kind.COUNTER,
      "Gaps that were closed, by a replay without loss or by a snapshot"),
  CLUSTER_LEASE_RENEWALS(
      "ws_room_cluster_lease_renewals", Kind.COUNTER, "Renewals of this node's lease"),
  CLUSTER_LEASES_LOST(
      "ws_room_cluster_leases_lost", Kind.COUNTER, "Leases that this node lost and took anew"),
  CLUSTER_WRITES(
      "ws_room_cluster_writes",
      Kind.COUNTER,
      "Compare-and-sets in the key-value store, by outcome"),
  CLUSTER_WRITES_REPEATED(
      "ws_room_cluster_writes_repeated",
      Kind.COUNTER,
      "Compare-and-sets that were made again, after a conflict or an unknown outcome"),
  CLUSTER_BLOCKS("ws_room_cluster_blocks", Kind.COUNTER, "Blocks of rooms published and applied"),
  CLUSTER_BLOCK_BYTES("ws_room_cluster_block_bytes", Kind.COUNTER, "Bytes of these blocks"),
  CLUSTER_DISCARDED(
      "ws_room_cluster_discarded_publishes",
      Kind.COUNTER,
      "Messages not sent, because NATS was away or too slow"),
  CLUSTER_DROPPED(
      "ws_room_cluster_dropped_messages",
      Kind.COUNTER,
      "Messages of other nodes dropped, by reason"),
  CLUSTER_OUTRANKED(
      "ws_room_cluster_outranked_sessions",
      Kind.COUNTER,
      "Sessions ended because a later one of their address was admitted by another node"),
  CLUSTER_QUEUE("ws_room_cluster_queue", Kind.GAUGE, "Tasks that wait for the cluster's thread"),
  EXCESS_UPDATES(
      "ws_room_excess_updates",
      Kind.COUNTER,
      "Unreliable updates dropped by a sender's rate limit"),
  SENDER_PAUSES(
      "ws_room_sender_pauses",
      Kind.COUNTER,
      "Pauses in reading from a peer because of its rate limit or its room's"),
  PAUSED_SENDERS("ws_room_paused_senders", Kind.GAUGE, "Peers that are paused now by a rate limit"),
  HAND_OVER_BYTES(
      "ws_room_hand_over_bytes",
      Kind.GAUGE,
      "Bytes handed over between I/O threads and not yet processed"),
  HAND_OVER_DROPPED(
      "ws_room_hand_over_dropped_updates",
      Kind.COUNTER,
      "Updates not handed over to another I/O thread because its queue was full, unreliable ones"
          + " first"),
  READY(
      "ws_room_ready",
      Kind.GAUGE,
      "1 while the server is ready, 0 while it starts or drains, as /health/ready says"),
  OPEN_CONNECTIONS(
      "ws_room_open_connections", Kind.GAUGE, "Open WebSocket connections, welcomed or not"),
  MAX_CONNECTIONS(
      "ws_room_max_connections",
      Kind.GAUGE,
      "Maximum number of open WebSocket connections (MAX_CONNECTIONS); 0 for no limit"),
  FAN_OUT_LAG(
      "ws_room_fan_out_lag_seconds",
      Kind.TIMER,
      "Time from a batch's first update to the end of its flush"),
  CERTIFICATE_EXPIRY(
      "ws_room_certificate_expiry_seconds",
      Kind.GAUGE,
      "Expiry of the TLS certificate, in seconds since 1970; only with TLS"),
  BACKLOG("ws_room_backlog_bytes", Kind.GAUGE, "Bytes in the backlogs of slow consumers"),
  BACKLOGGED("ws_room_backlogged_connections", Kind.GAUGE, "Connections with a backlog"),
  BACKLOG_MEMORY(
      "ws_room_backlog_memory_bytes",
      Kind.GAUGE,
      "Memory of all backlogs; shared bytes count once"),
  BACKLOG_MEMORY_LIMIT(
      "ws_room_backlog_memory_limit_bytes",
      Kind.GAUGE,
      "Maximum memory of all backlogs before peers are disconnected; 0 for no limit"),
  WRITES("ws_room_socket_writes", Kind.COUNTER, "Writes to sockets"),
  PARTIAL_WRITES(
      "ws_room_socket_partial_writes", Kind.COUNTER, "Writes that a socket accepted only in part"),
  ROOM_SIZES(
      "ws_room_rooms_of_at_most",
      Kind.GAUGE,
      "Rooms with at most this many peers, as a cumulative histogram of room sizes"),
  PROCESS_CPU(
      "process_cpu_seconds", Kind.COUNTER, "CPU time of the process, in user and kernel mode"),
  PROCESS_RESIDENT_MEMORY(
      "process_resident_memory_bytes", Kind.GAUGE, "Resident memory of the process; only on Linux"),
  PROCESS_OPEN_FILES("process_open_fds", Kind.GAUGE, "Open file descriptors of the process"),
  PROCESS_MOST_FILES(
      "process_max_fds", Kind.GAUGE, "Maximum number of open file descriptors of the process");

  /// The kind of a meter.
  public enum Kind {
    GAUGE,
    COUNTER,
    TIMER
  }

  private final String id;
  private final Kind kind;
  private final String description;

  MeterName(String id, Kind kind, String description) {
    this.id = id;
    this.kind = kind;
    this.description = description;
  }

  /// The name under which the meter is registered and, except for the buckets of timers, exposed.
  public String id() {
    return kind == Kind.COUNTER ? id + "_total" : id;
  }

  /// The name without the suffix of counters.
  String bareId() {
    return id;
  }

  public Kind kind() {
    return kind;
  }

  public String description() {
    return description;
  }
}
