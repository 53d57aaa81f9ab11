package wsroom.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import wsroom.room.RelayCounters;
import wsroom.room.membership.Census;
import wsroom.session.CloseReason;
import wsroom.session.JoinedSession;
import wsroom.session.PendingSession;

class ServerMetricsTest {
  private final ServerMetrics metrics = new ServerMetrics("1.2.3", "0a1b2c", "sepolia");

  @Test
  void buildInfoHasTheNamesThatDashboardsKnow() {
    assertThat(metrics.scrape())
        .contains(
            "ws_room_service_build_info{commitHash=\"0a1b2c\",ethNetwork=\"sepolia\","
                + "version=\"1.2.3\"} 1.0");
  }

  @Test
  void commonDashboardsFindTheProcess() {
    for (String name :
        List.of(
            "process_cpu_seconds_total",
            "process_open_fds",
            "process_max_fds",
            "process_start_time_seconds")) {
      assertThat(value(name)).as(name).isPositive();
    }
    assertThat(value("process_start_time_seconds"))
        .isBetween(1.7e9, Instant.now().getEpochSecond() + 1.0);
    if (Files.exists(Path.of("/proc/self/status"))) {
      assertThat(value("process_resident_memory_bytes")).isBetween(10e6, 100e9);
    }
  }

  @Test
  void noGaugeHasTheLabelOfHistogramsWhichPrometheusKeepsForItself() {
    metrics.showRooms(() -> new Census(0, List.of()));
    String gauge = "none";
    for (String line : metrics.scrape().lines().toList()) {
      if (line.startsWith("# TYPE ")) {
        gauge = line.endsWith(" gauge") ? line.split(" ", -1)[2] : "none";
      } else if (line.startsWith(gauge)) {
        assertThat(line).doesNotContain("{le=", ",le=");
      }
    }
  }

  @Test
  void ioThreadCountersAreSummedUnderBothNames() {
    RelayCounters one = new RelayCounters();
    RelayCounters other = new RelayCounters();
    metrics.showThreads(List.of(one, other), List.of());
    one.received(60);
    other.received(40);

    assertThat(metrics.scrape())
        .contains("dcl_ws_rooms_in_messages_total 2.0", "\ndcl_ws_rooms_in_messages 2\n")
        .contains("dcl_ws_rooms_in_bytes_total 100.0", "\ndcl_ws_rooms_in_bytes 100\n");
  }

  @Test
  void unknownMethodsAreCountedTogether() {
    for (String method : List.of("GET", "QQ1", "QQ2", "get", "GET")) {
      metrics.served(method, "none", 404, 1);
    }

    assertThat(metrics.scrape().lines().filter(line -> line.startsWith("http_requests_total{")))
        .containsExactlyInAnyOrder(
            "http_requests_total{code=\"404\",handler=\"none\",method=\"GET\"} 2.0",
            "http_requests_total{code=\"404\",handler=\"none\",method=\"other\"} 3.0");
  }

  @Test
  void countsSurviveACollectionOfGarbage() {
    RelayCounters counters = new RelayCounters();
    metrics.showThreads(List.of(counters), List.of());
    counters.droppedExcess();
    System.gc();

    assertThat(metrics.scrape()).contains("ws_room_excess_updates_total 1.0");
  }

  @Test
  void roomsAreCountedByTheirSize() {
    metrics.showRooms(
        () ->
            new Census(
                8, List.of(new Census.RoomCount("duo", 2), new Census.RoomCount("club", 6))));

    assertThat(metrics.scrape())
        .contains("dcl_ws_rooms_count 2.0", "dcl_ws_rooms_connections 8.0")
        .contains("ws_room_rooms_of_at_most{peers=\"5\"} 1.0")
        .contains("ws_room_rooms_of_at_most{peers=\"+Inf\"} 2.0");
  }

  @Test
  void roomsAreCountedOnceForEachScrape() {
    AtomicInteger censuses = new AtomicInteger();
    metrics.showRooms(
        () -> {
          int rooms = censuses.incrementAndGet();
          return new Census(rooms, Collections.nCopies(rooms, new Census.RoomCount("r", 1)));
        });

    assertThat(metrics.scrape()).contains("dcl_ws_rooms_count 1.0");
    assertThat(metrics.scrape())
        .contains("dcl_ws_rooms_count 2.0", "dcl_ws_rooms_connections 2.0")
        .contains("ws_room_rooms_of_at_most{peers=\"1\"} 2.0");
    assertThat(censuses).hasValue(2);
  }

  @Test
  void anEndInTheHandshakeCountsAsAFailedHandshakeAndOneAfterItDoesNot() {
    SessionMeters sessions = metrics.sessions();
    sessions.opened();
    sessions.opened();
    JoinedSession ann = new JoinedSession(1, "plaza", "0xa", 1);
    sessions.joined(ann, 2_000_000);
    sessions.handshakeEnded(new PendingSession(2, "plaza", ""), CloseReason.WRONG_OWNER, "");
    sessions.left(ann, CloseReason.NO_PROGRESS);

    assertThat(metrics.scrape())
        .contains("ws_room_handshakes_total{outcome=\"welcomed\",reason=\"none\"} 1.0")
        .contains("ws_room_handshakes_total{outcome=\"failed\",reason=\"wrong_owner\"} 1.0")
        .contains("ws_room_handshakes_total{outcome=\"failed\",reason=\"no_progress\"} 0.0")
        .contains("ws_room_closes_total{reason=\"no_progress\"} 1.0")
        .contains("dcl_ws_rooms_connections_total 2.0");
    assertThat(sessions.openConnections()).isEqualTo(2);
  }

  private double value(String name) {
    return metrics
        .scrape()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name));
  }
}
