package wsroom.metrics;

/// Every meter of the server, under the name that Prometheus sees, without the suffixes (`_total`,
/// `_bucket` …) that its exposition adds. Those that begin with `dcl_` and `ws_room_service_` are
/// the names that existing dashboards know.
public enum MeterName {
  ROOMS("dcl_ws_rooms_count", Kind.GAUGE, "Rooms with at least one peer"),
  PEERS("dcl_ws_rooms_connections", Kind.GAUGE, "Peers in rooms"),
  CONNECTIONS_OPENED("dcl_ws_rooms_connections", Kind.COUNTER, "WebSocket connections opened"),
  KICKS("dcl_ws_rooms_kicks", Kind.COUNTER, "Sessions told to go by a WsKicked packet"),
  UNKNOWN_PACKETS(
      "dcl_ws_rooms_unknown_sent_messages",
      Kind.COUNTER,
      "Packets from peers that are nothing a client says; they are ignored"),
  IN_MESSAGES(
      "dcl_ws_rooms_in_messages", Kind.COUNTER, "Packets received from peers, unknown ones too"),
  IN_BYTES("dcl_ws_rooms_in_bytes", Kind.COUNTER, "Length of the packets received, in bytes"),
  OUT_MESSAGES(
      "dcl_ws_rooms_out_messages",
      Kind.COUNTER,
      "Updates delivered: each counts once for every peer other than its sender"),
  OUT_BYTES("dcl_ws_rooms_out_bytes", Kind.COUNTER, "Length of the updates delivered, in bytes"),
  DROPPED(
      "dcl_ws_rooms_dropped_unreliable_messages",
      Kind.COUNTER,
      "Unreliable updates that a slow reader did not get"),
  BUILD(
      "ws_room_service_build_info",
      Kind.GAUGE,
      "1, with the version, the commit and the Ethereum network"),
  HTTP_REQUESTS("http_requests", Kind.COUNTER, "HTTP requests by method, handler and status code"),
  HTTP_DURATION("http_request_duration_seconds", Kind.TIMER, "Time to answer an HTTP request"),
  HANDSHAKES(
      "ws_room_handshakes", Kind.COUNTER, "Handshakes ended, by outcome and the reason of it"),
  CHAINS_REJECTED("ws_room_auth_chains_rejected", Kind.COUNTER, "Auth chains refused, by reason"),
  CURVE(
      "ws_room_signature_curve_info",
      Kind.GAUGE,
      "1, with the implementation that verifies signatures"),
  KNOWN_DELEGATIONS(
      "ws_room_known_delegations",
      Kind.GAUGE,
      "Ephemeral keys of known sessions, whose delegation is not verified again"),
  NODE_LEFT_ALONE(
      "ws_room_ethereum_node_left_alone",
      Kind.GAUGE,
      "1 while no Ethereum node is asked, because each has failed several times"),
  HANDSHAKE_TIME(
      "ws_room_handshake_seconds", Kind.TIMER, "From the connection's opening to its welcome"),
  CLOSES("ws_room_closes", Kind.COUNTER, "Sessions ended, by reason"),
  UPGRADES_REFUSED(
      "ws_room_upgrades_refused",
      Kind.COUNTER,
      "Requests for a WebSocket that were refused, by reason"),
  DISPLACED(
      "ws_room_connections_displaced",
      Kind.COUNTER,
      "HTTP connections closed because too many came after them, first those without a request"),
  PROXY_HEADERS_REFUSED(
      "ws_room_proxy_headers_refused",
      Kind.COUNTER,
      "Connections closed because their PROXY protocol header was missing, malformed or incomplete"),
  SIGNED_LOGINS(
      "ws_room_signed_logins", Kind.COUNTER, "Signed logins, by outcome and the reason of it"),
  BAN_SOURCE_AGE(
      "ws_room_ban_source_age_seconds",
      Kind.GAUGE,
      "Since a source of bans was last read, found unchanged, or has answered; until the first"
          + " time, since the start"),
  BAN_SOURCE_READS(
      "ws_room_ban_source_reads",
      Kind.COUNTER,
      "Attempts to read or ask a source of bans, by outcome (good or failed)"),
  BANNED_ADDRESSES(
      "ws_room_banned_addresses", Kind.GAUGE, "Addresses that a source is known to ban"),
  BAN_LOOKUPS(
      "ws_room_ban_lookups",
      Kind.COUNTER,
      "Addresses looked up at a login, by source and outcome; the unknown ones may come in"),
  ARCHIPELAGO_CONNECTED(
      "ws_room_archipelago_connected",
      Kind.GAUGE,
      "1 while there is a link to Archipelago; this and what follows only if it is set up"),
  ARCHIPELAGO_SEATS(
      "ws_room_archipelago_available_seats", Kind.GAUGE, "Seats that are offered to Archipelago"),
  ARCHIPELAGO_LINKS(
      "ws_room_archipelago_links", Kind.COUNTER, "Links to Archipelago that were opened"),
  ARCHIPELAGO_LINK_ENDS(
      "ws_room_archipelago_link_ends",
      Kind.COUNTER,
      "Links to Archipelago that were lost or could not be opened, by reason"),
  ARCHIPELAGO_REQUESTS(
      "ws_room_archipelago_requests",
      Kind.COUNTER,
      "Requests of Archipelago for an island's room, by outcome"),
  ARCHIPELAGO_ANSWER_TIME(
      "ws_room_archipelago_answer_seconds",
      Kind.TIMER,
      "From such a request's arrival until the socket has taken the answer"),
  EXCESS_UPDATES(
      "ws_room_excess_updates",
      Kind.COUNTER,
      "Unreliable updates not relayed because their sender sent too many"),
  SENDER_PAUSES(
      "ws_room_sender_pauses",
      Kind.COUNTER,
      "Times that a peer was not read from for a while, because it or its room sent more than may be"
          + " relayed at once"),
  PAUSED_SENDERS(
      "ws_room_paused_senders", Kind.GAUGE, "Peers that are not read from now for that reason"),
  HAND_OVER_BYTES(
      "ws_room_hand_over_bytes",
      Kind.GAUGE,
      "Bytes that I/O threads have handed to others and those have not got to"),
  HAND_OVER_DROPPED(
      "ws_room_hand_over_dropped_updates",
      Kind.COUNTER,
      "Updates not handed to another I/O thread, because that was behind: unreliable ones first"),
  OPEN_CONNECTIONS(
      "ws_room_open_connections", Kind.GAUGE, "WebSocket connections open now, welcomed or not"),
  FAN_OUT_LAG(
      "ws_room_fan_out_lag_seconds",
      Kind.TIMER,
      "From the first update that waits in a room to the end of the flush that sends it"),
  CERTIFICATE_EXPIRY(
      "ws_room_certificate_expiry_seconds",
      Kind.GAUGE,
      "When the TLS certificate ends, in seconds since 1970; only with TLS"),
  BACKLOG("ws_room_backlog_bytes", Kind.GAUGE, "Bytes that wait for slow readers"),
  BACKLOGGED("ws_room_backlogged_connections", Kind.GAUGE, "Connections for which something waits"),
  BACKLOG_MEMORY(
      "ws_room_backlog_memory_bytes",
      Kind.GAUGE,
      "Memory that backlogs hold; what several wait for counts once"),
  BACKLOG_MEMORY_LIMIT(
      "ws_room_backlog_memory_limit_bytes",
      Kind.GAUGE,
      "What they may hold before peers are disconnected; 0 for any amount"),
  WRITES("ws_room_socket_writes", Kind.COUNTER, "Writes to sockets"),
  PARTIAL_WRITES(
      "ws_room_socket_partial_writes", Kind.COUNTER, "Writes of which a socket took only a part"),
  ROOM_SIZES(
      "ws_room_rooms_of_at_most",
      Kind.GAUGE,
      "Rooms with at most that many peers, as a cumulative histogram of room sizes"),
  PROCESS_CPU(
      "process_cpu_seconds", Kind.COUNTER, "CPU time of the process, in user and kernel mode"),
  PROCESS_RESIDENT_MEMORY(
      "process_resident_memory_bytes",
      Kind.GAUGE,
      "Memory of the process that is in RAM; only on Linux"),
  PROCESS_OPEN_FILES("process_open_fds", Kind.GAUGE, "File descriptors that the process has open"),
  PROCESS_MOST_FILES(
      "process_max_fds", Kind.GAUGE, "File descriptors that the process may have open");

  /// How a meter behaves.
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

  /// The name under which the meter is registered and, but for the buckets of timers, exposed.
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
