package wsroom.cluster.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.Nats;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import wsroom.cluster.KeyValue;
import wsroom.cluster.KeyValue.Lookup;
import wsroom.cluster.KeyValue.Outcome;

/// The contract of the key-value store, against a real NATS server.
@EnabledIf(
    value = "wsroom.cluster.nats.NatsServer#isInstalled",
    disabledReason = "no nats-server on the PATH (apt-get install nats-server)")
class NatsKeyValueTest {
  @TempDir Path folder;
  private NatsServer server;
  private NatsNode anna;
  private NatsNode ben;

  @BeforeEach
  void connect() throws Exception {
    server = new NatsServer(folder);
    anna = NatsNode.connected("anna", server);
    ben = NatsNode.connected("ben", server);
  }

  @AfterEach
  void close() throws Exception {
    anna.close();
    ben.close();
    server.close();
  }

  @Test
  void aKeyIsCreatedOnce() throws Exception {
    long revision = done(anna.create(Bucket.SESSIONS, "key", "of anna"));
    assertThat(ben.create(Bucket.SESSIONS, "key", "of ben")).isInstanceOf(Outcome.Conflict.class);
    assertFound(ben.get(Bucket.SESSIONS, "key"), "of anna", revision);
  }

  @Test
  void anUpdateNeedsTheLastRevision() throws Exception {
    long first = done(anna.create(Bucket.ROOMS, "key", "one"));
    long second = done(ben.update(Bucket.ROOMS, "key", "two", first));
    assertThat(second).isGreaterThan(first);
    assertThat(anna.update(Bucket.ROOMS, "key", "three", first))
        .isInstanceOf(Outcome.Conflict.class);
    assertFound(anna.get(Bucket.ROOMS, "key"), "two", second);
    assertThat(anna.update(Bucket.ROOMS, "none", "value", 7)).isInstanceOf(Outcome.Conflict.class);
  }

  @Test
  void aDeletedKeyIsAbsentAndCanBeCreatedAgain() throws Exception {
    long first = done(anna.create(Bucket.SESSIONS, "key", "one"));
    assertThat(ben.delete(Bucket.SESSIONS, "key", first + 1)).isInstanceOf(Outcome.Conflict.class);
    long marker = done(ben.delete(Bucket.SESSIONS, "key", first));
    assertThat(marker).isGreaterThan(first);
    assertThat(anna.get(Bucket.SESSIONS, "key")).isInstanceOf(Lookup.Absent.class);
    assertThat(anna.update(Bucket.SESSIONS, "key", "late", first))
        .isInstanceOf(Outcome.Conflict.class);
    assertThat(done(anna.create(Bucket.SESSIONS, "key", "two"))).isGreaterThan(marker);
  }

  @Test
  void allEntriesAreListedWithoutDeletedOnes() throws Exception {
    KeyValue.Listing none = anna.result(anna.nats.store(Bucket.ROOMS)::entries);
    assertThat(none).isEqualTo(new KeyValue.Listing(List.of(), true));

    var _ = done(anna.create(Bucket.ROOMS, "a", "1"));
    long b = done(anna.create(Bucket.ROOMS, "b", "2"));
    var _ = done(anna.delete(Bucket.ROOMS, "b", b));
    var _ = done(anna.create(Bucket.ROOMS, "c", "3"));
    KeyValue.Listing listing = anna.result(anna.nats.store(Bucket.ROOMS)::entries);
    assertThat(listing.complete()).isTrue();
    assertThat(listing.entries()).extracting(KeyValue.Entry::key).containsExactly("a", "c");
  }

  @Test
  void changesAreHeard() throws Exception {
    BlockingQueue<KeyValue.Change> heard = new LinkedBlockingQueue<>();
    ben.run(() -> ben.nats.store(Bucket.BANS).watch(heard::add));
    long revision = done(anna.create(Bucket.BANS, "first", "1"));
    // A watch begins some time after it was asked for: until then it hears nothing.
    KeyValue.Change change = heard.poll(1, TimeUnit.SECONDS);
    while (change == null) {
      revision = done(anna.update(Bucket.BANS, "first", "again", revision));
      change = heard.poll(1, TimeUnit.SECONDS);
    }
    assertThat(change.key()).isEqualTo("first");

    var _ = done(anna.delete(Bucket.BANS, "first", revision));
    while (change.value() != null) {
      change = heard.poll(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void whatWasWrittenIsThereAfterTheServerWasKilled() throws Exception {
    long revision = done(anna.create(Bucket.COUNTERS, "alias", "1024"));
    server.kill();
    anna.awaitConnected(false);
    assertThat(anna.update(Bucket.COUNTERS, "alias", "2048", revision))
        .isInstanceOf(Outcome.Unknown.class);
    assertThat(anna.get(Bucket.COUNTERS, "alias")).isInstanceOf(Lookup.Unknown.class);

    server.start();
    anna.awaitConnected(true);
    Lookup found = anna.get(Bucket.COUNTERS, "alias");
    while (found instanceof Lookup.Unknown) {
      found = anna.get(Bucket.COUNTERS, "alias");
    }
    assertFound(found, "1024", revision);
  }

  @Test
  void theOutcomeIsUnknownWhileTheServerIsFrozen() throws Exception {
    server.freeze();
    assertThat(anna.create(Bucket.SESSIONS, "key", "value")).isInstanceOf(Outcome.Unknown.class);
    assertThat(anna.nats.figures().unknownWrites()).isEqualTo(1);
    server.thaw();
    anna.awaitConnected(true);
    // Whether it was written or not: another compare-and-set settles it.
    Outcome settled = anna.create(Bucket.SESSIONS, "key", "value");
    while (settled instanceof Outcome.Unknown) {
      settled = anna.create(Bucket.SESSIONS, "key", "value");
    }
    assertThat(anna.get(Bucket.SESSIONS, "key")).isInstanceOf(Lookup.Found.class);
  }

  @Test
  void aLostBucketIsMadeAgain() throws Exception {
    Connection tool = Nats.connect(server.url().toString());
    tool.keyValueManagement().delete("wsroom-test-sessions");
    tool.close();
    Outcome outcome = anna.create(Bucket.SESSIONS, "key", "value");
    assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
    while (outcome instanceof Outcome.Unknown) {
      outcome = anna.create(Bucket.SESSIONS, "key", "value");
    }
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
  }

  /// Takes the bucket's 15 s.
  @Test
  @EnabledIfSystemProperty(named = "slow", matches = "on")
  void aLeaseExpires() throws Exception {
    long revision = done(anna.create(Bucket.NODES, "node", "alive"));
    Lookup found = anna.get(Bucket.NODES, "node");
    while (found instanceof Lookup.Found) {
      found = ben.get(Bucket.NODES, "node");
    }
    assertThat(anna.update(Bucket.NODES, "node", "alive", revision))
        .isInstanceOf(Outcome.Conflict.class);
    assertThat(ben.create(Bucket.NODES, "node", "dead")).isInstanceOf(Outcome.Done.class);
  }

  private static long done(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return ((Outcome.Done) outcome).revision();
  }

  private static void assertFound(Lookup lookup, String value, long revision) {
    assertThat(lookup)
        .isInstanceOfSatisfying(
            Lookup.Found.class,
            found -> {
              assertThat(NatsNode.text(found.value())).isEqualTo(value);
              assertThat(found.revision()).isEqualTo(revision);
            });
  }
}
