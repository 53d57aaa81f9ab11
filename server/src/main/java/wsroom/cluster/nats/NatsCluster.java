package wsroom.cluster.nats;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import wsroom.cluster.Bus;
import wsroom.cluster.KeyValue;
import wsroom.config.ClusterConfig;
import wsroom.websocket.EventLoop;

/// The bus and the key-value store of a cluster, on NATS. Opened once, when NATS is there; until
/// then, and whenever it is away, the bus says that it is not connected.
public final class NatsCluster implements AutoCloseable {
  private final BusFigures figures = new BusFigures();
  private final EventLoop loop;
  private final ManagedConnection control;
  private final ManagedConnection blocks;
  private final StoreCalls calls;
  private final NatsBus bus;
  private final Map<Bucket, KeyValue> stores = new EnumMap<>(Bucket.class);

  /// Connects to nothing yet.
  ///
  /// @param nodeId of this node
  /// @param onError handles an [Error] on a thread of the client; it should end the process
  public NatsCluster(ClusterConfig config, String nodeId, EventLoop loop, Consumer<Error> onError) {
    this.loop = loop;
    var parts =
        new ManagedConnection.Parts(new NatsOptions(config, nodeId), loop, figures, onError);
    Buckets buckets = new Buckets(config.clusterName());
    control = new ManagedConnection(parts, "control", true, buckets);
    blocks = new ManagedConnection(parts, "blocks", false, _ -> {});
    calls = new StoreCalls(loop, buckets, figures, onError);
    bus = new NatsBus(loop, figures, "wsroom." + config.clusterName() + ".r.", control, blocks);
    for (Bucket bucket : Bucket.values()) {
      stores.put(bucket, new NatsKeyValue(bucket.nameIn(config.clusterName()), control, calls));
    }
  }

  /// Begins to connect, and goes on until that works. From any thread.
  public void open() {
    loop.execute(
        () -> {
          control.open();
          blocks.open();
        });
  }

  public Bus bus() {
    return bus;
  }

  public KeyValue store(Bucket bucket) {
    return Objects.requireNonNull(stores.get(bucket));
  }

  public BusFigures figures() {
    return figures;
  }

  /// The bytes that wait to be written. From any thread.
  public long outgoingBytes() {
    return control.outgoingBytes() + blocks.outgoingBytes();
  }

  /// Why the bus is not connected; empty if it is. From any thread.
  public Optional<String> problem() {
    return Optional.ofNullable(control.problem()).or(() -> Optional.ofNullable(blocks.problem()));
  }

  /// Calls of the store that are under way. From any thread.
  public int callsInFlight() {
    return calls.inFlight();
  }

  /// Closes the connections, after what was published has been written. Blocks a moment.
  @Override
  public void close() {
    calls.close();
    blocks.close();
    control.close();
  }
}
