package wsroom.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.util.Locale;
import java.util.function.Supplier;
import wsroom.http.Health.Phase;

/// Serves the probes of an orchestrator: liveness, startup and readiness.
final class HealthPages {
  private final Supplier<Health> health;

  HealthPages(Supplier<Health> health) {
    this.health = health;
  }

  void live(HttpServerExchange exchange) {
    Responses.text(exchange, StatusCodes.OK, "alive");
  }

  void startup(HttpServerExchange exchange) {
    boolean started = health.get().phase() != Phase.STARTING;
    Responses.text(exchange, status(started), started ? "started" : "starting");
  }

  void ready(HttpServerExchange exchange) {
    var now = health.get();
    var text = new StringBuilder(now.phase().name().toLowerCase(Locale.ROOT));
    now.notes().forEach(note -> text.append('\n').append(note));
    Responses.text(exchange, status(now.phase() == Phase.READY), text.toString());
  }

  private static int status(boolean isHealthy) {
    return isHealthy ? StatusCodes.OK : StatusCodes.SERVICE_UNAVAILABLE;
  }
}
