package wsroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import authchain.Identity;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import wsroom.cluster.nats.NatsServer;
import wsroom.proto.rfc5.WsPacket;

/// Two servers and a NATS server: one room.
@EnabledIf(
    value = "wsroom.cluster.nats.NatsServer#isInstalled",
    disabledReason = "no nats-server on the PATH (apt-get install nats-server)")
class ClusterTest {
  private static final Pattern PORT = Pattern.compile(".* listens on .*:(\\d+)");
  private static final int MAX_GHOST_SECONDS = 5;

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private NatsServer nats;
  private RunningServer one;

  @BeforeEach
  void start() throws Exception {
    nats = new NatsServer(folder);
    one = node("one", Map.of());
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
    nats.close();
    http.shutdownNow();
  }

  @Test
  void membersOfBothNodesHearEachOther() throws Exception {
    RunningServer two = node("two", Map.of());
    Explorer ann = enters(one, "ann");
    Explorer ben = enters(two, "ben");
    ben.knows(Set.of(ann.alias()));
    ann.knows(Set.of(ben.alias()));

    ann.says("hello from one");
    assertThat(ben.hearsUpdates(1)).containsEntry(ann.alias(), List.of("hello from one"));
    ben.says("hello from two");
    assertThat(ann.hearsUpdates(1)).containsEntry(ben.alias(), List.of("hello from two"));
    one.awaits("/status", "\"users\":2");
    two.awaits("/status", "\"users\":2");
    one.awaits("/status", "\"node\":\"two\"");
  }

  @Test
  void anAddressIsInOnePlaceOfTheCluster() throws Exception {
    RunningServer two = node("two", Map.of());
    Explorer before = enters(one, "ann");
    Explorer after = enters(two, "ann");
    assertThat(after.alias()).isNotEqualTo(before.alias());
    var _ = before.hears(WsPacket::hasPeerKicked);
    one.awaits("/status", "\"users\":1");
  }

  @Test
  void aStoppedNodeLeavesNobodyBehind() throws Exception {
    RunningServer two = node("two", Map.of());
    Explorer ann = enters(one, "ann");
    Explorer ben = enters(two, "ben");
    ann.knows(Set.of(ben.alias()));

    two.close();
    WsPacket left = ann.hears(WsPacket::hasPeerLeaveMessage);
    assertThat(left.getPeerLeaveMessage().getAlias()).isEqualTo(ben.alias());
    one.awaits("/status", "\"users\":1");
  }

  @Test
  void membersOfAKilledNodeAreGoneWithinSeconds() throws Exception {
    Process killed = process("killed");
    Explorer ann = enters(one, "ann");
    Explorer ben = Explorer.enters(http, roomOf(killed), identity("ben"));
    ann.knows(Set.of(ben.alias()));

    long begin = System.nanoTime();
    killed.destroyForcibly().waitFor();
    WsPacket left = ann.hears(WsPacket::hasPeerLeaveMessage);
    assertThat(left.getPeerLeaveMessage().getAlias()).isEqualTo(ben.alias());
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin))
        .isLessThan(MAX_GHOST_SECONDS);
  }

  @Test
  void anOutageOfNatsEndsNoSessionAndReadinessTellsOfIt() throws Exception {
    Explorer ann = enters(one, "ann");
    Explorer ben = enters(one, "ben");
    ann.knows(Set.of(ben.alias()));

    nats.kill();
    one.awaits("/health/ready", "disconnected");
    ann.says("still here");
    assertThat(ben.hearsUpdates(1)).containsEntry(ann.alias(), List.of("still here"));

    nats.start();
    one.awaits("/health/ready", "ready");
    Explorer eve = enters(one, "eve");
    eve.knows(Set.of(ann.alias(), ben.alias()));
  }

  private static Identity identity(String name) {
    return Identity.named(name, Instant.now().plus(Duration.ofDays(1)));
  }

  private Explorer enters(RunningServer node, String name) throws InterruptedException {
    return Explorer.enters(http, node.room("plaza"), identity(name));
  }

  private RunningServer node(String id, Map<String, String> more) throws Exception {
    Map<String, String> settings = new HashMap<>(settings(id));
    settings.putAll(more);
    RunningServer node = new RunningServer(settings);
    opened.add(node);
    node.awaits("/health/ready", "ready");
    return node;
  }

  private Map<String, String> settings(String id) {
    return Map.of("NATS_URL", nats.url().toString(), "NODE_ID", id);
  }

  /// A node in a process of its own, which can be killed.
  private Process process(String id) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("..", "jvm.options").toAbsolutePath(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "wsroom.app.Main")
            .redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.endsWith("JAVA_OPTIONS"));
    builder
        .environment()
        .putAll(
            Map.of("HTTP_SERVER_HOST", "127.0.0.1", "HTTP_SERVER_PORT", "0", "ETH_RPC_URL", "off"));
    builder.environment().putAll(settings(id));
    Process process = builder.start();
    opened.add(process::destroyForcibly);
    return process;
  }

  /// The room of a process, once it has registered in the cluster.
  private static URI roomOf(Process process) throws Exception {
    BufferedReader output = process.inputReader();
    String port = "";
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher listens = PORT.matcher(line);
      if (listens.matches()) {
        port = listens.group(1);
      }
      if (line.contains("node registered in the cluster")) {
        return URI.create("ws://127.0.0.1:" + port + "/rooms/plaza");
      }
    }
    throw new AssertionError("the process ended");
  }
}
