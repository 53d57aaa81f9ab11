package wsroom.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import wsroom.fault.NetworkLab.Line;

/// Receivers on slow lines, over real TCP through the kernel's queues, on machines that allow
/// network namespaces.
class SlowLinesTest {
  /// More than the idle timeout of a peer, and several times what TCP takes to find out how much
  /// the slowest line carries.
  private static final int SECONDS = 40;

  private static final int SPOKEN_BYTES_PER_SECOND = 200_000;
  private static final int UPDATE_BYTES = 1_000;
  private static final int RELIABLE_EVERY = 100;
  private static final int MOST_BEYOND_THE_LINE_MILLIS = 500;
  private static final Pattern REPORT =
      Pattern.compile(
          "unreliable (\\d+) median (\\d+) .*reliable (\\d+) from \\d+ to (\\d+), in order, open");

  /// A reader in its own process, and the line's queue meanwhile.
  private record Reader(Line line, BufferedReader output, List<Double> queueMillis) {
    double meanQueueMillis() {
      return queueMillis.stream().mapToDouble(millis -> millis).average().orElseThrow();
    }
  }

  @Test
  void receiversOnSlowLinesGetFreshUpdatesAndAllReliableOnes() throws Exception {
    Optional<String> whyNot = NetworkLab.whyNot();
    assumeTrue(whyNot.isEmpty(), whyNot::orElseThrow);
    try (NetworkLab lab = new NetworkLab();
        ServerProcess server =
            ServerProcess.startBy(
                lab.atServer(), List.of(), Map.of("HTTP_SERVER_HOST", "0.0.0.0"))) {
      String port = "" + server.awaitsAddress().getPort();
      List<Reader> readers = new ArrayList<>();
      for (int kilobits : new int[] {100, 720, 3_000, 10_000}) {
        Line line = lab.line(kilobits);
        readers.add(
            new Reader(
                line,
                start(lab.atEnd(line), "read", line.server(), port, SECONDS, "at " + kilobits),
                new ArrayList<>()));
      }
      for (Reader reader : readers) {
        assertThat(reader.output().readLine()).isEqualTo("joined");
      }
      start(
          lab.atServer(),
          "speak",
          "127.0.0.1",
          port,
          SECONDS,
          "" + SPOKEN_BYTES_PER_SECOND,
          "" + UPDATE_BYTES,
          "" + RELIABLE_EVERY);
      for (int sample = 0; sample < SECONDS; sample++) {
        Thread.sleep(900);
        for (Reader reader : readers) {
          reader.queueMillis().add(lab.queueMillis(reader.line()));
        }
      }

      for (Reader reader : readers) {
        String report = reader.output().readLine();
        Matcher figures = REPORT.matcher(report);
        String line = reader.line().bytesPerSecond() + " bytes/s: " + report;
        assertThat(figures.matches()).as(line).isTrue();
        assertThat(Integer.parseInt(figures.group(1))).as(line).isGreaterThan(50);
        assertThat(Double.parseDouble(figures.group(2)))
            .as(line)
            .isLessThan(reader.meanQueueMillis() + MOST_BEYOND_THE_LINE_MILLIS);
        assertThat(Integer.parseInt(figures.group(3))).as(line).isGreaterThan(30);
        System.out.printf(
            "slow line of %s (its own queue: %.0f ms)%n", line, reader.meanQueueMillis());
      }
    }
  }

  private static BufferedReader start(
      List<String> wrapper, String role, String host, String port, int seconds, String... more)
      throws IOException {
    List<String> command = new ArrayList<>(wrapper);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx64m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", ServerProcess.classPath()));
    command.addAll(List.of(LineTrial.class.getName(), role, host, port, "" + seconds, "plaza"));
    command.addAll(List.of(more));
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start()
        .inputReader();
  }
}
