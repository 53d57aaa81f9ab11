package wsroom.webhooks;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import wsroom.config.WebhookConfig;
import wsroom.events.EventLog;

/// Posts events to all configured receivers, each on a virtual thread of its own.
///
/// Confined to the thread that starts and stops the server, but for the figures.
public final class Webhooks implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

  private final EventLog log;
  private final List<Webhook> webhooks = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /// @param source the name of this process in the events
  public Webhooks(WebhookConfig config, EventLog log, String source, InstantSource clock) {
    this.log = log;
    if (config.urls().isEmpty()) {
      return;
    }
    HttpClient http =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    var parts = new Webhook.Parts(log, source, config.secrets(), config.topics(), clock);
    for (URI url : config.urls()) {
      webhooks.add(new Webhook(new Receiver(http, url), parts));
    }
  }

  public void start() {
    for (Webhook webhook : webhooks) {
      log.addListener(webhook);
      threads.add(Thread.ofVirtual().name("webhook").start(webhook));
    }
  }

  /// Posts the remaining events, for some seconds at most.
  @Override
  public void close() {
    webhooks.forEach(Webhook::onShutdown);
    long deadline = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
    try {
      for (Thread thread : threads) {
        thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.forEach(Thread::interrupt);
    webhooks.forEach(log::removeListener);
  }

  /// Events that receivers have accepted; one counts for each.
  public long delivered() {
    return webhooks.stream().mapToLong(Webhook::delivered).sum();
  }

  /// Requests that failed.
  public long failures() {
    return webhooks.stream().mapToLong(Webhook::failures).sum();
  }

  /// Events that were lost to a receiver.
  public long lost() {
    return webhooks.stream().mapToLong(Webhook::lost).sum();
  }

  /// Receivers whose last request failed.
  public long failing() {
    return webhooks.stream().filter(Webhook::isFailing).count();
  }
}
