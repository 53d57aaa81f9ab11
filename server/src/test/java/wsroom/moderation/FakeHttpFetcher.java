package wsroom.moderation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// Returns given answers in place of other servers.
final class FakeHttpFetcher implements HttpFetcher {
  private final List<URI> asked = new ArrayList<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Semaphore holding = new Semaphore(0);
  private volatile boolean holds;
  private volatile String failure = "";
  private volatile String body = "";
  private Runnable meanwhile = () -> {};
  private int maxInFlight;

  /// From now on answers with this body.
  FakeHttpFetcher says(String text) {
    body = text;
    failure = "";
    return this;
  }

  FakeHttpFetcher saysBanned(boolean banned) {
    return says("{\"data\":{\"isBanned\":" + banned + "}}");
  }

  /// From now on fails.
  FakeHttpFetcher fails(String why) {
    failure = why;
    return this;
  }

  /// From now on holds answers back until they are released.
  FakeHttpFetcher holdsAnswers() {
    holds = true;
    return this;
  }

  /// Runs an action during the next request.
  void meanwhile(Runnable event) {
    meanwhile = event;
  }

  void releases(int answers) {
    holding.release(answers);
  }

  @Override
  public void open() {}

  @Override
  public byte[] get(URI uri, int limitBytes, Duration atMost)
      throws BanSourceException, InterruptedException {
    int now = inFlight.incrementAndGet();
    synchronized (asked) {
      asked.add(uri);
      maxInFlight = Math.max(maxInFlight, now);
      asked.notifyAll();
    }
    try {
      if (holds) {
        holding.acquire();
      }
      if (!failure.isEmpty()) {
        throw new BanSourceException(failure);
      }
      String answer = body;
      Runnable event = meanwhile;
      meanwhile = () -> {};
      event.run();
      return answer.getBytes(UTF_8);
    } finally {
      inFlight.decrementAndGet();
    }
  }

  /// Blocks until this many requests have arrived.
  void wasAsked(int times) throws InterruptedException {
    synchronized (asked) {
      while (asked.size() < times) {
        asked.wait();
      }
    }
  }

  /// The requests since the last call.
  List<String> takeAsked() {
    synchronized (asked) {
      List<String> taken = asked.stream().map(URI::getPath).toList();
      asked.clear();
      return taken;
    }
  }

  int maxInFlight() {
    synchronized (asked) {
      return maxInFlight;
    }
  }

  @Override
  public void close() {}
}
