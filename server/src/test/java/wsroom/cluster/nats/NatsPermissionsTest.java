package wsroom.cluster.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import wsroom.cluster.Bus;
import wsroom.cluster.KeyValue;
import wsroom.cluster.KeyValue.Outcome;
import wsroom.config.ClusterConfig;
import wsroom.config.NatsLogin;
import wsroom.config.NatsOutage;
import wsroom.config.Secret;

/// The permissions in `deploy/nats` are enough for a node, and for no more.
@EnabledIf(
    value = "wsroom.cluster.nats.NatsServer#isInstalled",
    disabledReason = "no nats-server on the PATH (apt-get install nats-server)")
class NatsPermissionsTest {
  @TempDir Path folder;

  @Test
  void aNodeDoesAllItMustWithTheDocumentedPermissions() throws Exception {
    String config = Files.readString(Path.of("..", "deploy", "nats", "nats-server.conf"));
    String accounts =
        config.substring(config.indexOf("accounts {")).replace("$WSROOM_PASSWORD", "s3same");
    Path file = Files.writeString(folder.resolve("nats.conf"), accounts);
    try (NatsServer server = new NatsServer(folder, "-c", file.toString());
        NatsNode node = new NatsNode("node", config(server))) {
      node.awaitConnected(true);
      BlockingQueue<String> heard = node.hears("wsroom.main.a");
      node.publish("wsroom.main.a", "allowed");
      assertThat(NatsNode.next(heard)).isEqualTo("allowed");
      assertThat(node.request("wsroom.main.n.7", "hello", 5_000))
          .isInstanceOf(Bus.Reply.NoResponders.class);

      for (Bucket bucket : Bucket.values()) {
        Outcome created = node.create(bucket, "key", "value");
        assertThat(created).as(bucket.name()).isInstanceOf(Outcome.Done.class);
        assertThat(node.get(bucket, "key")).isInstanceOf(KeyValue.Lookup.Found.class);
        KeyValue.Listing listing = node.result(node.nats.store(bucket)::entries);
        assertThat(listing.complete()).as(bucket.name()).isTrue();
        assertThat(listing.entries()).hasSize(1);
        assertThat(node.delete(bucket, "key", ((Outcome.Done) created).revision()))
            .isInstanceOf(Outcome.Done.class);
      }

      // The server denies it, and the subscriber, which may not listen there either, hears nothing.
      assertThat(node.request("elsewhere", "hello", 300)).isInstanceOf(Bus.Reply.TimedOut.class);
    }
  }

  private static ClusterConfig config(NatsServer server) {
    ClusterConfig base =
        NatsNode.config(
            new NatsLogin.UserPassword("node", new Secret("s3same")),
            Optional.empty(),
            server.url());
    return new ClusterConfig(
        base.natsUrls(),
        base.login(),
        base.certificateAuthorities(),
        "main",
        Optional.empty(),
        Optional.empty(),
        NatsOutage.SERVE);
  }
}
