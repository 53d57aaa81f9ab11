package wsroom.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that is no node of a cluster loads nothing of it.
class StartWithoutClusterTest {
  @TempDir Path folder;

  @Test
  void clusterIsNotLoadedWithoutItsSettings() throws Exception {
    Path loaded = folder.resolve("loaded.txt");
    List<String> options = List.of("-Xlog:class+load:file=" + loaded);
    try (ServerProcess server = ServerProcess.start(options, Map.of(), ServerProcess.Output.READ)) {
      server.awaitsAddress();
      server.terminate();
      assertThat(server.awaitsExit()).isZero();
    }

    assertThat(Files.readString(loaded))
        .contains(" wsroom.server.ClusterLifecycle ")
        .doesNotContain(" wsroom.cluster.", " io.nats.", " wsroom.server.ClusterMember ");
  }
}
