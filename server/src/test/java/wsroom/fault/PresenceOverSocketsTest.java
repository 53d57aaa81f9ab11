package wsroom.fault;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wsroom.server.RunningServer;

/// Hundreds of clients join, send, leave, disconnect, freeze, reconnect and take over each other's
/// sessions over real sockets, many of them through a proxy with faults. In any case, each client
/// receives a consistent sequence, and in the end all agree.
///
/// A run is named by its seed. `-Dfault.seed=N` gives each client the script of run N again; how
/// the scripts interleave is up to the machine.
class PresenceOverSocketsTest {
  private static final int CLIENTS = 200;
  private static final int TURNS_A_SECOND = 1_000;
  private static final int TURNS = 4_000;

  @ParameterizedTest(name = "{0} I/O threads")
  @ValueSource(ints = {1, 2, 4})
  void everyoneLeftKnowsTheSame(int ioThreads) throws Exception {
    long seed = Long.getLong("fault.seed", System.currentTimeMillis() % 1_000_000);
    System.out.printf("fault bench: %d I/O threads, -Dfault.seed=%d%n", ioThreads, seed);
    Map<String, String> settings = new HashMap<>(PresenceRun.SETTINGS);
    settings.put("IO_THREADS", Integer.toString(ioThreads));
    try (RunningServer server = new RunningServer(settings)) {
      String summary = new PresenceRun(server, CLIENTS).run(seed, TURNS_A_SECOND, TURNS);
      System.out.println("fault bench: " + summary);
    }
  }
}
