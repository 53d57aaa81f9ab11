package wsroom.metrics;

import io.micrometer.core.instrument.Counter;
import java.util.function.LongSupplier;
import wsroom.cluster.ClusterCounters;

/// The meters of a node of a cluster. Thread-safe.
public final class ClusterMeters implements ClusterCounters {
  private static final String OUTCOME = "outcome";
  private static final String EVENT = "event";
  private static final String DIRECTION = "direction";
  private static final String REASON = "reason";

  private final Counter heard;
  private final Counter suspected;
  private final Counter died;
  private final Counter links;
  private final Counter gaps;
  private final Counter replays;
  private final Counter snapshots;
  private final Counter renewals;
  private final Counter leasesLost;
  private final Counter writesRepeated;
  private final Counter malformed;
  private final Counter unknownSources;
  private final Counter outranked;
  private final Counter blocksPublished;
  private final Counter blocksApplied;
  private final Counter bytesPublished;
  private final Counter bytesApplied;

  /// What is read at each scrape, from any thread.
  ///
  /// @param connected 1 or 0
  /// @param alive other nodes that are not suspected
  /// @param unsent messages that were not sent
  /// @param unread messages that came faster than this node reads
  /// @param queued tasks of the cluster's thread
  public record Figures(
      LongSupplier connected,
      LongSupplier alive,
      LongSupplier suspected,
      LongSupplier writesDone,
      LongSupplier writesConflicting,
      LongSupplier writesUnknown,
      LongSupplier unsent,
      LongSupplier unread,
      LongSupplier queued) {}

  ClusterMeters(Meters meters, Figures figures) {
    heard = meters.counter(MeterName.CLUSTER_NODE_EVENTS, EVENT, "heard");
    suspected = meters.counter(MeterName.CLUSTER_NODE_EVENTS, EVENT, "suspected");
    died = meters.counter(MeterName.CLUSTER_NODE_EVENTS, EVENT, "died");
    links = meters.counter(MeterName.CLUSTER_LINKS);
    gaps = meters.counter(MeterName.CLUSTER_GAPS);
    replays = meters.counter(MeterName.CLUSTER_RESYNCS, OUTCOME, "replayed");
    snapshots = meters.counter(MeterName.CLUSTER_RESYNCS, OUTCOME, "snapshot");
    renewals = meters.counter(MeterName.CLUSTER_LEASE_RENEWALS);
    leasesLost = meters.counter(MeterName.CLUSTER_LEASES_LOST);
    writesRepeated = meters.counter(MeterName.CLUSTER_WRITES_REPEATED);
    malformed = meters.counter(MeterName.CLUSTER_DROPPED, REASON, "malformed");
    unknownSources = meters.counter(MeterName.CLUSTER_DROPPED, REASON, "unknown_source");
    outranked = meters.counter(MeterName.CLUSTER_OUTRANKED);
    blocksPublished = meters.counter(MeterName.CLUSTER_BLOCKS, DIRECTION, "published");
    blocksApplied = meters.counter(MeterName.CLUSTER_BLOCKS, DIRECTION, "applied");
    bytesPublished = meters.counter(MeterName.CLUSTER_BLOCK_BYTES, DIRECTION, "published");
    bytesApplied = meters.counter(MeterName.CLUSTER_BLOCK_BYTES, DIRECTION, "applied");
    show(meters, figures);
  }

  private static void show(Meters meters, Figures figures) {
    meters.gauge(MeterName.CLUSTER_CONNECTED, figures.connected::getAsLong);
    meters.gauge(MeterName.CLUSTER_NODES, figures.alive::getAsLong, "state", "alive");
    meters.gauge(MeterName.CLUSTER_NODES, figures.suspected::getAsLong, "state", "suspected");
    meters.gauge(MeterName.CLUSTER_QUEUE, figures.queued::getAsLong);
    meters.read(MeterName.CLUSTER_WRITES, figures.writesDone, OUTCOME, "done");
    meters.read(MeterName.CLUSTER_WRITES, figures.writesConflicting, OUTCOME, "conflict");
    meters.read(MeterName.CLUSTER_WRITES, figures.writesUnknown, OUTCOME, "unknown");
    meters.read(MeterName.CLUSTER_DISCARDED, figures.unsent);
    meters.read(MeterName.CLUSTER_DROPPED, figures.unread, REASON, "too_slow");
  }

  @Override
  public void malformed() {
    malformed.increment();
  }

  @Override
  public void unknownSource() {
    unknownSources.increment();
  }

  @Override
  public void gap() {
    gaps.increment();
  }

  @Override
  public void resynced(boolean isReplay) {
    (isReplay ? replays : snapshots).increment();
  }

  @Override
  public void linked() {
    links.increment();
  }

  @Override
  public void nodeHeard() {
    heard.increment();
  }

  @Override
  public void nodeSuspected() {
    suspected.increment();
  }

  @Override
  public void nodeDied() {
    died.increment();
  }

  @Override
  public void leaseRenewed() {
    renewals.increment();
  }

  @Override
  public void reincarnated() {
    leasesLost.increment();
  }

  @Override
  public void writeRepeated() {
    writesRepeated.increment();
  }

  @Override
  public void outranked() {
    outranked.increment();
  }

  @Override
  public void blockPublished(int bytes) {
    blocksPublished.increment();
    bytesPublished.increment(bytes);
  }

  @Override
  public void blockApplied(int bytes) {
    blocksApplied.increment();
    bytesApplied.increment(bytes);
  }
}
