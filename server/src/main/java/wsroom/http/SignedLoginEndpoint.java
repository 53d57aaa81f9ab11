package wsroom.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import wsroom.access.AccessTokens;
import wsroom.access.RoomUris;
import wsroom.access.SignedLoginResult;
import wsroom.access.SignedLogins;
import wsroom.config.PublicUrl;
import wsroom.events.RejectionListener;
import wsroom.limit.AddressRateLimiter;
import wsroom.metrics.ServerMetrics;

/// Answers signed logins. Verification runs off the I/O threads, with a limit on how many run at
/// once.
///
/// Thread-safe.
public final class SignedLoginEndpoint {
  /// Clients send none; some libraries write an empty object.
  private static final int MAX_BODY_BYTES = 1024;

  private static final int MAX_IN_FLIGHT = 256;

  private final RequestRules rules;
  private final AddressRateLimiter rate;
  private final PublicAddresses addresses;
  private final Optional<AccessTokens> tokens;
  private final SignedLogins logins;
  private final Executor executor;
  private final ServerMetrics metrics;
  private final RejectionListener onRejection;
  private final Semaphore free = new Semaphore(MAX_IN_FLIGHT);

  public SignedLoginEndpoint(
      RequestRules rules,
      AddressRateLimiter rate,
      PublicAddresses addresses,
      Optional<AccessTokens> tokens,
      SignedLogins logins,
      Executor executor,
      ServerMetrics metrics,
      RejectionListener onRejection) {
    this.rules = rules;
    this.rate = rate;
    this.addresses = addresses;
    this.tokens = tokens;
    this.logins = logins;
    this.executor = executor;
    this.metrics = metrics;
    this.onRejection = onRejection;
  }

  /// Answers a request, possibly later. Called on its I/O thread.
  ///
  /// @param path as it was sent
  public void login(
      HttpServerExchange exchange, String path, String roomId, InetAddress client, boolean ready) {
    Optional<PublicUrl> base = addresses.of(exchange);
    var rejection = rules.check(exchange, roomId, ready);
    if (!rate.take(client, System.nanoTime())) {
      rejectForNow(exchange, roomId, 429, "logins_too_fast", "too many logins from this address");
    } else if (rejection.isPresent() && rejection.get().retryAfterSeconds() > 0) {
      rejectForNow(
          exchange, roomId, rejection.get().status(), rejection.get().tag(), rejection.get().why());
    } else if (rejection.isPresent()) {
      reject(
          exchange, roomId, rejection.get().status(), rejection.get().tag(), rejection.get().why());
    } else if (exchange.getRequestContentLength() > MAX_BODY_BYTES) {
      exchange.setPersistent(false);
      reject(exchange, roomId, 413, "body", "a signed login has no body");
    } else if (base.isEmpty()) {
      reject(exchange, roomId, 400, "host", "the request names no host");
    } else {
      startVerification(
          exchange,
          new SignedLogins.Request(base.get().path() + path, headers(exchange), roomId),
          new RoomUris(base.get(), tokens));
    }
  }

  private void startVerification(
      HttpServerExchange exchange, SignedLogins.Request request, RoomUris uris) {
    if (!free.tryAcquire()) {
      rejectForNow(exchange, request.roomId(), 503, "busy", "too many logins at once");
      return;
    }
    AtomicBoolean released = new AtomicBoolean();
    Runnable release =
        () -> {
          if (released.compareAndSet(false, true)) {
            free.release();
          }
        };
    // Releases the permit of a request that ends before its verification.
    exchange.addExchangeCompleteListener(
        (done, next) -> {
          release.run();
          next.proceed();
        });
    exchange.dispatch(executor, dispatched -> verify(dispatched, request, uris, release));
  }

  private void verify(
      HttpServerExchange exchange, SignedLogins.Request request, RoomUris uris, Runnable release) {
    SignedLoginResult answer;
    try {
      answer = logins.answer(request, uris);
    } finally {
      // Released before the answer is written: a client that does not read it holds no permit.
      release.run();
    }
    String roomId = request.roomId();
    switch (answer) {
      case SignedLoginResult.Admitted(String fixedAdapter) -> {
        metrics.loginAdmitted();
        Responses.property(exchange, 200, "fixedAdapter", fixedAdapter);
      }
      case SignedLoginResult.Rejected(var kind, String tag, String message) ->
          reject(exchange, roomId, kind, tag, message);
    }
  }

  private void reject(
      HttpServerExchange exchange,
      String roomId,
      SignedLoginResult.Kind kind,
      String tag,
      String message) {
    switch (kind) {
      case FOR_THE_USER -> {
        onRejection.rejected(roomId, tag, message);
        // Clients show the message with this status only.
        Responses.property(exchange, 200, "message", message);
      }
      case MALFORMED -> reject(exchange, roomId, 400, tag, message);
      case NOT_AUTHENTIC -> reject(exchange, roomId, 401, tag, message);
      case TRY_LATER -> rejectForNow(exchange, roomId, 503, tag, message);
    }
  }

  private void rejectForNow(
      HttpServerExchange exchange, String roomId, int status, String tag, String why) {
    RequestRules.setRetryAfter(exchange, RequestRules.RETRY_AFTER_SECONDS);
    reject(exchange, roomId, status, tag, why);
  }

  private void reject(
      HttpServerExchange exchange, String roomId, int status, String tag, String why) {
    onRejection.rejected(roomId, tag, why);
    Responses.error(exchange, status, why);
  }

  private static Map<String, List<String>> headers(HttpServerExchange exchange) {
    Map<String, List<String>> headers = new HashMap<>();
    for (HeaderValues values : exchange.getRequestHeaders()) {
      headers.put(values.getHeaderName().toString(), List.copyOf(values));
    }
    return headers;
  }
}
