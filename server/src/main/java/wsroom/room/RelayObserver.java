package wsroom.room;

/// Observes the fan-out: called once per flush of a room, not per update.
@FunctionalInterface
public interface RelayObserver {

  /// A room was flushed, that long after the first frame was added.
  void flushed(long lagNanos);
}
