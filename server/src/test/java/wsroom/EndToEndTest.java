package wsroom;

import static org.assertj.core.api.Assertions.assertThat;

import authchain.Identity;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wsroom.config.ConfigReading;
import wsroom.config.ServerConfig;
import wsroom.proto.rfc5.WsPacket;

/// The server as it is started, on a real port, with real signatures, over real sockets.
class EndToEndTest {
  private static final int PEERS = 100;
  private static final int UPDATES = 20;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Instant nextYear = Instant.now().plus(Duration.ofDays(365));
  private final List<Server> servers = new ArrayList<>();

  @AfterEach
  void stop() {
    servers.forEach(Server::close);
    http.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void aHundredPeersHearAllOfEachOtherOnceAndInOrder(String ioThreads) throws Exception {
    String host = start(Map.of("IO_THREADS", ioThreads));
    List<Explorer> explorers = allEnter(host);
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
    assertThat(get(host, "/status")).contains("\"users\":100", "\"roomName\":\"plaza\"");
    assertThat(get(host, "/metrics"))
        .contains("dcl_ws_rooms_in_messages_total " + (double) (PEERS * UPDATES))
        .contains("dcl_ws_rooms_in_messages " + PEERS * UPDATES)
        .contains("dcl_ws_rooms_out_messages " + PEERS * UPDATES * (PEERS - 1))
        .contains("dcl_ws_rooms_connections " + (double) PEERS);
  }

  @Test
  void whoGoesIsMissedAndWhoStaysIsToldWhenTheServerEnds() throws Exception {
    String host = start(Map.of());
    Explorer ann = enter(host, "ann");
    Explorer ben = enter(host, "ben");
    ann.hears(WsPacket::hasPeerJoinMessage);
    ben.leaves();
    assertThat(ann.hears(WsPacket::hasPeerLeaveMessage).getPeerLeaveMessage().getAlias())
        .isEqualTo(ben.alias());

    servers.forEach(Server::close);
    assertThat(ann.closeCode()).isEqualTo(1001);
  }

  @Test
  void aForgedSignatureDoesNotComeIn() throws Exception {
    String host = start(Map.of());
    Explorer eve = new Explorer(http, room(host), Identity.named("ann", nextYear).address());
    eve.identifies();
    eve.signs(Identity.named("eve", nextYear));
    assertThat(eve.closeCode()).isEqualTo(1008);
    assertThat(get(host, "/metrics")).contains("ws_room_closes_total{reason=\"wrong_owner\"} 1.0");
  }

  private List<Explorer> allEnter(String host) throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Explorer>> entering =
          IntStream.range(0, PEERS)
              .mapToObj(i -> executor.submit(() -> enter(host, "peer " + i)))
              .toList();
      List<Explorer> explorers = new ArrayList<>();
      for (Future<Explorer> future : entering) {
        explorers.add(future.get());
      }
      return explorers;
    }
  }

  private Explorer enter(String host, String name) throws InterruptedException {
    Identity identity = Identity.named(name, nextYear);
    Explorer explorer = new Explorer(http, room(host), identity.address());
    explorer.identifies();
    explorer.signs(identity);
    explorer.isWelcomed();
    return explorer;
  }

  private String start(Map<String, String> settings) throws Exception {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("HTTP_SERVER_PORT", "0");
    environment.put("HTTP_SERVER_HOST", "127.0.0.1");
    environment.put("ETH_RPC_URL", "off");
    environment.put("DRAIN_SECONDS", "0");
    ServerConfig config = ((ConfigReading.Valid) ServerConfig.read(environment)).config();
    Server server =
        new Server(
            config,
            error -> {
              throw error;
            });
    servers.add(server);
    return "127.0.0.1:" + server.start().getPort();
  }

  private static URI room(String host) {
    return URI.create("ws://" + host + "/rooms/plaza");
  }

  private String get(String host, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + host + path)).build();
    return http.send(request, BodyHandlers.ofString()).body();
  }
}
