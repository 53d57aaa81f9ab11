package wsroom.cluster.nats;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.PublishOptions;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueOperation;
import io.nats.client.api.KeyValuePurgeOptions;
import io.nats.client.api.KeyValueWatchOption;
import io.nats.client.api.KeyValueWatcher;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A bucket of JetStream's key-value store. Its client blocks, so each call runs on a virtual
/// thread
/// ([StoreCalls]); the answer is a task of the cluster's thread.
///
/// Confined to the cluster's thread.
final class NatsKeyValue implements wsroom.cluster.KeyValue {
  private static final Logger log = LoggerFactory.getLogger(NatsKeyValue.class);
  private static final int WRONG_LAST_REVISION = 10_071;
  private static final String OPERATION_HEADER = "KV-Operation";
  private static final Duration LISTING_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration MARKERS_KEPT = Duration.ofMinutes(1);

  /// Beyond that, a listing is incomplete.
  private static final int MAX_LISTED = 200_000;

  private final String bucket;
  private final ManagedConnection connection;
  private final StoreCalls calls;
  private final List<Consumer<Change>> watchers = new ArrayList<>();

  /// The connection of which the watches are.
  private @Nullable Connection watched;

  NatsKeyValue(String bucket, ManagedConnection connection, StoreCalls calls) {
    this.bucket = bucket;
    this.connection = connection;
    this.calls = calls;
    connection.onChange(this::watchAgain);
  }

  @Override
  public void get(String key, Consumer<Lookup> handler) {
    calls.run(
        connection,
        at -> {
          KeyValueEntry entry = store(at).get(key);
          return entry == null ? new Lookup.Absent() : found(entry);
        },
        new Lookup.Unknown(),
        handler);
  }

  @Override
  public void create(String key, byte[] value, Consumer<Outcome> handler) {
    write(at -> store(at).create(key, value), handler);
  }

  @Override
  public void update(String key, byte[] value, long revision, Consumer<Outcome> handler) {
    write(at -> store(at).update(key, value, revision), handler);
  }

  /// The client's own method does not tell the marker's revision.
  @Override
  public void delete(String key, long revision, Consumer<Outcome> handler) {
    write(
        at -> {
          Headers headers =
              new Headers().put(OPERATION_HEADER, KeyValueOperation.DELETE.getHeaderValue());
          return at.jetStream(Buckets.options().getJetStreamOptions())
              .publish(
                  NatsMessage.builder()
                      .subject("$KV." + bucket + "." + key)
                      .headers(headers)
                      .build(),
                  PublishOptions.builder().expectedLastSubjectSequence(revision).build())
              .getSeqno();
        },
        handler);
  }

  @Override
  public void entries(Consumer<Listing> handler) {
    calls.run(connection, this::list, new Listing(List.of(), false), handler);
  }

  @Override
  public void watch(Consumer<Change> handler) {
    watchers.add(handler);
    if (watched != null && connection.isCurrent(watched)) {
      startWatch(handler);
    } else {
      watchAgain();
    }
  }

  @Override
  public void compact() {
    calls.run(
        connection,
        at -> {
          store(at)
              .purgeDeletes(
                  KeyValuePurgeOptions.builder()
                      .deleteMarkersThreshold(MARKERS_KEPT.toMillis())
                      .build());
          return true;
        },
        false,
        done -> log.debug("compacted {}: {}", bucket, done));
  }

  private KeyValue store(Connection at) throws IOException {
    return at.keyValue(bucket, Buckets.options());
  }

  private static Lookup.Found found(KeyValueEntry entry) {
    return new Lookup.Found(valueOf(entry), entry.getRevision());
  }

  private static byte[] valueOf(KeyValueEntry entry) {
    byte[] value = entry.getValue();
    return value == null ? new byte[0] : value;
  }

  /// A write by compare-and-set.
  @FunctionalInterface
  private interface Write {
    long at(Connection connection) throws IOException, JetStreamApiException;
  }

  private void write(Write write, Consumer<Outcome> handler) {
    calls.run(
        connection,
        at -> {
          try {
            return new Outcome.Done(write.at(at));
          } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() == WRONG_LAST_REVISION) {
              return new Outcome.Conflict();
            }
            throw e;
          }
        },
        new Outcome.Unknown(),
        outcome -> {
          calls.count(outcome);
          handler.accept(outcome);
        });
  }

  private Listing list(Connection at)
      throws IOException, JetStreamApiException, InterruptedException {
    ConcurrentLinkedQueue<Entry> entries = new ConcurrentLinkedQueue<>();
    CountDownLatch end = new CountDownLatch(1);
    KeyValueWatcher watcher =
        new KeyValueWatcher() {
          private int listed;

          @Override
          public void watch(KeyValueEntry entry) {
            if (end.getCount() > 0 && listed++ < MAX_LISTED) {
              entries.add(new Entry(entry.getKey(), valueOf(entry), entry.getRevision()));
            }
          }

          @Override
          public void endOfData() {
            end.countDown();
          }
        };
    var subscription = store(at).watchAll(watcher, KeyValueWatchOption.IGNORE_DELETE);
    try {
      boolean all = end.await(LISTING_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      List<Entry> listed = List.copyOf(entries);
      return new Listing(listed, all && listed.size() < MAX_LISTED);
    } finally {
      subscription.unsubscribe();
    }
  }

  /// A client that has closed its connection has lost its watches with it.
  private void watchAgain() {
    Connection at = connection.current();
    boolean isNew = watched == null || !connection.isCurrent(watched);
    if (at != null && connection.isUp() && isNew) {
      watched = at;
      watchers.forEach(this::startWatch);
    }
  }

  private void startWatch(Consumer<Change> handler) {
    KeyValueWatcher watcher =
        new KeyValueWatcher() {
          @Override
          public void watch(KeyValueEntry entry) {
            boolean exists = entry.getOperation() == KeyValueOperation.PUT;
            calls.tell(
                () ->
                    handler.accept(
                        new Change(
                            entry.getKey(), exists ? valueOf(entry) : null, entry.getRevision())));
          }

          @Override
          public void endOfData() {
            // Only changes are asked for.
          }
        };
    calls.run(
        connection,
        at -> store(at).watchAll(watcher, KeyValueWatchOption.UPDATES_ONLY) != null,
        false,
        works -> {
          if (!works) {
            log.debug("changes of {} are not heard", bucket);
          }
        });
  }
}
