package wsroom.moderation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// Other servers, which say what they are told to say.
final class FakeHttpFetcher implements HttpFetcher {
  private final List<URI> asked = new ArrayList<>();
  private final AtomicInteger atOnce = new AtomicInteger();
  private final Semaphore holding = new Semaphore(0);
  private volatile boolean holds;
  private volatile String failure = "";
  private volatile String body = "";
  private Runnable meanwhile = () -> {};
  private int mostAtOnce;

  /// From now on answers are these.
  FakeHttpFetcher says(String text) {
    body = text;
    failure = "";
    return this;
  }

  FakeHttpFetcher saysBanned(boolean banned) {
    return says("{\"data\":{\"isBanned\":" + banned + "}}");
  }

  /// From now on there is no answer.
  FakeHttpFetcher fails(String why) {
    failure = why;
    return this;
  }

  /// From now on answers come when they are let go.
  FakeHttpFetcher holdsAnswers() {
    holds = true;
    return this;
  }

  /// Something that happens while the next answer is on its way.
  void meanwhile(Runnable event) {
    meanwhile = event;
  }

  void letsGo(int answers) {
    holding.release(answers);
  }

  @Override
  public void open() {}

  @Override
  public byte[] get(URI uri, int limitBytes, Duration atMost)
      throws BanSourceException, InterruptedException {
    int now = atOnce.incrementAndGet();
    synchronized (asked) {
      asked.add(uri);
      mostAtOnce = Math.max(mostAtOnce, now);
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
      atOnce.decrementAndGet();
    }
  }

  /// Waits until so many questions have come.
  void wasAsked(int times) throws InterruptedException {
    synchronized (asked) {
      while (asked.size() < times) {
        asked.wait();
      }
    }
  }

  /// What was asked since the last call of this.
  List<String> takeAsked() {
    synchronized (asked) {
      List<String> taken = asked.stream().map(URI::getPath).toList();
      asked.clear();
      return taken;
    }
  }

  int mostAtOnce() {
    synchronized (asked) {
      return mostAtOnce;
    }
  }

  @Override
  public void close() {}
}
