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

/// Answers signed logins: those that may be verified now, off the I/O threads, and no more of them
/// at once than is good for the relay.
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
  private final RejectionListener onRefusal;
  private final Semaphore free = new Semaphore(MAX_IN_FLIGHT);

  public SignedLoginEndpoint(
      RequestRules rules,
      AddressRateLimiter rate,
      PublicAddresses addresses,
      Optional<AccessTokens> tokens,
      SignedLogins logins,
      Executor executor,
      ServerMetrics metrics,
      RejectionListener onRefusal) {
    this.rules = rules;
    this.rate = rate;
    this.addresses = addresses;
    this.tokens = tokens;
    this.logins = logins;
    this.executor = executor;
    this.metrics = metrics;
    this.onRefusal = onRefusal;
  }

  /// Answers a request, now or soon. On its I/O thread.
  ///
  /// @param path as it was sent
  public void login(
      HttpServerExchange exchange, String path, String roomId, InetAddress client, boolean ready) {
    Optional<PublicUrl> base = addresses.of(exchange);
    var unruly = rules.check(exchange, roomId, ready);
    if (!rate.take(client, System.nanoTime())) {
      refuseForNow(exchange, roomId, 429, "logins_too_fast", "too many logins from this address");
    } else if (unruly.isPresent() && unruly.get().retryAfterSeconds() > 0) {
      refuseForNow(exchange, roomId, unruly.get().status(), unruly.get().tag(), unruly.get().why());
    } else if (unruly.isPresent()) {
      refuse(exchange, roomId, unruly.get().status(), unruly.get().tag(), unruly.get().why());
    } else if (exchange.getRequestContentLength() > MAX_BODY_BYTES) {
      exchange.setPersistent(false);
      refuse(exchange, roomId, 413, "body", "a signed login has no body");
    } else if (base.isEmpty()) {
      refuse(exchange, roomId, 400, "host", "the request names no host");
    } else {
      verifySoon(
          exchange,
          new SignedLogins.Request(base.get().path() + path, headers(exchange), roomId),
          new RoomUris(base.get(), tokens));
    }
  }

  private void verifySoon(
      HttpServerExchange exchange, SignedLogins.Request request, RoomUris uris) {
    if (!free.tryAcquire()) {
      refuseForNow(exchange, request.roomId(), 503, "busy", "too many logins at once");
      return;
    }
    AtomicBoolean released = new AtomicBoolean();
    Runnable release =
        () -> {
          if (released.compareAndSet(false, true)) {
            free.release();
          }
        };
    // For a request that ends without having been verified.
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
      // Before the answer is written: a client that does not read it occupies no verification.
      release.run();
    }
    String roomId = request.roomId();
    switch (answer) {
      case SignedLoginResult.Admitted(String fixedAdapter) -> {
        metrics.loginAdmitted();
        Responses.property(exchange, 200, "fixedAdapter", fixedAdapter);
      }
      case SignedLoginResult.Rejected(int status, String tag, String message)
          when status == 200 -> {
        onRefusal.refused(roomId, tag, message);
        Responses.property(exchange, status, "message", message);
      }
      case SignedLoginResult.Rejected(int status, String tag, String message) when status == 503 ->
          refuseForNow(exchange, roomId, status, tag, message);
      case SignedLoginResult.Rejected(int status, String tag, String message) ->
          refuse(exchange, roomId, status, tag, message);
    }
  }

  private void refuseForNow(
      HttpServerExchange exchange, String roomId, int status, String tag, String why) {
    RequestRules.setRetryAfter(exchange, RequestRules.RETRY_AFTER_SECONDS);
    refuse(exchange, roomId, status, tag, why);
  }

  private void refuse(
      HttpServerExchange exchange, String roomId, int status, String tag, String why) {
    onRefusal.refused(roomId, tag, why);
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
