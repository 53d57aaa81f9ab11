package wsroom.fault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Hundreds of members that hardly read, against a server in a process of 256 MiB.
class LittleMemoryTest {
  private static final List<String> MEMORY = List.of("-XX:MaxRAM=256m");
  private static final long MAX_RESIDENT_KILOBYTES = 256 * 1024;
  private static final int FEW_BYTES_EVERY_MILLIS = 9_000;
  private static final int CROWD = 500;
  private static final int PAIRS = 60;

  @Test
  void serverSurvivesAFullRoomOfVerySlowReaders() throws Exception {
    try (ServerProcess server = start()) {
      InetSocketAddress address = server.awaitsAddress();
      for (int i = 0; i < CROWD; i++) {
        enters(address, "plaza", "crowd " + i, FEW_BYTES_EVERY_MILLIS);
      }
      LineTrial reader = enters(address, "plaza", "reader", 0);
      LineTrial speaker = enters(address, "plaza", "speaker", 0);

      speaker.speaks(12, 1_000_000, 6_000, 1);

      reader.awaitsReliable(1_900);
      assertThat(reader.report()).contains("in order, open");
      assertThat(residentKilobytes(server)).isLessThan(MAX_RESIDENT_KILOBYTES);
      assertThat(metric(address, "ws_room_open_connections")).isLessThan(CROWD);
    }
  }

  @Test
  void serverSurvivesManyRoomsWithTheirOwnBacklogs() throws Exception {
    try (ServerProcess server = start()) {
      InetSocketAddress address = server.awaitsAddress();
      List<LineTrial> speakers = new ArrayList<>();
      for (int i = 0; i < PAIRS; i++) {
        enters(address, "room-" + i, "stuck " + i, FEW_BYTES_EVERY_MILLIS);
        speakers.add(enters(address, "room-" + i, "speaker " + i, 0));
      }
      LineTrial reader = enters(address, "room-0", "reader", 0);

      // Each backlog stays below its own limit: all together are too much.
      for (LineTrial speaker : speakers) {
        speaker.speaks(1, 990_000, 11_000, 1);
      }

      reader.awaitsReliable(80);
      assertThat(reader.report()).contains("in order, open");
      double limit = metric(address, "ws_room_backlog_memory_limit_bytes");
      assertThat(limit).isBetween(20e6, 64e6);
      assertThat(metric(address, "ws_room_backlog_memory_bytes")).isLessThanOrEqualTo(limit);
      assertThat(residentKilobytes(server)).isLessThan(MAX_RESIDENT_KILOBYTES);
    }
  }

  private static ServerProcess start() throws IOException {
    return ServerProcess.start(MEMORY, Map.of("MAX_USERS", "600"), ServerProcess.Output.READ);
  }

  private static LineTrial enters(
      InetSocketAddress server, String room, String name, int pauseMillis)
      throws IOException, InterruptedException {
    LineTrial member = new LineTrial(server, room, name, pauseMillis);
    member.isWelcomed();
    return member;
  }

  private static long residentKilobytes(ServerProcess server) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + server.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }

  private static double metric(InetSocketAddress server, String name) throws IOException {
    URI page = URI.create("http://127.0.0.1:" + server.getPort() + "/metrics");
    try (InputStream in = page.toURL().openStream()) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> line.startsWith(name + " "))
          .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
          .sum();
    }
  }
}
