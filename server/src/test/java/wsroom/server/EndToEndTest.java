package wsroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import authchain.Identity;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wsroom.proto.rfc5.WsPacket;

/// The whole server on a real port, with real signatures and sockets.
class EndToEndTest {
  private static final int PEERS = 100;
  private static final int UPDATES = 20;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Instant nextYear = Instant.now().plus(Duration.ofDays(365));
  private @Nullable RunningServer running;

  @AfterEach
  void stop() {
    if (running != null) {
      running.close();
    }
    http.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2", "4"})
  void hundredPeersReceiveAllUpdatesOnceAndInOrder(String ioThreads) throws Exception {
    RunningServer server = starts(Map.of("IO_THREADS", ioThreads));
    List<Explorer> explorers = allEnter(server);
    List<Integer> aliases = explorers.stream().map(Explorer::alias).toList();
    assertThat(aliases).doesNotHaveDuplicates();
    explorers.forEach(explorer -> explorer.knows(aliases));

    for (int number = 0; number < UPDATES; number++) {
      for (Explorer explorer : explorers) {
        explorer.says(Integer.toString(number));
      }
    }

    List<String> all = IntStream.range(0, UPDATES).mapToObj(Integer::toString).toList();
    for (Explorer explorer : explorers) {
      Map<Integer, List<String>> heard = explorer.hearsUpdates((PEERS - 1) * UPDATES);
      Map<Integer, List<String>> expected = new HashMap<>();
      aliases.forEach(alias -> expected.put(alias, all));
      expected.remove(explorer.alias());
      assertThat(heard).isEqualTo(expected);
    }
    assertThat(server.page("/status")).contains("\"users\":100", "\"roomName\":\"plaza\"");
    assertThat(server.page("/metrics"))
        .contains("dcl_ws_rooms_in_messages_total " + (double) (PEERS * UPDATES))
        .contains("dcl_ws_rooms_in_messages " + PEERS * UPDATES)
        .contains("dcl_ws_rooms_out_messages " + PEERS * UPDATES * (PEERS - 1))
        .contains("dcl_ws_rooms_connections " + (double) PEERS)
        .contains("ws_room_max_connections 20000.0");
  }

  @Test
  void leaveIsRelayedAndShutdownClosesTheOthers() throws Exception {
    RunningServer server = starts(Map.of());
    Explorer ann = enter(server, "ann");
    Explorer ben = enter(server, "ben");
    ann.hears(WsPacket::hasPeerJoinMessage);
    ben.leaves();
    assertThat(ann.hears(WsPacket::hasPeerLeaveMessage).getPeerLeaveMessage().getAlias())
        .isEqualTo(ben.alias());

    server.close();
    assertThat(ann.closeCode()).isEqualTo(1001);
  }

  @Test
  void forgedSignatureIsRejected() throws Exception {
    RunningServer server = starts(Map.of());
    Explorer eve =
        new Explorer(http, server.room("plaza"), Identity.named("ann", nextYear).address());
    eve.identifies();
    eve.signs(Identity.named("eve", nextYear));
    assertThat(eve.closeCode()).isEqualTo(1008);
    assertThat(server.page("/metrics"))
        .contains("ws_room_closes_total{reason=\"wrong_owner\"} 1.0");
  }

  private List<Explorer> allEnter(RunningServer server) throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Explorer>> entering =
          IntStream.range(0, PEERS)
              .mapToObj(i -> executor.submit(() -> enter(server, "peer " + i)))
              .toList();
      List<Explorer> explorers = new ArrayList<>();
      for (Future<Explorer> future : entering) {
        explorers.add(future.get());
      }
      return explorers;
    }
  }

  private Explorer enter(RunningServer server, String name) throws InterruptedException {
    return Explorer.enters(http, server.room("plaza"), Identity.named(name, nextYear));
  }

  private RunningServer starts(Map<String, String> settings) {
    RunningServer server = new RunningServer(settings);
    running = server;
    return server;
  }
}
