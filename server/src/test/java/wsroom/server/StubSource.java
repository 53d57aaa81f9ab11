package wsroom.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/// A fake source of bans on a loopback port: a deny list, a gatekeeper, or an invalid one.
final class StubSource implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private final Map<String, String> pages = new ConcurrentHashMap<>();
  private final Set<String> banned = ConcurrentHashMap.newKeySet();
  private final Semaphore questions = new Semaphore(0);
  private volatile CountDownLatch held = new CountDownLatch(0);
  private volatile Optional<Fault> fault = Optional.empty();

  /// The faults that it may have.
  enum Fault {
    STATUS_500,
    NOT_FOUND,
    GARBAGE,
    HUGE,
    TRICKLE,
    HANG_UP,
    SILENCE
  }

  StubSource() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  void says(String path, String body) {
    pages.put(path, body);
  }

  void bans(String address) {
    banned.add(address);
  }

  void answersWith(Fault wrong) {
    fault = Optional.of(wrong);
  }

  /// Holds back all answers from now on.
  void holdsItsAnswers() {
    held = new CountDownLatch(1);
  }

  void letsItsAnswersGo() {
    held.countDown();
  }

  int asked() {
    return questions.availablePermits();
  }

  /// Waits for this number of requests.
  void wasAsked(int times) throws InterruptedException {
    questions.acquire(times);
  }

  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      questions.release();
      held.await();
      if (fault.isPresent()) {
        fails(exchange, fault.get());
      } else {
        answer(exchange, 200, page(exchange.getRequestURI().toString()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String page(String path) {
    String[] parts = path.split("/", -1);
    return parts.length == 4 && parts[1].equals("users") && parts[3].equals("bans")
        ? "{\"data\":{\"isBanned\":" + banned.contains(parts[2]) + "}}"
        : pages.getOrDefault(path, "");
  }

  private void fails(HttpExchange exchange, Fault wrong) throws IOException, InterruptedException {
    switch (wrong) {
      case STATUS_500 -> answer(exchange, 500, "{\"data\":{\"isBanned\":true}}");
      case NOT_FOUND -> answer(exchange, 404, "{\"data\":{\"isBanned\":true}}");
      case GARBAGE -> answer(exchange, 200, "{\"data\":{\"isBanned\":tru");
      case HUGE ->
          answer(exchange, 200, "{\"data\":{\"isBanned\":true}" + " ".repeat(1 << 20) + "}");
      case TRICKLE -> {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write('{');
        exchange.getResponseBody().flush();
        forever();
      }
      case HANG_UP -> {}
      case SILENCE -> forever();
    }
  }

  /// Until the test ends.
  private static void forever() throws InterruptedException {
    new CountDownLatch(1).await();
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
