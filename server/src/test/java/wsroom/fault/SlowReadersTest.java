package wsroom.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import wsroom.server.RunningServer;

/// Peers that do not read, over real sockets with the kernel's buffers.
class SlowReadersTest {
  private static final int BACKLOG_LIMIT_BYTES = 256 * 1024;
  private static final int STUCK = 3;
  private static final int SCENE_BYTES = 12 * 1024;

  /// Kernels buffer some megabytes for a loopback socket before the server has a backlog.
  private static final int ENOUGH_TO_FILL_A_SOCKET = 1_500;

  private RunningServer server;
  private Members members;
  private final List<RecordedSession> stuck = new ArrayList<>();

  @BeforeEach
  void aRoomWithSomeWhoDoNotRead() throws Exception {
    server =
        new RunningServer(
            Map.of("BACKLOG_LIMIT_BYTES", "" + BACKLOG_LIMIT_BYTES, "UPDATE_BYTES_PER_PEER", "0"));
    members = Members.enter(server, 10);
    for (int i = 0; i < STUCK; i++) {
      stuck.add(members.enters("stuck " + i));
      assertThat(stuck.getLast().isWelcomed()).isTrue();
    }
    members.hearEachOther(1);
    members.countsOut(stuck);
    stuck.forEach(visit -> visit.wire().stopsReading());
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void otherPeersAreUnaffectedAndBacklogsAreBounded() throws Exception {
    double most = 0;
    for (int said = 0; said < ENOUGH_TO_FILL_A_SOCKET; said += 10) {
      members.first().speaks(true, SCENE_BYTES);
      members.hearEachOther(1);
      most = Math.max(most, server.metric("ws_room_backlog_bytes"));
      if (server.metric("ws_room_closes_total{reason=\"backlog_overflow\"}") == STUCK) {
        break;
      }
      for (int i = 0; i < 9; i++) {
        members.first().speaks(true, SCENE_BYTES);
      }
    }
    members.hearEachOther(1);

    assertThat(server.metric("ws_room_closes_total{reason=\"backlog_overflow\"}")).isEqualTo(STUCK);
    assertThat(most).isPositive().isLessThanOrEqualTo(STUCK * BACKLOG_LIMIT_BYTES);
    assertThat(members.first().present()).hasSize(9);
    for (RecordedSession visit : stuck) {
      visit.wire().readsAgain();
      assertThat(visit.awaitsEnd()).isIn(1013, 0);
    }
    assertThat(members.violations()).isEmpty();
    assertThat(server.metric("ws_room_backlog_bytes")).isZero();
  }

  @Test
  void rejoinIsWelcomedAtOnceWhileTheOldSocketIsStalled() throws Exception {
    fillSocketsUntilSomethingWaits();

    long start = System.nanoTime();
    RecordedSession again = members.enters("stuck 0");
    assertThat(again.isWelcomed()).isTrue();
    // Far less than the ten seconds after which the stalled socket would be closed.
    assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
    assertThat(server.metric("ws_room_closes_total{reason=\"taken_over\"}")).isEqualTo(1);
    assertThat(again.present().values()).doesNotHaveDuplicates().hasSize(10 + STUCK - 1);
    members.hearEachOther(3);
    assertThat(members.violations()).isEmpty();
  }

  private void fillSocketsUntilSomethingWaits() throws IOException, InterruptedException {
    for (int said = 0; said < ENOUGH_TO_FILL_A_SOCKET; said++) {
      if (server.metric("ws_room_backlogged_connections") == STUCK) {
        return;
      }
      members.first().speaks(true, SCENE_BYTES);
      if (said % 10 == 0) {
        members.hearEachOther(1);
      }
    }
    throw new AssertionError("the kernel takes it all");
  }
}
