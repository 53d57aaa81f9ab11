package wsroom.moderation;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How a source of bans does, for its users, the log, the health page and the metrics.
///
/// Thread-safe. The lock guards a few fields; the log is written after it.
public final class BanSource {
  private static final Logger log = LoggerFactory.getLogger(BanSource.class);
  private static final double NANOS_PER_SECOND = 1e9;

  /// What kinds there are, by the names that metrics have for them.
  public enum Kind {
    FILE("file", "the ban file", 1),
    DENY_LIST("denylist", "the deny list", 1),
    GATEKEEPER("gatekeeper", "the gatekeeper", 5);

    private final String tag;
    private final String title;
    private final int patience;

    Kind(String tag, String title, int patience) {
      this.tag = tag;
      this.title = title;
      this.patience = patience;
    }

    public String tag() {
      return tag;
    }
  }

  /// What a source has said of an address that came.
  public enum Outcome {
    BANNED,
    CLEAR,

    /// Nothing in time: the address may come in.
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
  private int failuresInARow;
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

  /// It was read, or has answered.
  ///
  /// @param remark what people should know of it; empty, if there is nothing
  void succeeded(String remark) {
    successes.increment();
    boolean wasFailing;
    synchronized (this) {
      wasFailing = isFailing();
      everSucceeded = true;
      succeededNanos = nanoTime.getAsLong();
      failuresInARow = 0;
      this.remark = remark;
    }
    if (wasFailing) {
      log.info("{} can be read again", kind.title);
    }
  }

  /// It was looked at, and is as it was when it was last read.
  synchronized void unchanged() {
    succeededNanos = nanoTime.getAsLong();
  }

  /// It could not be read, or has not answered. Logged once, when it begins to fail; of a source
  /// that has never worked, whose setting may be wrong, the first failure is logged, too.
  void failed(String why) {
    failures.increment();
    boolean beginsToFail;
    boolean neverWorked;
    synchronized (this) {
      failuresInARow++;
      lastFailure = why;
      beginsToFail = failuresInARow == kind.patience;
      neverWorked = !everSucceeded && failuresInARow == 1;
    }
    if (beginsToFail) {
      log.warn("{} fails, what was last known stays in force: {}", kind.title, why);
    } else if (neverWorked) {
      log.warn("{} has not answered yet, nobody is known as banned by it: {}", kind.title, why);
    }
  }

  void lookedUp(Outcome outcome) {
    switch (outcome) {
      case BANNED -> banned.increment();
      case CLEAR -> clear.increment();
      case UNKNOWN -> unknown.increment();
    }
  }

  /// Tells how many addresses it is known to ban now.
  void bans(int count) {
    size = count;
  }

  void logSize() {
    log.info("{} has {} addresses", kind.title, size);
  }

  /// Whether it has failed so often in a row that nobody should wait for it.
  synchronized boolean isFailing() {
    return failuresInARow >= kind.patience;
  }

  /// Since it was last read, found unchanged, or has answered; until the first time, since the
  /// start, so that one that never works grows old like one that works no more.
  public synchronized double ageSeconds() {
    return ageNanos() / NANOS_PER_SECOND;
  }

  private long ageNanos() {
    return nanoTime.getAsLong() - (everSucceeded ? succeededNanos : startNanos);
  }

  /// Addresses that it is known to ban.
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

  /// A line for people.
  synchronized String note() {
    return kind.title
        + ": "
        + state()
        + ", addresses known as banned: "
        + size
        + (remark.isEmpty() ? "" : "; " + remark);
  }

  private String state() {
    if (failuresInARow == 0 && !everSucceeded) {
      return "not asked yet";
    }
    String state =
        failuresInARow == 0
            ? "good"
            : isFailing()
                ? "FAILS (" + lastFailure + ")"
                : "failed " + times(failuresInARow) + " (" + lastFailure + ")";
    long seconds = Duration.ofNanos(ageNanos()).toSeconds();
    return everSucceeded
        ? state + ", as of " + seconds + " s ago"
        : state + ", never good in the " + seconds + " s since the start";
  }

  private static String times(int count) {
    return count == 1 ? "once" : count + " times in a row";
  }
}
