package wsroom.cluster.nats;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamOptions;
import io.nats.client.KeyValueManagement;
import io.nats.client.KeyValueOptions;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.KeyValueStatus;
import io.nats.client.api.StorageType;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the buckets that are missing. On a NATS cluster of three servers or more they have three
/// replicas, else one; a bucket of one replica gets three as soon as it can.
///
/// Thread-safe; blocks.
final class Buckets implements ManagedConnection.Preparation {
  private static final Logger log = LoggerFactory.getLogger(Buckets.class);
  private static final int REPLICAS = 3;
  private static final int NOT_FOUND = 404;

  /// After that the outcome of a write is unknown. A killed stream leader takes longer to replace.
  static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final String cluster;

  Buckets(String cluster) {
    this.cluster = cluster;
  }

  static KeyValueOptions options() {
    return KeyValueOptions.builder()
        .jetStreamOptions(JetStreamOptions.builder().requestTimeout(TIMEOUT).build())
        .build();
  }

  @Override
  public synchronized void prepare(Connection connection) throws IOException {
    KeyValueManagement management = connection.keyValueManagement(options());
    int replicas = connection.getServerInfo().getConnectURLs().size() >= REPLICAS ? REPLICAS : 1;
    for (Bucket bucket : Bucket.values()) {
      try {
        prepare(management, bucket, replicas);
      } catch (JetStreamApiException e) {
        throw new IOException(
            "bucket " + bucket.nameIn(cluster) + " cannot be made: " + e.getMessage(), e);
      } catch (IOException e) {
        throw new IOException("JetStream does not answer: " + e.getMessage(), e);
      }
    }
  }

  private void prepare(KeyValueManagement management, Bucket bucket, int replicas)
      throws IOException, JetStreamApiException {
    try {
      KeyValueStatus status = management.getStatus(bucket.nameIn(cluster));
      if (status.getReplicas() < replicas) {
        grow(management, bucket, replicas);
      }
    } catch (JetStreamApiException e) {
      if (e.getErrorCode() != NOT_FOUND) {
        throw e;
      }
      create(management, bucket, replicas);
    }
  }

  private void create(KeyValueManagement management, Bucket bucket, int replicas)
      throws IOException, JetStreamApiException {
    try {
      management.create(configuration(bucket, replicas));
    } catch (JetStreamApiException e) {
      if (replicas == 1) {
        throw e;
      }
      log.warn(
          "bucket {} has one replica until a node starts with all NATS servers up: {}",
          bucket.nameIn(cluster),
          e.getMessage());
      management.create(configuration(bucket, 1));
    }
  }

  private void grow(KeyValueManagement management, Bucket bucket, int replicas) throws IOException {
    try {
      management.update(configuration(bucket, replicas));
    } catch (JetStreamApiException e) {
      log.warn("bucket {} keeps one replica: {}", bucket.nameIn(cluster), e.getMessage());
    }
  }

  private KeyValueConfiguration configuration(Bucket bucket, int replicas) {
    return KeyValueConfiguration.builder()
        .name(bucket.nameIn(cluster))
        .storageType(StorageType.File)
        .ttl(bucket.ttl())
        .replicas(replicas)
        .build();
  }
}
