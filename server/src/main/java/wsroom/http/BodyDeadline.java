package wsroom.http;

import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/// Closes connections whose request promises a body that does not come. Undertow waits for the rest
/// of a body even when the request is answered, and for as long as the client likes.
record BodyDeadline(Duration atMost) {

  /// Watches a request that has a body. On its I/O thread.
  void watch(HttpServerExchange exchange) {
    if (exchange.isRequestComplete()) {
      return;
    }
    XnioExecutor.Key deadline =
        exchange
            .getIoThread()
            .executeAfter(
                () -> IoUtils.safeClose(exchange.getConnection()),
                atMost.toMillis(),
                TimeUnit.MILLISECONDS);
    exchange.addExchangeCompleteListener(
        (done, next) -> {
          deadline.remove();
          next.proceed();
        });
  }
}
