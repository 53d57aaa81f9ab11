package wsroom.loadtest.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import wsroom.loadtest.client.Connection;
import wsroom.loadtest.client.Ending;

/// Some peers read slowly, some not at all. The others must not feel it; a slow one gets all that
/// is reliable, or its connection is ended.
final class Slow {
  private static final long READ_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /// A slow reader takes this share of what its room says.
  private static final double READ_SHARE = 0.1;

  /// What surrounds a body on the wire.
  private static final int OVERHEAD_BYTES = 12;

  private final Plan plan;
  private final Watch watch;
  private final Traffic traffic;
  private final AtomicInteger slowdowns = new AtomicInteger();

  Slow(Plan plan, Watch watch) {
    this.plan = plan;
    this.watch = watch;
    this.traffic = plan.traffic();
  }

  Result run() throws InterruptedException {
    try (Bench bench = new Bench(plan, traffic, 0, watch)) {
      bench.join(plan.joinsAtATime(), this::isSlow, this::slowDown);
      bench.fleet().talk(traffic, plan.scattered());
      Measured measured = bench.measure(plan.warmup(), plan.duration());
      bench.fleet().fallSilent();
      for (LoadPeer peer : bench.fleet().peers()) {
        peer.loop().client().execute(() -> readOn(peer));
      }
      Audit audit = bench.settle();
      return bench.result(measured, audit, figures(bench), List.of());
    }
  }

  /// Spread over the rooms evenly.
  private boolean isSlow(int number) {
    return (long) ((number + 1) * plan.slowShare()) > (long) (number * plan.slowShare());
  }

  /// On the peer's loop, once it has joined: every other slow one does not read at all.
  private void slowDown(LoadPeer peer) {
    Connection connection = peer.connection();
    if (!peer.isSlow() || connection == null) {
      return;
    }
    connection.setReading(false);
    if (slowdowns.incrementAndGet() % 2 == 0) {
      int share = (int) (bytesPerSecond() * READ_SHARE * READ_INTERVAL_NANOS / 1e9);
      peer.loop()
          .timetable()
          .add(System.nanoTime() + READ_INTERVAL_NANOS, due -> read(connection, share, due));
    }
  }

  private static long read(Connection connection, int bytes, long due) {
    if (connection.isClosed()) {
      return Timetable.NEVER;
    }
    connection.readSome(bytes);
    return due + READ_INTERVAL_NANOS;
  }

  private static void readOn(LoadPeer peer) {
    Connection connection = peer.connection();
    if (peer.isSlow() && connection != null && !connection.isClosed()) {
      connection.setReading(true);
    }
  }

  private double bytesPerSecond() {
    double bytes = 0;
    for (Traffic.Habit habit : traffic.habits()) {
      bytes += habit.perSecond() * habit.share() * (habit.kind().bodyBytes() + OVERHEAD_BYTES);
    }
    return bytes * (plan.peers() - 1);
  }

  private List<Figure> figures(Bench bench) {
    List<Ending> endings = bench.fleet().slowEndings();
    List<Figure> figures = new ArrayList<>();
    figures.add(new Figure("slow_peers", "slow peers", slowdowns.get(), ""));
    figures.add(new Figure("slow_peers_ended", "of which the server ended", endings.size(), ""));
    Map<String, Long> byKind =
        endings.stream().collect(Collectors.groupingBy(Ending::toString, Collectors.counting()));
    byKind.forEach((how, count) -> bench.note("%d slow peers ended with %s".formatted(count, how)));
    return figures;
  }
}
