package wsroom.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import wsroom.session.CloseReason;
import wsroom.session.JoinedSession;
import wsroom.session.PendingSession;

/// Each event of a session has its own meter.
class SessionMetersTest {
  private static final JoinedSession ANN = new JoinedSession(1, "plaza", "0xa", 1);
  private static final PendingSession EVE = new PendingSession(2, "plaza", "");

  private final ServerMetrics metrics = new ServerMetrics("1.2.3", "0a1b2c", "mainnet");
  private final SessionMeters sessions = metrics.sessions();

  @Test
  void connectionsAreCountedAsTheyOpenAndClose() {
    sessions.opened();
    sessions.opened();
    sessions.closed();

    assertThat(sessions.openConnections()).isEqualTo(1);
    assertThat(lines())
        .contains("dcl_ws_rooms_connections_total 2.0", "ws_room_open_connections 1.0");
  }

  @Test
  void kicksUnknownPacketsAndRejectedChainsAreCounted() {
    sessions.kickSent();
    sessions.unknownPacket();
    sessions.unknownPacket();
    sessions.authChainRejected("expired");

    assertThat(lines())
        .contains("dcl_ws_rooms_kicks_total 1.0", "dcl_ws_rooms_unknown_sent_messages_total 2.0")
        .contains("ws_room_auth_chains_rejected_total{reason=\"expired\"} 1.0");
  }

  @Test
  void handshakesAreCountedByTheirEndAndTimed() {
    sessions.joined(ANN, 30_000_000);
    sessions.handshakeEnded(EVE, CloseReason.ROOM_FULL, "the room is full");

    assertThat(lines())
        .contains("ws_room_handshakes_total{outcome=\"welcomed\",reason=\"none\"} 1.0")
        .contains("ws_room_handshakes_total{outcome=\"failed\",reason=\"room_full\"} 1.0")
        .contains("ws_room_closes_total{reason=\"room_full\"} 1.0")
        .contains("ws_room_handshake_seconds_count 1");
  }

  @Test
  void evictedConnectionsAreCounted() {
    metrics.showDisplaced(() -> 3);

    assertThat(lines()).contains("ws_room_connections_displaced_total 3.0");
  }

  private List<String> lines() {
    return metrics.scrape().lines().toList();
  }
}
