package wsroom.moderation;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import wsroom.moderation.AnswerCache.Answer;
import wsroom.moderation.BanSource.Outcome;

/// A server that is queried for each address. A login waits for its answer until a short timeout; a
/// later answer still ends the session. While it keeps failing no login waits: the last known
/// answer holds, and a single query now and then probes whether it is back.
///
/// Thread-safe.
final class Gatekeeper {
  static final Duration FRESH = Duration.ofSeconds(30);
  static final Duration PROBE_PAUSE = Duration.ofSeconds(5);
  static final int MAX_LOGIN_QUERIES = 64;
  private static final int MAX_BYTES = 64 << 10;

  private final String base;
  private final HttpFetcher fetcher;
  private final BanSource source;
  private final GatekeeperTimeouts timeouts;
  private final Executor executor;
  private final LongSupplier nanoTime;
  private final Consumer<Set<String>> onNew;
  private final AnswerCache answers = new AnswerCache();
  private final ConcurrentMap<String, CompletableFuture<Outcome>> inFlight =
      new ConcurrentHashMap<>();
  private final Semaphore loginPermits = new Semaphore(MAX_LOGIN_QUERIES);
  private final AtomicLong probedNanos;

  /// @param base its URL, without a trailing slash
  /// @param executor runs the queries, which block
  /// @param onNew ends the sessions of an address that was not known as banned before
  Gatekeeper(
      URI base,
      HttpFetcher fetcher,
      BanSource source,
      GatekeeperTimeouts timeouts,
      Executor executor,
      LongSupplier nanoTime,
      Consumer<Set<String>> onNew) {
    this.base = base.toString();
    this.fetcher = fetcher;
    this.source = source;
    this.timeouts = timeouts;
    this.executor = executor;
    this.nanoTime = nanoTime;
    this.onNew = onNew;
    this.probedNanos = new AtomicLong(nanoTime.getAsLong());
  }

  BanSource source() {
    return source;
  }

  /// Starts the look-up of an address at its login.
  ///
  /// @return the outcome; blocks at most until the login's timeout, counted from this call
  Supplier<Outcome> check(String address) {
    long now = nanoTime.getAsLong();
    Optional<Answer> known = answers.get(address);
    if (known.isPresent() && now - known.get().atNanos() < FRESH.toNanos()) {
      Outcome outcome = known.get().banned() ? Outcome.BANNED : Outcome.CLEAR;
      return () -> counted(outcome);
    }
    if (source.isFailing()) {
      if (takeProbe(now)) {
        var _ = startQuery(address);
      }
      return () -> counted(lastKnown(address));
    }
    CompletableFuture<Outcome> answer = startQuery(address);
    long deadline = now + timeouts.login().toNanos();
    return () -> counted(await(address, answer, deadline - nanoTime.getAsLong()));
  }

  /// Queries an address. Blocks until the answer or its timeout.
  Outcome query(String address) throws InterruptedException {
    try {
      URI uri = URI.create(base + "/users/" + address + "/bans");
      long queriedNanos = nanoTime.getAsLong();
      boolean banned = isBanned(fetcher.get(uri, MAX_BYTES, timeouts.answer()));
      boolean isNew = answers.put(address, banned, queriedNanos);
      source.succeeded("");
      source.setSize(answers.banned());
      if (isNew) {
        onNew.accept(Set.of(address));
      }
      // A later query may have been answered before this one.
      boolean isBanned = answers.get(address).map(Answer::banned).orElse(banned);
      return isBanned ? Outcome.BANNED : Outcome.CLEAR;
    } catch (BanSourceException e) {
      source.failed(e.reason());
      return Outcome.UNKNOWN;
    }
  }

  /// Starts a query, or joins the one in flight for the same address.
  private CompletableFuture<Outcome> startQuery(String address) {
    CompletableFuture<Outcome> answer = new CompletableFuture<>();
    CompletableFuture<Outcome> other = inFlight.putIfAbsent(address, answer);
    if (other != null) {
      return other;
    }
    executor.execute(
        () -> {
          Outcome outcome = Outcome.UNKNOWN;
          try {
            outcome = queryWithPermit(address);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            inFlight.remove(address, answer);
            answer.complete(outcome);
          }
        });
    return answer;
  }

  private Outcome queryWithPermit(String address) throws InterruptedException {
    if (!loginPermits.tryAcquire(timeouts.login().toNanos(), NANOSECONDS)) {
      return Outcome.UNKNOWN;
    }
    try {
      return query(address);
    } finally {
      loginPermits.release();
    }
  }

  private Outcome await(String address, CompletableFuture<Outcome> answer, long nanos) {
    try {
      Outcome outcome = answer.get(Math.max(0, nanos), NANOSECONDS);
      return outcome == Outcome.UNKNOWN ? lastKnown(address) : outcome;
    } catch (TimeoutException e) {
      return lastKnown(address);
    } catch (ExecutionException e) {
      throw new IllegalStateException("queries complete with an outcome", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Outcome.UNKNOWN;
    }
  }

  /// A known ban holds until the gatekeeper lifts it; a known absence of a ban expires.
  private Outcome lastKnown(String address) {
    return answers.get(address).map(Answer::banned).orElse(false)
        ? Outcome.BANNED
        : Outcome.UNKNOWN;
  }

  private Outcome counted(Outcome outcome) {
    source.lookedUp(outcome);
    return outcome;
  }

  private boolean takeProbe(long now) {
    long last = probedNanos.get();
    return now - last >= PROBE_PAUSE.toNanos() && probedNanos.compareAndSet(last, now);
  }

  /// Parses `{"data":{"isBanned":…}}`. An answer without a boolean there is a failure.
  static boolean isBanned(byte[] body) throws BanSourceException {
    return Json.read(body, Gatekeeper::readRoot)
        .orElseThrow(() -> new BanSourceException("neither banned nor not"));
  }

  private static Optional<Boolean> readRoot(JsonParser json) {
    Optional<Boolean> answer = Optional.empty();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      boolean data = "data".equals(json.currentName());
      if (json.nextToken() == JsonToken.START_OBJECT && data) {
        answer = readData(json);
      } else {
        json.skipChildren();
      }
    }
    return answer;
  }

  private static Optional<Boolean> readData(JsonParser json) {
    Optional<Boolean> answer = Optional.empty();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      boolean isField = "isBanned".equals(json.currentName());
      JsonToken value = json.nextToken();
      if (isField && (value == JsonToken.VALUE_TRUE || value == JsonToken.VALUE_FALSE)) {
        answer = Optional.of(value == JsonToken.VALUE_TRUE);
      } else {
        json.skipChildren();
      }
    }
    return answer;
  }
}
