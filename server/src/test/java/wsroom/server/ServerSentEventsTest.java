package wsroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import authchain.Identity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import wsroom.admin.Description;
import wsroom.admin.SseClient;

/// `/events` as Server-Sent Events, on a real port.
class ServerSentEventsTest {
  private static final String TOKEN = "not-a-secret-here";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Instant nextYear = Instant.now().plus(Duration.ofDays(365));
  private @Nullable RunningServer running;

  @AfterEach
  void stop() {
    server().close();
    http.close();
  }

  @Test
  void eventsAreAsDescribed() throws Exception {
    start(Map.of());
    Description description = new Description(get("/admin/openapi.json").body());
    try (SseClient consumer = consumer("")) {
      enter("ann", "площадь").leaves();
      for (String topic : List.of("room.created", "peer.joined", "peer.left", "room.gone")) {
        SseClient.Received next = consumer.next();
        assertThat(next.topic()).isEqualTo(topic);
        assertThat(next.data().get("roomId").asString()).isEqualTo("площадь");
        description.holdsFor("StreamedEvent", next.data().toString());
      }
    }
  }

  @Test
  void reconnectContinuesAfterTheLastEvent() throws Exception {
    start(Map.of());
    String last;
    try (SseClient consumer = consumer("?topic=peer")) {
      enter("ann", "plaza");
      last = consumer.next().id();
    }
    enter("ben", "theatre");
    enter("cat", "plaza");

    try (SseClient again = consumer("?topic=peer&after=0&room=plaza", "Last-Event-ID: " + last)) {
      SseClient.Received next = again.next();
      assertThat(next.topic()).isEqualTo("peer.joined");
      assertThat(next.data().get("address").asString()).isEqualTo(identity("cat").address());
    }
    try (SseClient restarted = consumer("?topic=peer", "Last-Event-ID: ws-room-before/999")) {
      assertThat(restarted.next().data().get("address").asString())
          .isEqualTo(identity("ann").address());
    }
  }

  @Test
  void invalidRequestIsRejected() throws Exception {
    start(Map.of());
    try (SseClient without = new SseClient(port(), "/events", 0)) {
      assertThat(without.status()).isEqualTo(401);
    }
    try (SseClient inQuery = new SseClient(port(), "/events?token=" + TOKEN, 0)) {
      assertThat(inQuery.status()).isEqualTo(401);
    }
    try (SseClient asSubprotocol =
        new SseClient(
            port(), "/events", 0, "Sec-WebSocket-Protocol: bearer.bm90LWEtc2VjcmV0LWhlcmU")) {
      assertThat(asSubprotocol.status()).isEqualTo(401);
    }
    try (SseClient query = consumer("?topic=peers")) {
      assertThat(query.status()).isEqualTo(400);
    }
    try (SseClient id = consumer("", "Last-Event-ID: last")) {
      assertThat(id.status()).isEqualTo(400);
      assertThat(id.rest()).contains("Last-Event-ID must be the id of an event");
    }
  }

  @Test
  void consumersOfBothKindsShareOneLimit() throws Exception {
    start(Map.of());
    List<SseClient> consumers = new ArrayList<>();
    try {
      for (int i = 0; i < 31; i++) {
        consumers.add(consumer(""));
        consumers.getLast().nextBlock();
      }
      EventListener.with(http, URI.create("ws://" + server().host() + "/events"), TOKEN);
      try (SseClient excess = consumer("")) {
        assertThat(excess.status()).isEqualTo(503);
        assertThat(excess.header("retry-after")).isEqualTo("5");
      }
    } finally {
      for (SseClient consumer : consumers) {
        consumer.close();
      }
    }
  }

  @Test
  void shutdownEndsTheStreamAfterItsLastEvent() throws Exception {
    start(Map.of());
    try (SseClient consumer = consumer("?topic=peer.left")) {
      enter("ann", "plaza");
      server().close();

      assertThat(consumer.next().data().get("reason").asString()).isEqualTo("shutdown");
      assertThat(consumer.nextOrEnd()).isNull();
    }
  }

  @Test
  void streamCountsOnceAsARequest() throws Exception {
    start(Map.of());
    try (SseClient consumer = consumer("")) {
      consumer.nextBlock();
      assertThat(
              server()
                  .metric(
                      "http_requests_total" + "{code=\"200\",handler=\"/events\",method=\"GET\"}"))
          .isOne();
    }
  }

  private Explorer enter(String name, String room) throws InterruptedException {
    return Explorer.enters(http, server().room(room), identity(name));
  }

  private Identity identity(String name) {
    return Identity.named(name, nextYear);
  }

  private SseClient consumer(String query, String... head) throws IOException {
    List<String> lines = new ArrayList<>(List.of(head));
    lines.add("Authorization: Bearer " + TOKEN);
    return new SseClient(port(), "/events" + query, 0, lines.toArray(String[]::new));
  }

  private java.net.http.HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://" + server().host() + path)).build(),
        BodyHandlers.ofString());
  }

  private int port() {
    return server().address().getPort();
  }

  private void start(Map<String, String> settings) {
    var all = new java.util.HashMap<>(settings);
    all.put("ADMIN_TOKEN", TOKEN);
    running = new RunningServer(all);
  }

  private RunningServer server() {
    return Objects.requireNonNull(running);
  }
}
