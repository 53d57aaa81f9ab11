package wsroom.loadtest.join;

import java.time.Duration;
import wsroom.proto.rfc4.Position;

/// Positions on a circle around the middle of the first parcel.
public final class CirclePath {
  /// The interval at which clients send their position while they move.
  static final Duration INTERVAL = Duration.ofMillis(100);

  private static final double MIDDLE_METRES = 8;
  private static final double RADIUS_METRES = 5;
  private static final int STEPS_AROUND = 150;

  private int steps;

  Position next() {
    double angle = 2 * Math.PI * steps / STEPS_AROUND;
    // Clockwise as seen from above: a rotation around the y axis alone.
    double heading = angle / 2;
    steps++;
    return Position.newBuilder()
        .setIndex(steps)
        .setPositionX((float) (MIDDLE_METRES + RADIUS_METRES * Math.cos(angle)))
        .setPositionZ((float) (MIDDLE_METRES - RADIUS_METRES * Math.sin(angle)))
        .setRotationY((float) Math.sin(heading))
        .setRotationW((float) Math.cos(heading))
        .build();
  }
}
