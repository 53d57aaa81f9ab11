package wsroom.room;

/// What the peers of one room may send reliably, all together, on all I/O threads.
///
/// @param bytesPerSecond the length of those packets; 0 for any number
/// @param burstBytes what may pass at once, after a rest twice as much
public record RelayLimit(long bytesPerSecond, long burstBytes) {
  public static final RelayLimit NONE = new RelayLimit(0, 0);
}
