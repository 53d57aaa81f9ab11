package wsroom.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import wsroom.websocket.EventLoop;

/// A bucket that all simulated nodes share. Its writes are linearizable; an answer may be lost, a
/// read may be stale, and the leader may be away.
public final class FakeBucket {
  private static final long TIMEOUT_MILLIS = 500;
  private static final long STALE_MILLIS = 100;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Version(byte @Nullable [] value, long revision, long atMillis) {}

  private final FakeNetwork network;
  private final long ttlMillis;
  private final Map<String, List<Version>> keys = new HashMap<>();
  private long lastRevision;

  /// The share of answers that are lost.
  public double loss;

  public boolean hasLeader = true;

  /// @param ttlMillis 0 if keys do not expire
  public FakeBucket(FakeNetwork network, long ttlMillis) {
    this.network = network;
    this.ttlMillis = ttlMillis;
  }

  public KeyValue on(FakeNetwork.Port port, EventLoop loop) {
    return new View(port, loop);
  }

  /// Keys that exist now.
  public Map<String, byte[]> entries() {
    Map<String, byte[]> entries = new HashMap<>();
    keys.forEach(
        (key, versions) -> {
          Version last = live(versions.getLast());
          if (last != null && last.value != null) {
            entries.put(key, last.value);
          }
        });
    return entries;
  }

  /// All data is lost.
  public void isLost() {
    keys.clear();
  }

  private @Nullable Version live(@Nullable Version version) {
    boolean isExpired =
        version != null && ttlMillis > 0 && network.nowMillis() - version.atMillis >= ttlMillis;
    return isExpired ? null : version;
  }

  private @Nullable Version last(String key) {
    List<Version> versions = keys.get(key);
    return versions == null ? null : live(versions.getLast());
  }

  private KeyValue.Outcome write(String key, byte @Nullable [] value, long expected) {
    Version last = last(key);
    boolean exists = last != null && last.value != null;
    boolean isExpected = expected == 0 ? !exists : last != null && last.revision == expected;
    if (!isExpected) {
      return new KeyValue.Outcome.Conflict();
    }
    List<Version> versions = keys.computeIfAbsent(key, unknown -> new ArrayList<>());
    versions.add(new Version(value, ++lastRevision, network.nowMillis()));
    if (versions.size() > 5) {
      versions.removeFirst();
    }
    return new KeyValue.Outcome.Done(lastRevision);
  }

  private KeyValue.Lookup read(String key) {
    List<Version> versions = keys.get(key);
    if (versions == null) {
      return new KeyValue.Lookup.Absent();
    }
    int index = versions.size() - 1;
    if (network.random != null && network.random.nextInt(8) == 0) {
      while (index > 0 && network.nowMillis() - versions.get(index).atMillis < STALE_MILLIS) {
        index--;
      }
    }
    Version found = live(versions.get(index));
    return found == null || found.value == null
        ? new KeyValue.Lookup.Absent()
        : new KeyValue.Lookup.Found(found.value, found.revision);
  }

  private final class View implements KeyValue {
    private final FakeNetwork.Port port;
    private final EventLoop loop;

    View(FakeNetwork.Port port, EventLoop loop) {
      this.port = port;
      this.loop = loop;
    }

    private <T> void run(java.util.function.Supplier<T> operation, T unknown, Consumer<T> handler) {
      assert loop.isCurrent();
      if (network.isIsolated(port.node()) || !hasLeader) {
        network.after(TIMEOUT_MILLIS, () -> loop.execute(() -> handler.accept(unknown)));
        return;
      }
      network.after(
          network.upTo(2),
          () -> {
            T result = operation.get();
            boolean isLost =
                network.isIsolated(port.node())
                    || (network.random != null && network.random.nextDouble() < loss);
            network.after(
                isLost ? TIMEOUT_MILLIS : network.upTo(2),
                () -> loop.execute(() -> handler.accept(isLost ? unknown : result)));
          });
    }

    @Override
    public void get(String key, Consumer<Lookup> handler) {
      run(() -> read(key), new Lookup.Unknown(), handler);
    }

    @Override
    public void create(String key, byte[] value, Consumer<Outcome> handler) {
      run(() -> write(key, value, 0), new Outcome.Unknown(), handler);
    }

    @Override
    public void update(String key, byte[] value, long revision, Consumer<Outcome> handler) {
      run(() -> write(key, value, revision), new Outcome.Unknown(), handler);
    }

    @Override
    public void delete(String key, long revision, Consumer<Outcome> handler) {
      run(() -> write(key, null, revision), new Outcome.Unknown(), handler);
    }

    @Override
    public void entries(Consumer<Listing> handler) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void watch(Consumer<Change> handler) {}

    @Override
    public void compact() {}
  }
}
