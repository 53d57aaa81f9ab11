package wsroom;

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
import wsroom.config.PublicUrl;
import wsroom.events.RefusedRequests;
import wsroom.http.Answers;
import wsroom.http.PublicAddresses;
import wsroom.login.LoginAnswer;
import wsroom.login.SignedLogins;
import wsroom.metrics.ServerMetrics;
import wsroom.session.AddressRate;
import wsroom.token.AccessTokens;
import wsroom.token.RoomUris;

/// Answers signed logins: those that may be verified now, off the I/O threads, and no more of them
/// at once than is good for the relay.
///
/// Thread-safe.
final class LoginEntry {
  /// Clients send none; some libraries write an empty object.
  private static final int MAX_BODY_BYTES = 1024;

  private static final int MAX_IN_FLIGHT = 256;

  private final EntryRules rules;
  private final AddressRate rate;
  private final PublicAddresses addresses;
  private final Optional<AccessTokens> tokens;
  private final SignedLogins logins;
  private final Executor executor;
  private final ServerMetrics metrics;
  private final RefusedRequests onRefusal;
  private final Semaphore free = new Semaphore(MAX_IN_FLIGHT);

  LoginEntry(
      EntryRules rules,
      AddressRate rate,
      PublicAddresses addresses,
      Optional<AccessTokens> tokens,
      SignedLogins logins,
      Executor executor,
      ServerMetrics metrics,
      RefusedRequests onRefusal) {
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
  void login(
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
    LoginAnswer answer;
    try {
      answer = logins.answer(request, uris);
    } finally {
      // Before the answer is written: a client that does not read it occupies no verification.
      release.run();
    }
    String roomId = request.roomId();
    switch (answer) {
      case LoginAnswer.Admitted(String fixedAdapter) -> {
        metrics.loginAdmitted();
        Answers.property(exchange, 200, "fixedAdapter", fixedAdapter);
      }
      case LoginAnswer.Refused(int status, String tag, String message) when status == 200 -> {
        onRefusal.refused(roomId, tag, message);
        Answers.property(exchange, status, "message", message);
      }
      case LoginAnswer.Refused(int status, String tag, String message) when status == 503 ->
          refuseForNow(exchange, roomId, status, tag, message);
      case LoginAnswer.Refused(int status, String tag, String message) ->
          refuse(exchange, roomId, status, tag, message);
    }
  }

  private void refuseForNow(
      HttpServerExchange exchange, String roomId, int status, String tag, String why) {
    EntryRules.sayWhenToComeBack(exchange, EntryRules.RETRY_AFTER_SECONDS);
    refuse(exchange, roomId, status, tag, why);
  }

  private void refuse(
      HttpServerExchange exchange, String roomId, int status, String tag, String why) {
    onRefusal.refused(roomId, tag, why);
    Answers.error(exchange, status, why);
  }

  private static Map<String, List<String>> headers(HttpServerExchange exchange) {
    Map<String, List<String>> headers = new HashMap<>();
    for (HeaderValues values : exchange.getRequestHeaders()) {
      headers.put(values.getHeaderName().toString(), List.copyOf(values));
    }
    return headers;
  }
}
