package wsroom.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import wsroom.config.Secret;
import wsroom.config.Topic;
import wsroom.events.EventLog;
import wsroom.session.CloseReason;
import wsroom.session.JoinedSession;
import wsroom.session.PendingSession;

/// Webhooks to a receiver on the loopback address, with a log that keeps a hundred events.
class WebhookTest {
  private static final String SECRET = "a secret of at least 32 characters!";
  private static final String NEXT_SECRET = "the next secret, of 32 characters..";
  private static final JoinedSession ANN = new JoinedSession(1, "plaza", "0xa", 7);

  private final EventLog log = new EventLog(() -> Instant.ofEpochMilli(4_000), 100);
  private final BlockingQueue<Posted> posted = new LinkedBlockingQueue<>();
  private final BlockingQueue<Integer> answers = new LinkedBlockingQueue<>();
  private final List<Webhook> webhooks = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable HttpServer server;

  /// A request as the receiver got it.
  private record Posted(String path, String id, String time, String signature, String body) {
    JsonNode events() {
      return JsonMapper.shared().readTree(body).get("events");
    }

    List<String> topics() {
      return events().valueStream().map(event -> event.get("topic").asString()).toList();
    }
  }

  @BeforeEach
  void listen() throws IOException {
    HttpServer listening =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    listening.createContext("/", this::answer);
    listening.start();
    server = listening;
  }

