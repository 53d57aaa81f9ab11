package wsroom.fault;

import static org.assertj.core.api.Assertions.assertThat;

import authchain.Identity;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import wsroom.server.RunningServer;

/// Runs many clients on one server for a time; then all come to rest, and their views must agree.
final class PresenceRun {
  static final int SEATS = 40;
  private static final List<String> ROOMS =
      List.of("plaza", "theatre", "port", "beach", "market", "gallery");

  /// Limits of the server that make rare cases frequent.
  static final Map<String, String> SETTINGS =
      Map.of(
          "MAX_USERS", Integer.toString(SEATS),
          "HANDSHAKE_TIMEOUT", "3000",
          "BACKLOG_LIMIT_BYTES", "262144",
          "BACKLOG_TIMEOUT_MS", "2000");

  /// Idle sessions are closed after twenty seconds, plus a tick, plus time for a busy machine.
  private static final Duration UNTIL_GONE = Duration.ofSeconds(35);

  private final RunningServer server;
  private final List<Identity> identities;

  /// @param clients the number of clients; every tenth shares its wallet with another
  PresenceRun(RunningServer server, int clients) {
    this.server = server;
    Instant nextYear = Instant.now().plus(Duration.ofDays(365));
    this.identities =
        IntStream.range(0, clients)
            .mapToObj(i -> Identity.named("roamer " + (i % 10 == 9 ? i - 1 : i), nextYear))
            .toList();
  }

  /// @return a summary in one line
  String run(long seed, int turnsASecond, int turns) throws Exception {
    RecordedRun island = new RecordedRun(server.address(), SEATS);
    try (FaultProxy proxy = FaultProxy.to(server.address())) {
      live(island, proxy, seed, turnsASecond, turns);
      assertThat(island.violations()).isEmpty();

      // A client without a line reconnects, if there is a seat, or is closed in twenty seconds.
      assertThat(island.awaits(() -> disagreements(island), UNTIL_GONE)).isEmpty();
      assertThat(island.violations()).isEmpty();
      assertThat(island.lastWordsUnheard()).isEmpty();
      leave(island);
    }
    assertThat(server.errors()).isEmpty();
    return island.summary() + "; the server's endings so far: " + endings();
  }

  /// The server's counts of closes by reason.
  private String endings() throws IOException {
    return server
        .page("/metrics")
        .lines()
        .filter(line -> line.startsWith("ws_room_closes_total{") && !line.endsWith(" 0.0"))
        .map(line -> line.replaceAll(".*reason=\"(.*)\"} (.*)\\.0", "$1=$2"))
        .collect(Collectors.joining(", "));
  }

  private void live(RecordedRun island, FaultProxy proxy, long seed, int turnsASecond, int turns)
      throws Exception {
    try (Metronome metronome = new Metronome(turnsASecond, turns);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> lives = new ArrayList<>();
      for (int i = 0; i < identities.size(); i++) {
        RandomClient roamer =
            new RandomClient(
                island, proxy, metronome, identities.get(i), ROOMS, seed * 1_000_003 + i);
        lives.add(
            threads.submit(
                () -> {
                  roamer.live();
                  return null;
                }));
      }
      for (Future<?> life : lives) {
        life.get();
      }
    }
  }

  /// The remaining differences between the members' and the server's views.
  private List<String> disagreements(RecordedRun island) {
    List<String> all = new ArrayList<>(island.disagreements());
    try {
      String status = server.page("/status");
      island
          .census()
          .forEach(
              (room, count) -> {
                String entry = "{\"roomName\":\"" + room + "\",\"count\":" + count + "}";
                if (!status.contains(entry)) {
                  all.add("by its members " + entry + ", by the server " + status);
                }
              });
    } catch (IOException e) {
      all.add("no status: " + e);
    }
    return all;
  }

  private void leave(RecordedRun island) throws Exception {
    island.forgetsAll();
    assertThat(island.awaits(island::stillOpen, RecordedRun.PATIENCE)).isEmpty();
    assertThat(island.awaits(this::remains, UNTIL_GONE)).isEmpty();
  }

  /// The state that the server still keeps without any connection.
  private List<String> remains() {
    List<String> all = new ArrayList<>();
    try {
      for (String gauge :
          List.of(
              "ws_room_open_connections",
              "ws_room_backlog_bytes",
              "ws_room_backlogged_connections",
              "dcl_ws_rooms_connections",
              "dcl_ws_rooms_count",
              "ws_room_closes_total{reason=\"internal_error\"}",
              "ws_room_closes_total{reason=\"protocol_violation\"}",
              "ws_room_closes_total{reason=\"malformed_packet\"}")) {
        double value = server.metric(gauge);
        if (value != 0) {
          all.add(gauge + " is " + value);
        }
      }
    } catch (IOException e) {
      all.add("no metrics: " + e);
    }
    return all;
  }
}
