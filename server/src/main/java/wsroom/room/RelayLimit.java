package wsroom.room;

/// The rate limit of a room's reliable updates, over all its peers on all I/O threads.
///
/// @param bytesPerSecond the length of those packets; 0 for no limit
/// @param burstBytes the capacity of the bucket; after an idle time, twice as much may pass
public record RelayLimit(long bytesPerSecond, long burstBytes) {
  public static final RelayLimit NONE = new RelayLimit(0, 0);
}
