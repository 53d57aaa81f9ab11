package wsroom.loadtest.load;

import java.time.Duration;
import java.util.Locale;

/// Load scenarios with their default sizes.
public enum Scenario {
  ISLAND("one full room with movement, chat and voice", 1, 100, true, 10, 60),
  CITY("many rooms", 20, 50, true, 10, 60),
  TOWN("realistic room sizes: one full, some half full, most small", 100, 100, true, 10, 60),
  CROWD("all peers join at once", 10, 100, false, 1, 60),
  CHURN("steady joins and leaves", 2, 50, false, 10, 60),
  IDLE("thousands of idle peers", 100, 100, false, 0, 60),
  STALL("the server is paused in mid-run", 1, 100, false, 20, 60),
  SLOW("some peers read slowly, some not at all", 1, 100, false, 20, 500),
  BURST("some peers send large updates in bursts", 1, 100, false, 10, 60),
  RAMP("the highest rate that the server holds", 1, 100, false, 10, 60);

  private final String explanation;
  private final int rooms;
  private final int peers;
  private final boolean mixed;
  private final double rate;
  private final int bodyBytes;

  Scenario(String explanation, int rooms, int peers, boolean mixed, double rate, int bodyBytes) {
    this.explanation = explanation;
    this.rooms = rooms;
    this.peers = peers;
    this.mixed = mixed;
    this.rate = rate;
    this.bodyBytes = bodyBytes;
  }

  /// @throws IllegalArgumentException with a message for the user, if there is no such scenario
  public static Scenario of(String key) {
    for (Scenario scenario : values()) {
      if (scenario.key().equals(key)) {
        return scenario;
      }
    }
    throw new IllegalArgumentException("no scenario \"" + key + "\"");
  }

  /// The name on the command line.
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String explanation() {
    return explanation;
  }

  public int rooms() {
    return rooms;
  }

  /// Peers per room; of `town`, in the largest.
  public int peers() {
    return peers;
  }

  /// Whether peers send the traffic mix of an island; otherwise all updates are alike.
  public boolean mixed() {
    return mixed;
  }

  /// Updates per second and peer, if all updates are alike.
  public double rate() {
    return rate;
  }

  /// Body size of an update, if all updates are alike.
  public int bodyBytes() {
    return bodyBytes;
  }

  /// Traffic before the measurement.
  public Duration warmup() {
    return Duration.ofSeconds(this == RAMP ? 1 : 2);
  }

  /// Length of the measurement; of `ramp`, of each rate. `idle` measures the memory that remains
  /// after joins, which takes several seconds to be released.
  public Duration duration() {
    return switch (this) {
      case IDLE -> Duration.ofSeconds(25);
      case RAMP -> Duration.ofSeconds(3);
      case ISLAND, CITY, TOWN, CROWD, CHURN, STALL, SLOW, BURST -> Duration.ofSeconds(10);
    };
  }
}
