package wsroom.webhooks;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wsroom.config.Secret;
import wsroom.config.Topic;
import wsroom.events.EventConsumer;
import wsroom.events.EventLog;

/// Posts events to one receiver, in order and one request at a time. The log is its queue: events
/// that it has overwritten before the receiver took them are lost to it, and reported to it as a
/// gap.
///
/// A request that fails is repeated after growing pauses, for as long as its events are kept.
///
/// Runs on a thread of its own; [#onEvent] is called by any.
final class Webhook implements EventConsumer, Runnable {
  private static final Logger logger = LoggerFactory.getLogger(Webhook.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final EventLog log;
  private final String source;
  private final Receiver receiver;
  private final List<Secret> secrets;
  private final Set<Topic> topics;
  private final InstantSource clock;
  private final Duration firstPause;

  /// Released at each event, and drained before the log is read.
  private final Semaphore events = new Semaphore(0);

  private volatile boolean isEnding;

  // Statistics.
  private final LongAdder delivered = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private volatile boolean isFailing;

  /// What to post, and how.
  record Parts(
      EventLog log,
      String source,
      List<Secret> secrets,
      Set<Topic> topics,
      InstantSource clock,
      Duration firstPause) {
    Parts(
        EventLog log, String source, List<Secret> secrets, Set<Topic> topics, InstantSource clock) {
      this(log, source, secrets, topics, clock, FIRST_PAUSE);
    }
  }

  Webhook(Receiver receiver, Parts parts) {
    this.receiver = receiver;
    this.log = parts.log();
    this.source = parts.source();
    this.secrets = parts.secrets();
    this.topics = parts.topics();
    this.clock = parts.clock();
    this.firstPause = parts.firstPause();
  }

  @Override
  public void onEvent() {
    events.release();
  }

  /// Posts the remaining events, each batch once, and ends.
  @Override
  public void onShutdown() {
    isEnding = true;
    events.release();
  }

  @Override
  public void run() {
    try {
      long sent = 0;
      while (!isEnding || sent < log.last()) {
        events.drainPermits();
        Batch batch = Batch.next(log, sent, topics);
        if (batch.last() == sent && !isEnding) {
          events.acquire();
        } else {
          sent = deliver(batch);
        }
      }
    } catch (InterruptedException e) {
      // The server stops, and has waited long enough.
      Thread.currentThread().interrupt();
    } catch (RuntimeException bug) {
      logger.error("webhook to {} failed, events are no longer posted", receiver.host(), bug);
    }
  }

  /// Posts a batch until it is accepted, or until its events are no longer kept.
  ///
  /// @return the sequence of the last event that needs no further attempt
  private long deliver(Batch batch) throws InterruptedException {
    if (batch.events().isEmpty()) {
      return batch.last();
    }
    byte[] body = batch.body(source);
    String id = batch.id(source);
    Duration pause = firstPause;
    while (!post(id, body)) {
      if (isEnding) {
        lost.add(batch.events().size());
        return batch.last();
      }
      pauseFor(pause);
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
      if (batch.lost() == 0 && log.after(batch.after(), 1).hasGap()) {
        return batch.after();
      }
    }
    delivered.add(batch.events().size());
    lost.add(batch.lost());
    return batch.last();
  }

  private boolean post(String id, byte[] body) throws InterruptedException {
    long seconds = clock.instant().getEpochSecond();
    return switch (receiver.post(id, seconds, Signature.of(secrets, id, seconds, body), body)) {
      case Receiver.Answer.Accepted _ -> {
        if (isFailing) {
          isFailing = false;
          logger.info("webhook to {} accepted again", receiver.host());
        }
        yield true;
      }
      case Receiver.Answer.Failed(String why) -> {
        failures.increment();
        if (!isFailing) {
          isFailing = true;
          logger.warn("webhook to {} failed, trying again: {}", receiver.host(), why);
        }
        yield false;
      }
    };
  }

  /// Ends early at the shutdown.
  private void pauseFor(Duration pause) throws InterruptedException {
    long deadline = System.nanoTime() + pause.toNanos();
    while (!isEnding && System.nanoTime() - deadline < 0) {
      var _ = events.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      events.drainPermits();
    }
  }

  /// Events that the receiver has accepted.
  long delivered() {
    return delivered.sum();
  }

  /// Attempts that failed.
  long failures() {
    return failures.sum();
  }

  /// Events that were no longer kept when the receiver was ready for them.
  long lost() {
    return lost.sum();
  }

  boolean isFailing() {
    return isFailing;
  }
}
