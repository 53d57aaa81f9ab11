package wsroom.loadtest.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import wsroom.loadtest.client.CloseStatus;
import wsroom.loadtest.client.Connection;

/// Some peers read slowly, some not at all. Other peers must not be affected; a slow one receives
/// all reliable updates, or is closed.
final class SlowScenario {
  private static final long READ_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /// A slow peer reads this share of its room's traffic.
  private static final double READ_SHARE = 0.1;

  /// Bytes around a body on the wire.
  private static final int OVERHEAD_BYTES = 12;

  private final Plan plan;
  private final ProgressListener listener;
  private final Traffic traffic;
  private final AtomicInteger slowPeers = new AtomicInteger();

  SlowScenario(Plan plan, ProgressListener listener) {
    this.plan = plan;
    this.listener = listener;
    this.traffic = plan.traffic();
  }

  Result run() throws InterruptedException {
    try (LoadHarness harness = new LoadHarness(plan, traffic, 0, listener)) {
      harness.join(plan.joinsAtATime(), this::isSlow, this::throttleReads);
      harness.pool().startTraffic(traffic, plan.scattered());
      Measurement measurement = harness.measure(plan.warmup(), plan.duration());
      harness.pool().stopTraffic();
      for (LoadPeer peer : harness.pool().peers()) {
        peer.loop().client().execute(() -> resumeReading(peer));
      }
      DeliveryCheck check = harness.awaitDeliveries();
      return harness.result(measurement, check, figures(harness), List.of());
    }
  }

  /// Spreads slow peers evenly over the rooms.
  private boolean isSlow(int number) {
    return (long) ((number + 1) * plan.slowShare()) > (long) (number * plan.slowShare());
  }

  /// Throttles reads after the welcome, on the peer's loop: every other slow peer does not read at
  /// all.
  private void throttleReads(LoadPeer peer) {
    Connection connection = peer.connection();
    if (!peer.isSlow() || connection == null) {
      return;
    }
    connection.setReading(false);
    if (slowPeers.incrementAndGet() % 2 == 0) {
      int share = (int) (bytesPerSecond() * READ_SHARE * READ_INTERVAL_NANOS / 1e9);
      peer.loop()
          .timers()
          .add(System.nanoTime() + READ_INTERVAL_NANOS, due -> read(connection, share, due));
    }
  }

  private static long read(Connection connection, int bytes, long due) {
    if (connection.isClosed()) {
      return TimerHeap.NEVER;
    }
    connection.readSome(bytes);
    return due + READ_INTERVAL_NANOS;
  }

  private static void resumeReading(LoadPeer peer) {
    Connection connection = peer.connection();
    if (peer.isSlow() && connection != null && !connection.isClosed()) {
      connection.setReading(true);
    }
  }

  private double bytesPerSecond() {
    double bytes = 0;
    for (Traffic.Flow flow : traffic.flows()) {
      bytes += flow.perSecond() * flow.share() * (flow.kind().bodyBytes() + OVERHEAD_BYTES);
    }
    return bytes * (plan.peers() - 1);
  }

  private List<Figure> figures(LoadHarness harness) {
    List<CloseStatus> closeStatuses = harness.pool().slowCloseStatuses();
    List<Figure> figures = new ArrayList<>();
    figures.add(new Figure("slow_peers", "slow peers", slowPeers.get(), ""));
    figures.add(
        new Figure("slow_peers_ended", "of which the server ended", closeStatuses.size(), ""));
    Map<String, Long> byKind =
        closeStatuses.stream()
            .collect(Collectors.groupingBy(CloseStatus::toString, Collectors.counting()));
    byKind.forEach(
        (how, count) -> harness.note("%d slow peers ended with %s".formatted(count, how)));
    return figures;
  }
}
