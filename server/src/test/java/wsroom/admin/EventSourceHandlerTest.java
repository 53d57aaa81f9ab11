package wsroom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import wsroom.config.ListenConfig;
import wsroom.config.Topic;
import wsroom.events.EventFeed;
import wsroom.events.EventFilter;
import wsroom.events.EventLog;
import wsroom.events.Subscription;
import wsroom.http.HttpServer;
import wsroom.http.ListenException;
import wsroom.session.CloseReason;
import wsroom.session.JoinedSession;
import wsroom.session.PendingSession;

/// Consumers of Server-Sent Events on real sockets, with a log that keeps a hundred.
class EventSourceHandlerTest {
  private static final JoinedSession ANN = new JoinedSession(1, "plaza", "0xa", 7);

  /// An event of a kilobyte, as the longest are.
  private static final String LONG_TEXT = "x".repeat(1_000);

  private final EventLog log = new EventLog(() -> Instant.ofEpochMilli(4_000), 100);
  private final EventFeed feed = new EventFeed(log, "here", 2);
  private final HttpServer http = new HttpServer(1);
  private volatile EventFilter filter = EventFilter.EVERYTHING;
  private volatile Duration heartbeat = Duration.ofSeconds(10);
  private volatile long after;
  private volatile long until = Long.MAX_VALUE;
  private int port;

  @BeforeEach
  void listen() throws ListenException {
    http.limitSendBuffers(new HttpServer.SendBuffer(4096, 4096));
    port =
        http.listen(
                new ListenConfig(0, "127.0.0.1"),
                Optional.empty(),
                false,
                exchange ->
                    new EventSourceHandler(log, feed, heartbeat)
                        .open(exchange, new Subscription(filter, after, until)))
            .getPort();
  }

  @AfterEach
  void stop() {
    http.stop();
  }

  @Test
  void consumerReceivesEventsInOrderWithTheirIds() throws IOException {
    try (SseClient consumer = consumer(0)) {
      assertThat(consumer.status()).isEqualTo(200);
      assertThat(consumer.header("content-type")).startsWith("text/event-stream");
      assertThat(consumer.header("cache-control")).isEqualTo("no-store");
      log.joined(ANN, 1);
      log.left(ANN, CloseReason.KICKED);

      SseClient.Received first = consumer.next();
      assertThat(first.id()).isEqualTo("here/1");
      assertThat(first.topic()).isEqualTo("room.created");
      assertThat(first.data().toString())
          .isEqualTo(
              "{\"source\":\"here\",\"sequence\":1,\"time\":\"1970-01-01T00:00:04Z\","
                  + "\"topic\":\"room.created\",\"roomId\":\"plaza\",\"sessionId\":1}");
      assertThat(consumer.next().data().get("address").asString()).isEqualTo("0xa");
      assertThat(consumer.next().data().get("reason").asString()).isEqualTo("kicked");
      assertThat(consumer.next().id()).isEqualTo("here/4");
    }
  }

  @Test
  void consumerWithoutMatchingEventsIsToldTheLatestId() throws IOException {
    heartbeat = Duration.ofMillis(20);
    filter = new EventFilter(Set.of(Topic.PEER_KICKED), Set.of());
    try (SseClient consumer = consumer(0)) {
      log.joined(ANN, 1);
      for (int i = 0; i < 1_000 && !consumer.lastId().equals("here/2"); i++) {
        consumer.nextBlock();
      }
      assertThat(consumer.lastId()).isEqualTo("here/2");
    }
  }

  @Test
  void lateReconnectReceivesAGap() throws IOException {
    refuse(150, "");
    after = 10;
    filter = new EventFilter(Set.of(), Set.of("none"));
    try (SseClient consumer = consumer(0)) {
      SseClient.Received gap = consumer.next();
      assertThat(gap.topic()).isEqualTo("feed.gap");
      assertThat(gap.id()).isEqualTo("here/50");
      assertThat(gap.data().get("from").asInt()).isEqualTo(11);
      assertThat(gap.data().get("to").asInt()).isEqualTo(50);
    }
  }

  @Test
  void slowConsumerReceivesAGapAndDelaysNoOther() throws IOException {
    // No consumer is disconnected here, however busy the machine is.
    heartbeat = Duration.ofMinutes(10);
    try (SseClient slow = consumer(4096);
        SseClient quick = consumer(0)) {
      for (int i = 1; i <= 500; i++) {
        refuse(1, LONG_TEXT);
        assertThat(quick.next().id()).isEqualTo("here/" + i);
      }
      log.joined(ANN, 1);

      long expected = 1;
      int gaps = 0;
      while (expected <= 502) {
        SseClient.Received next = slow.next();
        if (next.topic().equals("feed.gap")) {
          assertThat(next.data().get("from").asLong()).isEqualTo(expected);
          expected = next.data().get("to").asLong() + 1;
          gaps++;
        } else {
          assertThat(next.id()).isEqualTo("here/" + expected);
          expected++;
        }
      }
      assertThat(gaps).isEqualTo(1);
    }
  }

  @Test
  void consumerThatTakesNothingIsDisconnected() throws Exception {
    heartbeat = Duration.ofMillis(50);
    try (SseClient frozen = consumer(4096)) {
      awaitConsumers(1);
      refuse(100, LONG_TEXT);
      awaitConsumers(0);
      assertThat(frozen.status()).isEqualTo(200);
    }
  }

  @Test
  void streamEndsWithItsToken() throws Exception {
    heartbeat = Duration.ofMillis(50);
    until = 4_000;
    try (SseClient consumer = consumer(0)) {
      assertThat(consumer.nextOrEnd()).isNull();
    }
    awaitConsumers(0);
  }

  @Test
  void vanishedConsumerIsNoticedAtAHeartbeat() throws Exception {
    heartbeat = Duration.ofMillis(50);
    SseClient vanishing = consumer(0);
    awaitConsumers(1);
    vanishing.close();
    awaitConsumers(0);
    assertThat(feed.hasCapacity()).isTrue();
  }

  @Test
  void shutdownSendsTheRemainingEventsAndEndsTheResponse() throws Exception {
    try (SseClient consumer = consumer(0)) {
      awaitConsumers(1);
      log.joined(ANN, 1);
      feed.close(Duration.ofSeconds(10));

      assertThat(feed.consumers()).isZero();
      assertThat(consumer.next().topic()).isEqualTo("room.created");
      assertThat(consumer.next().topic()).isEqualTo("peer.joined");
      assertThat(consumer.nextOrEnd()).isNull();
    }
  }

  private SseClient consumer(int receiveBytes) throws IOException {
    SseClient consumer = new SseClient(port, "/", receiveBytes);
    if (consumer.status() == 200) {
      // The first two blocks are the time until a reconnect, and an id.
      consumer.nextBlock();
      consumer.nextBlock();
    }
    return consumer;
  }

  private void refuse(int times, String text) {
    for (int i = 0; i < times; i++) {
      log.handshakeEnded(new PendingSession(i, "plaza", ""), CloseReason.ROOM_FULL, text);
    }
  }

  /// The feed has no listener for tests: it is looked at again and again.
  private void awaitConsumers(int count) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (feed.consumers() != count) {
      assertThat(System.nanoTime() - deadline).as("consumers: %d", feed.consumers()).isNegative();
      assertThat(new CountDownLatch(1).await(5, TimeUnit.MILLISECONDS)).isFalse();
    }
  }
}
