package wsroom.metrics;

import java.util.function.Supplier;
import wsroom.room.membership.Census;

/// The gauges of rooms and their sizes, all from one census per scrape.
///
/// Thread-safe.
final class RoomMeters {
  private static final int[] SIZES = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};

  private final Supplier<Census> census;
  private volatile Counts counts = new Counts(0, 0, new int[SIZES.length]);

  /// @param ofAtMost rooms of at most each of the [#SIZES]
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Counts(int users, int rooms, int[] ofAtMost) {}

  RoomMeters(Supplier<Census> census, Meters meters) {
    this.census = census;
    meters.gauge(MeterName.ROOMS, () -> counts.rooms());
    meters.gauge(MeterName.PEERS, () -> counts.users());
    for (int i = 0; i < SIZES.length; i++) {
      int size = i;
      meters.gauge(
          MeterName.ROOM_SIZES,
          () -> counts.ofAtMost()[size],
          "peers",
          Integer.toString(SIZES[size]));
    }
    meters.gauge(MeterName.ROOM_SIZES, () -> counts.rooms(), "peers", "+Inf");
  }

  /// Takes the census for the next scrape.
  void refresh() {
    Census now = census.get();
    int[] ofAtMost = new int[SIZES.length];
    for (Census.RoomCount room : now.rooms()) {
      for (int i = SIZES.length - 1; i >= 0 && room.count() <= SIZES[i]; i--) {
        ofAtMost[i]++;
      }
    }
    counts = new Counts(now.users(), now.rooms().size(), ofAtMost);
  }
}
