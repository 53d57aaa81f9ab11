package wsroom.moderation;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The health of a source of bans, for its users, the log, the health page and the metrics.
///
/// Thread-safe. The lock guards a few fields; log lines are written outside it.
public final class BanSource {
  private static final Logger log = LoggerFactory.getLogger(BanSource.class);
  private static final double NANOS_PER_SECOND = 1e9;

  /// The kinds of sources, with their names in metrics.
  public enum Kind {
    FILE("file", "the ban file", 1),
    DENY_LIST("denylist", "the deny list", 1),
    GATEKEEPER("gatekeeper", "the gatekeeper", 5);

    private final String tag;
    private final String title;

    /// Failures in a row from which the source counts as failing.
    private final int failureThreshold;

    Kind(String tag, String title, int failureThreshold) {
      this.tag = tag;
      this.title = title;
      this.failureThreshold = failureThreshold;
    }

    public String tag() {
      return tag;
    }
  }

  /// The result of looking an address up at a login.
  public enum Outcome {
    BANNED,
    CLEAR,

    /// No answer in time: the address may join.
    UNKNOWN
  }

  private final Kind kind;
  private final LongSupplier nanoTime;
  private final long startNanos;
  private final LongAdder successes = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder banned = new LongAdder();
  private final LongAdder clear = new LongAdder();
  private final LongAdder unknown = new LongAdder();
  private volatile int size;

  // Guarded by this.
  private boolean everSucceeded;
  private long succeededNanos;
  private int consecutiveFailures;
  private String lastFailure = "";
  private String remark = "";

  BanSource(Kind kind, LongSupplier nanoTime) {
    this.kind = kind;
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
  }

  public Kind kind() {
    return kind;
  }

  /// Records that the source was read, or has answered.
  ///
  /// @param remark for the health page; empty if there is none
  void succeeded(String remark) {
    successes.increment();
    boolean wasFailing;
    synchronized (this) {
      wasFailing = isFailing();
      everSucceeded = true;
      succeededNanos = nanoTime.getAsLong();
      consecutiveFailures = 0;
      this.remark = remark;
    }
    if (wasFailing) {
      log.info("{} available again", kind.title);
    }
  }

  /// Records that the source was checked and has not changed since it was last read.
  synchronized void unchanged() {
    succeededNanos = nanoTime.getAsLong();
  }

  /// Records that the source could not be read, or has not answered. Logged once, when it reaches
  /// the threshold; also at the first failure of a source that has never worked, whose setting may
  /// be wrong.
  void failed(String reason) {
    failures.increment();
    boolean startsToFail;
    boolean neverWorked;
    synchronized (this) {
      consecutiveFailures++;
      lastFailure = reason;
      startsToFail = consecutiveFailures == kind.failureThreshold;
      neverWorked = !everSucceeded && consecutiveFailures == 1;
    }
    if (startsToFail) {
      log.warn("{} unavailable, keeping last known bans: {}", kind.title, reason);
    } else if (neverWorked) {
      log.warn("{} unavailable since the start, no bans known from it: {}", kind.title, reason);
    }
  }

  void lookedUp(Outcome outcome) {
    switch (outcome) {
      case BANNED -> banned.increment();
      case CLEAR -> clear.increment();
      case UNKNOWN -> unknown.increment();
    }
  }

  /// Records the number of addresses known as banned.
  void setSize(int count) {
    size = count;
  }

  void logSize() {
    log.info("{} has {} addresses", kind.title, size);
  }

  /// Whether it has failed so often in a row that logins no longer wait for it.
  synchronized boolean isFailing() {
    return consecutiveFailures >= kind.failureThreshold;
  }

  /// The age of the last success: read, found unchanged, or answered. Before the first success it
  /// counts from the start, so that a source that never worked ages as well.
  public synchronized double ageSeconds() {
    return ageNanos() / NANOS_PER_SECOND;
  }

  private long ageNanos() {
    return nanoTime.getAsLong() - (everSucceeded ? succeededNanos : startNanos);
  }

  /// The number of addresses known as banned.
  public int size() {
    return size;
  }

  public long successes() {
    return successes.sum();
  }

  public long failures() {
    return failures.sum();
  }

  public long lookups(Outcome outcome) {
    return switch (outcome) {
      case BANNED -> banned.sum();
      case CLEAR -> clear.sum();
      case UNKNOWN -> unknown.sum();
    };
  }

  /// A line for the health page.
  synchronized String statusLine() {
    return kind.title
        + ": "
        + state()
        + ", addresses known as banned: "
        + size
        + (remark.isEmpty() ? "" : "; " + remark);
  }

  private String state() {
    if (consecutiveFailures == 0 && !everSucceeded) {
      return "not asked yet";
    }
    String state =
        consecutiveFailures == 0
            ? "good"
            : isFailing()
                ? "FAILS (" + lastFailure + ")"
                : "failed " + times(consecutiveFailures) + " (" + lastFailure + ")";
    long seconds = Duration.ofNanos(ageNanos()).toSeconds();
    return everSucceeded
        ? state + ", as of " + seconds + " s ago"
        : state + ", never good in the " + seconds + " s since the start";
  }

  private static String times(int count) {
    return count == 1 ? "once" : count + " times in a row";
  }
}
