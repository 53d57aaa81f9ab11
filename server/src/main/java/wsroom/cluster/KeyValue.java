package wsroom.cluster;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A bucket of keys on which all nodes agree: writes are linearizable, reads may be stale. Only a
/// compare-and-set that was done decides anything.
///
/// A port. Each handler is called once, on the cluster's [wsroom.websocket.EventLoop], after at
/// most the store's timeout. No method blocks.
public interface KeyValue {

  void get(String key, Consumer<Lookup> handler);

  /// Writes a key that does not exist, or has been deleted or has expired.
  void create(String key, byte[] value, Consumer<Outcome> handler);

  /// Writes a key whose last revision is the given one.
  void update(String key, byte[] value, long revision, Consumer<Outcome> handler);

  /// Deletes a key whose last revision is the given one.
  void delete(String key, long revision, Consumer<Outcome> handler);

  /// All entries that exist. May be stale, and take long.
  void entries(Consumer<Listing> handler);

  /// Hears of changes, as a hint: some may be missed, and an expired key is not told.
  void watch(Consumer<Change> handler);

  /// Removes what is left of keys deleted some time ago. One node does it now and then.
  void compact();

  /// The outcome of a write.
  sealed interface Outcome {
    /// @param revision of the key now; increases with every write to the bucket
    record Done(long revision) implements Outcome {}

    /// The key has another revision, exists, or does not exist any more.
    record Conflict() implements Outcome {}

    /// Nobody knows whether it was written: the store is away, or its answer was lost.
    record Unknown() implements Outcome {}
  }

  /// The outcome of a read.
  sealed interface Lookup {
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Found(byte[] value, long revision) implements Lookup {}

    record Absent() implements Lookup {}

    record Unknown() implements Lookup {}
  }

  /// @param value null if the key was deleted
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Change(String key, byte @Nullable [] value, long revision) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Entry(String key, byte[] value, long revision) {}

  /// @param complete false if the store failed in between
  record Listing(List<Entry> entries, boolean complete) {}
}
