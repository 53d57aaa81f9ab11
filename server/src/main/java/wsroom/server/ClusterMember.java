package wsroom.server;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import wsroom.cluster.ClusterNode;
import wsroom.cluster.ClusterSettings;
import wsroom.cluster.ClusterStores;
import wsroom.cluster.NodeStatus;
import wsroom.cluster.nats.Bucket;
import wsroom.cluster.nats.BusFigures;
import wsroom.cluster.nats.ClusterThread;
import wsroom.cluster.nats.NatsCluster;
import wsroom.config.ClusterConfig;
import wsroom.config.NatsOutage;
import wsroom.config.PublicUrl;
import wsroom.config.ServerConfig;
import wsroom.metrics.ClusterMeters;
import wsroom.metrics.ServerMetrics;
import wsroom.room.ThreadRooms;
import wsroom.room.membership.RoomAuthority;
import wsroom.websocket.IoThread;
import wsroom.websocket.ThreadCounter;

/// This server as a node of a cluster: its thread, its connections to NATS and its agent.
///
/// A separate class, so that the JVM loads nothing of a cluster that is not configured.
final class ClusterMember {
  private static final int POLL_MILLIS = 250;
  private static final long MAX_ABSENCE_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final long IDLE_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int IDLE_POLL_MILLIS = 20;
  private static final int IDLE_POLLS = 3;
  private static final int ID_DIGITS = 8;

  private final String cluster;
  private final String nodeId;
  private final ClusterThread thread;
  private final NatsCluster nats;
  private final ClusterNode node;

  /// Written by the cluster's thread, read by any.
  private volatile boolean connected;

  private volatile boolean everAdmitting;
  private volatile long lastAdmittingNanos;
  private volatile List<NodeStatus> others = List.of();

  ClusterMember(
      ServerConfig config,
      ClusterConfig own,
      List<IoThread> ioThreads,
      List<ThreadRooms> rooms,
      ServerMetrics metrics,
      Consumer<Error> onError) {
    cluster = own.clusterName();
    nodeId = own.nodeId().orElseGet(ClusterMember::randomId);
    thread = new ClusterThread(onError);
    try {
      nats = new NatsCluster(own, nodeId, thread, onError);
    } catch (RuntimeException e) {
      thread.close();
      throw e;
    }
    ClusterMeters meters = metrics.cluster(figures(nats.figures()));
    ThreadCounter dropped = new ThreadCounter();
    node =
        new ClusterNode(
            settings(config, own),
            thread,
            nats.bus(),
            new ClusterStores(
                nats.store(Bucket.NODES),
                nats.store(Bucket.SESSIONS),
                nats.store(Bucket.ROOMS),
                nats.store(Bucket.COUNTERS)),
            meters,
            rooms.stream().map(each -> each.linkFrom(thread, dropped)).toList());
    for (int i = 0; i < rooms.size(); i++) {
      rooms.get(i).linkToNodes(node.linkFrom(ioThreads.get(i)));
    }
  }

  RoomAuthority authority() {
    return node.authority();
  }

  void start() {
    nats.open();
    node.start();
    thread.execute(this::poll);
  }

  /// Whether clients that come now are admitted, or were a moment ago.
  boolean isReady() {
    return everAdmitting && System.nanoTime() - lastAdmittingNanos < MAX_ABSENCE_NANOS;
  }

  void drain() {
    node.drain();
  }

  /// Leaves the cluster, after what the last sessions held has been given back.
  void close() {
    awaitIdle();
    node.stop();
    awaitIdle();
    nats.close();
    thread.close();
  }

  /// A line for the health pages, if something is wrong.
  Optional<String> problem() {
    return connected
        ? Optional.empty()
        : Optional.of("NATS: " + nats.problem().orElse("connecting"));
  }

  void write(JsonGenerator json) {
    json.writeStringProperty("name", cluster);
    json.writeStringProperty("node", nodeId);
    json.writeBooleanProperty("connected", connected);
    nats.problem().ifPresent(problem -> json.writeStringProperty("problem", problem));
    json.writeArrayPropertyStart("others");
    for (NodeStatus other : others) {
      json.writeStartObject();
      json.writeStringProperty("node", other.id());
      json.writeNumberProperty("incarnation", other.incarnation());
      json.writeStringProperty("state", other.isSuspected() ? "suspected" : "alive");
      json.writeNumberProperty("silentMillis", other.silentMillis());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void poll() {
    connected = nats.bus().isConnected();
    if (node.isAdmitting()) {
      lastAdmittingNanos = System.nanoTime();
      everAdmitting = true;
    }
    others = node.otherNodes();
    thread.executeAfter(this::poll, POLL_MILLIS);
  }

  private void awaitIdle() {
    long deadline = System.nanoTime() + IDLE_TIMEOUT_NANOS;
    int idlePolls = 0;
    try {
      while (idlePolls < IDLE_POLLS && System.nanoTime() - deadline < 0) {
        idlePolls = nats.callsInFlight() + thread.queuedTasks() == 0 ? idlePolls + 1 : 0;
        Thread.sleep(IDLE_POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ClusterMeters.Figures figures(BusFigures bus) {
    return new ClusterMeters.Figures(
        () -> connected ? 1 : 0,
        () -> others.stream().filter(other -> !other.isSuspected()).count(),
        () -> others.stream().filter(NodeStatus::isSuspected).count(),
        bus::writes,
        bus::conflictingWrites,
        bus::unknownWrites,
        bus::discarded,
        bus::dropped,
        thread::queuedTasks);
  }

  private ClusterSettings settings(ServerConfig config, ClusterConfig own) {
    return new ClusterSettings(
        cluster,
        nodeId,
        own.nodeUrl()
            .or(() -> config.access().publicUrl())
            .map(PublicUrl::forWebSockets)
            .orElse(""),
        config.rooms().maxUsers(),
        config.rooms().duplicatePolicy(),
        config.rooms().duplicateScope(),
        own.outage() == NatsOutage.STRICT
            ? ClusterSettings.Outage.STRICT
            : ClusterSettings.Outage.SERVE);
  }

  /// Kept for the life of the process.
  private static String randomId() {
    String digits =
        Long.toString(ThreadLocalRandom.current().nextLong() >>> 1, Character.MAX_RADIX);
    return "node-"
        + ("0".repeat(ID_DIGITS) + digits.toLowerCase(Locale.ROOT)).substring(digits.length());
  }
}
