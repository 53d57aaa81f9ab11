package wsroom.operator;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `top`: shows a server's figures until Ctrl+C.
@Command(
    name = "top",
    description = {
      "Shows what a server does, from its metrics and, with a token, its API: rooms, peers,"
          + " deliveries, lag, backlog, CPU, closes by reason. Rates and the lag are those of the"
          + " last interval. Ctrl+C ends it.",
      ""
    })
final class TopCommand extends OperatorCommand {
  private static final int SHOWN_ROOMS = 12;
  private static final double LEAST_SECONDS = 0.001;
  private static final String CLEAR = "\u001b[H\u001b[2J";

  private final Pause pause;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "1 to 60 (default: ${DEFAULT-VALUE})")
  private int interval;

  @Option(names = "--once", description = "print one screen, measured over a second, and end")
  private boolean once;

  /// Waits between two screens.
  @FunctionalInterface
  interface Pause {
    void take(Duration time) throws InterruptedException;
  }

  /// A look at the metrics.
  private record Look(Metrics metrics, long nanos) {}

  TopCommand(ToolContext context) {
    this(context, Thread::sleep);
  }

  TopCommand(ToolContext context, Pause pause) {
    super(context);
    this.pause = pause;
  }

  @Override
  boolean needsToken() {
    return false;
  }

  @Override
  void run(AdminClient client, Variables variables) throws Failure, InterruptedException {
    if (interval < 1 || interval > 60) {
      throw usageError("--interval must be 1 to 60, was " + interval);
    }
    String path = variables.get("WKC_METRICS_PUBLIC_PATH").orElse("/metrics");
    Optional<String> bearer = variables.get("WKC_METRICS_BEARER_TOKEN");
    Look before = look(client, path, bearer);
    do {
      pause.take(Duration.ofSeconds(once ? 1 : interval));
      try {
        Look after = look(client, path, bearer);
        show(screen(client, before, after));
        before = after;
      } catch (Failure failure) {
        if (once || failure.exitCode() == Failure.NO_PERMISSION) {
          throw failure;
        }
        // A restart, perhaps.
        out().println(Style.clean(String.valueOf(failure.getMessage())) + "; trying again");
        out().flush();
      }
    } while (!once);
  }

  private static Look look(AdminClient client, String path, Optional<String> bearer)
      throws Failure, InterruptedException {
    Metrics metrics = Metrics.parse(client.page(path, bearer));
    if (!metrics.has("dcl_ws_rooms_count")) {
      throw new Failure(
          Failure.REJECTED, client.server() + path + " has no metrics of a ws-room server");
    }
    return new Look(metrics, System.nanoTime());
  }

  private static TopScreen screen(AdminClient client, Look before, Look after)
      throws Failure, InterruptedException {
    Interval interval =
        new Interval(
            before.metrics(),
            after.metrics(),
            Math.max(LEAST_SECONDS, (after.nanos() - before.nanos()) / 1e9));
    if (!client.hasToken()) {
      return new TopScreen(client.server(), interval, "", Json.NONE);
    }
    return new TopScreen(
        client.server(),
        interval,
        client.get("/admin/server").body().get("phase").text(),
        client.get("/admin/rooms").body());
  }

  private void show(TopScreen screen) {
    if (wantsJson()) {
      out().println(screen.json());
    } else {
      Style style = context().style();
      out().print(style.isOn() && !once ? CLEAR : "");
      screen
          .lines(style, context().clock().instant(), ZoneId.systemDefault(), SHOWN_ROOMS)
          .forEach(out()::println);
      if (!once && !style.isOn()) {
        out().println();
      }
    }
    out().flush();
  }
}
