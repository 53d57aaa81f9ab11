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
import wsroom.moderation.AnswerCache.Known;
import wsroom.moderation.BanSource.Outcome;

/// A server that is asked for each address. A login waits for it a moment and no longer; what comes
/// later still ends the session. Where it keeps failing no login waits at all: what it last said
/// holds, and now and then one question finds out whether it is back.
///
/// Thread-safe.
final class Gatekeeper {
  static final Duration FRESH = Duration.ofSeconds(30);
  static final Duration PROBE_PAUSE = Duration.ofSeconds(5);
  static final int MOST_LOGINS_ASKED = 64;
  private static final int LIMIT_BYTES = 64 << 10;

  private final String base;
  private final HttpFetcher web;
  private final BanSource source;
  private final GatekeeperTimeouts patience;
  private final Executor executor;
  private final LongSupplier nanoTime;
  private final Consumer<Set<String>> onNew;
  private final AnswerCache answers = new AnswerCache();
  private final ConcurrentMap<String, CompletableFuture<Outcome>> underWay =
      new ConcurrentHashMap<>();
  private final Semaphore free = new Semaphore(MOST_LOGINS_ASKED);
  private final AtomicLong probedNanos;

  /// @param base where it is, without a slash at its end
  /// @param executor where questions may wait for their answers
  /// @param onNew ends the sessions of an address that was not known as banned before
  Gatekeeper(
      URI base,
      HttpFetcher web,
      BanSource source,
      GatekeeperTimeouts patience,
      Executor executor,
      LongSupplier nanoTime,
      Consumer<Set<String>> onNew) {
    this.base = base.toString();
    this.web = web;
    this.source = source;
    this.patience = patience;
    this.executor = executor;
    this.nanoTime = nanoTime;
    this.onNew = onNew;
    this.probedNanos = new AtomicLong(nanoTime.getAsLong());
  }

  BanSource source() {
    return source;
  }

  /// Begins to ask for an address at its login.
  ///
  /// @return what is known of it; waits, at most until the login's patience after now
  Supplier<Outcome> ask(String address) {
    long now = nanoTime.getAsLong();
    Optional<Known> known = answers.of(address);
    if (known.isPresent() && now - known.get().atNanos() < FRESH.toNanos()) {
      Outcome outcome = known.get().banned() ? Outcome.BANNED : Outcome.CLEAR;
      return () -> counted(outcome);
    }
    if (source.isFailing()) {
      if (mayProbe(now)) {
        var _ = begin(address);
      }
      return () -> counted(lastKnown(address));
    }
    CompletableFuture<Outcome> answer = begin(address);
    long until = now + patience.login().toNanos();
    return () -> counted(await(address, answer, until - nanoTime.getAsLong()));
  }

  /// Asks for an address, and waits for the answer, as long as it may take.
  Outcome askNow(String address) throws InterruptedException {
    try {
      URI uri = URI.create(base + "/users/" + address + "/bans");
      long askedNanos = nanoTime.getAsLong();
      boolean banned = isBanned(web.get(uri, LIMIT_BYTES, patience.answer()));
      boolean isNew = answers.put(address, banned, askedNanos);
      source.succeeded("");
      source.bans(answers.banned());
      if (isNew) {
        onNew.accept(Set.of(address));
      }
      // A later question may have been answered before this one.
      boolean isOut = answers.of(address).map(Known::banned).orElse(banned);
      return isOut ? Outcome.BANNED : Outcome.CLEAR;
    } catch (BanSourceException e) {
      source.failed(e.why());
      return Outcome.UNKNOWN;
    }
  }

  /// One question for all who ask for the same address at once.
  private CompletableFuture<Outcome> begin(String address) {
    CompletableFuture<Outcome> answer = new CompletableFuture<>();
    CompletableFuture<Outcome> other = underWay.putIfAbsent(address, answer);
    if (other != null) {
      return other;
    }
    executor.execute(
        () -> {
          Outcome outcome = Outcome.UNKNOWN;
          try {
            outcome = askInTurn(address);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            underWay.remove(address, answer);
            answer.complete(outcome);
          }
        });
    return answer;
  }

  private Outcome askInTurn(String address) throws InterruptedException {
    if (!free.tryAcquire(patience.login().toNanos(), NANOSECONDS)) {
      return Outcome.UNKNOWN;
    }
    try {
      return askNow(address);
    } finally {
      free.release();
    }
  }

  private Outcome await(String address, CompletableFuture<Outcome> answer, long nanos) {
    try {
      Outcome outcome = answer.get(Math.max(0, nanos), NANOSECONDS);
      return outcome == Outcome.UNKNOWN ? lastKnown(address) : outcome;
    } catch (TimeoutException e) {
      return lastKnown(address);
    } catch (ExecutionException e) {
      throw new IllegalStateException("an answer is a value", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Outcome.UNKNOWN;
    }
  }

  /// A ban holds until the gatekeeper itself lifts it; that nobody was banned is no promise.
  private Outcome lastKnown(String address) {
    return answers.of(address).map(Known::banned).orElse(false) ? Outcome.BANNED : Outcome.UNKNOWN;
  }

  private Outcome counted(Outcome outcome) {
    source.lookedUp(outcome);
    return outcome;
  }

  private boolean mayProbe(long now) {
    long last = probedNanos.get();
    return now - last >= PROBE_PAUSE.toNanos() && probedNanos.compareAndSet(last, now);
  }

  /// Reads `{"data":{"isBanned":…}}`. Whatever says neither is a failure.
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
      boolean isIt = "isBanned".equals(json.currentName());
      JsonToken value = json.nextToken();
      if (isIt && (value == JsonToken.VALUE_TRUE || value == JsonToken.VALUE_FALSE)) {
        answer = Optional.of(value == JsonToken.VALUE_TRUE);
      } else {
        json.skipChildren();
      }
    }
    return answer;
  }
}