  @AfterEach
  void stop() throws InterruptedException {
    webhooks.forEach(Webhook::onShutdown);
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
    }
    if (server != null) {
      server.stop(0);
    }
    http.close();
  }

  @Test
  void eventsArePostedInOrderWithASignature() throws Exception {
    Webhook webhook = start("/hook", EnumSet.allOf(Topic.class));
    log.joined(ANN, 1);
    log.left(ANN, CloseReason.KICKED);

    List<String> topics = new ArrayList<>();
    while (topics.size() < 4) {
      Posted next = next();
      topics.addAll(next.topics());
      assertThat(next.path()).isEqualTo("/hook");
      assertThat(JsonMapper.shared().readTree(next.body()).get("source").asString())
          .isEqualTo("here");
      assertThat(next.id()).startsWith("here/");
      assertThat(next.time()).isEqualTo("4");
      assertThat(next.signature().split(" ", -1))
          .containsExactly(signature(next, SECRET), signature(next, NEXT_SECRET));
    }
    assertThat(topics).containsExactly("room.created", "peer.joined", "peer.left", "room.gone");
    await(() -> webhook.delivered() == 4);
    assertThat(webhook.failures()).isZero();
  }

  @Test
  void onlyChosenTopicsArePosted() throws Exception {
    start("/", Set.of(Topic.PEER_LEFT));
    log.joined(ANN, 1);
    log.left(ANN, CloseReason.KICKED);

    assertThat(next().topics()).containsExactly("peer.left");
  }

  @Test
  void failedRequestIsRepeatedUntilItIsAccepted() throws Exception {
    answers.addAll(List.of(500, 404, 200));
    Webhook webhook = start("/", Set.of(Topic.PEER_JOINED));
    log.joined(ANN, 1);

    Posted first = next();
    Posted second = next();
    Posted third = next();
    assertThat(List.of(second.body(), third.body())).containsOnly(first.body());
    assertThat(List.of(second.id(), third.id())).containsOnly(first.id());
    log.joined(new JoinedSession(2, "plaza", "0xb", 8), 1);
    assertThat(next().events().get(0).get("address").asString()).isEqualTo("0xb");
    assertThat(webhook.failures()).isEqualTo(2);
    assertThat(webhook.isFailing()).isFalse();
  }

  @Test
  void eventsThatAreNoLongerKeptAreToldAsAGap() throws Exception {
    for (int i = 0; i < 3; i++) {
      answers.add(503);
    }
    Webhook webhook = start("/", Set.of(Topic.PEER_REFUSED));
    refuse(10);
    assertThat(next().events()).isNotEmpty();
    refuse(500);

    Posted told = next();
    while (!told.topics().getFirst().equals("feed.gap")) {
      told = next();
    }
    assertThat(told.events().get(0).get("to").asLong()).isGreaterThanOrEqualTo(400);
    long expected = told.events().get(0).get("to").asLong() + 1;
    assertThat(told.events().get(1).get("sequence").asLong()).isEqualTo(expected);
    await(() -> webhook.lost() > 0);
    assertThat(webhook.lost()).isEqualTo(expected - told.events().get(0).get("from").asLong());
  }

  @Test
  void redirectIsAFailureAndNotFollowed() throws Exception {
    answers.add(302);
    Webhook webhook = start("/hook", Set.of(Topic.PEER_JOINED));
    log.joined(ANN, 1);

    assertThat(next().path()).isEqualTo("/hook");
    assertThat(next().path()).isEqualTo("/hook");
    assertThat(webhook.failures()).isEqualTo(1);
  }

  /// The receiver's answer is not read, and costs no memory.
  @Test
  void endlessAnswerIsNotRead() throws Exception {
    answers.add(299);
    start("/", Set.of(Topic.PEER_JOINED));
    log.joined(ANN, 1);
    next();
    log.joined(new JoinedSession(2, "plaza", "0xb", 8), 1);

    assertThat(next().events().get(0).get("address").asString()).isEqualTo("0xb");
  }

  @Test
  void failingReceiverDelaysNoOther() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0)) {
      port = closed.getLocalPort();
    }
    Webhook failing =
        start(URI.create("http://127.0.0.1:" + port + "/"), Set.of(Topic.PEER_JOINED));
    start("/", Set.of(Topic.PEER_JOINED));
    log.joined(ANN, 1);

    assertThat(next().topics()).containsExactly("peer.joined");
    await(failing::isFailing);
  }

  @Test
  void shutdownPostsTheRemainingEvents() throws Exception {
    Webhook webhook = start("/", Set.of(Topic.PEER_JOINED));
    log.joined(ANN, 1);
    webhook.onShutdown();

    assertThat(threads.getFirst().join(Duration.ofSeconds(20))).isTrue();
    assertThat(next().topics()).containsExactly("peer.joined");
  }

  private Webhook start(String path, Set<Topic> topics) {
    HttpServer listening = Objects.requireNonNull(server);
    return start(URI.create("http://127.0.0.1:" + listening.getAddress().getPort() + path), topics);
  }

  private Webhook start(URI url, Set<Topic> topics) {
    Webhook webhook =
        new Webhook(
            new Receiver(http, url),
            new Webhook.Parts(
                log,
                "here",
                List.of(new Secret(SECRET), new Secret(NEXT_SECRET)),
                topics,
                () -> Instant.ofEpochMilli(4_000),
                Duration.ofMillis(5)));
    log.addListener(webhook);
    webhooks.add(webhook);
    threads.add(Thread.ofVirtual().start(webhook));
    return webhook;
  }

  private Posted next() throws InterruptedException {
    Posted next = posted.poll(20, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no request");
    }
    return next;
  }

  /// Figures have no listener: they are looked at again and again.
  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).isNegative();
      assertThat(new CountDownLatch(1).await(5, TimeUnit.MILLISECONDS)).isFalse();
    }
  }

  private void refuse(int times) {
    for (int i = 0; i < times; i++) {
      log.handshakeEnded(new PendingSession(i, "plaza", ""), CloseReason.ROOM_FULL, "full");
    }
  }

  /// 299 stands for an answer that does not end.
  private void answer(HttpExchange exchange) throws IOException {
    var headers = exchange.getRequestHeaders();
    posted.add(
        new Posted(
            exchange.getRequestURI().getPath(),
            headers.getFirst("webhook-id"),
            headers.getFirst("webhook-timestamp"),
            headers.getFirst("webhook-signature"),
            new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
    Integer status = answers.poll();
    exchange.getResponseHeaders().add("Location", "/elsewhere");
    if (status == null || status != 299) {
      exchange.sendResponseHeaders(status == null ? 200 : status, -1);
      exchange.close();
      return;
    }
    exchange.sendResponseHeaders(200, 0);
    Thread.ofVirtual()
        .start(
            () -> {
              try (var body = exchange.getResponseBody()) {
                while (true) {
                  body.write(new byte[65_536]);
                }
              } catch (IOException closed) {
                // As it should be.
              }
            });
  }

  private static String signature(Posted posted, String secret) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
    String signed = posted.id() + "." + posted.time() + "." + posted.body();
    return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
  }
}
