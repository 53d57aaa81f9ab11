package wsroom.room;

/// Who is told how the fan-out goes: once per flush of a room, not per update.
@FunctionalInterface
public interface RelayObserver {

  /// A room was flushed, that long after the first of what it had to say.
  void flushed(long lagNanos);
}
