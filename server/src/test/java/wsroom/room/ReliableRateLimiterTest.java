package wsroom.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import wsroom.room.membership.Member;
import wsroom.room.membership.Origin;
import wsroom.websocket.Connection;
import wsroom.websocket.ConnectionEnd;
import wsroom.websocket.ConnectionListener;
import wsroom.websocket.FakeClient;
import wsroom.websocket.FakeIoThreads;

/// How long reliable messages wait, to the nanosecond: 1,000 bytes a second, 100 at once.
class ReliableRateLimiterTest {
  private static final long MILLI = 1_000_000;
  private static final RelayLimit LIMIT = new RelayLimit(1_000, 100);

  private final FakeIoThreads threads = FakeIoThreads.inOrder(1);
  private final List<Connection> opened = new ArrayList<>();
  private final ReliableRateLimiter pace = new ReliableRateLimiter(LIMIT, threads.get(0));
  private final Peer peer = peer(1);
  private final Peer other = peer(2);

  @Test
  void burstPassesToItsLastByteAndTheNextMessageWaitsForItsTokens() {
    assertThat(pace.reserve(peer, 60, 1, 1)).isZero();
    assertThat(pace.reserve(peer, 40, 1, 1)).isZero();
    assertThat(pace.reserve(peer, 10, 1, 1)).isEqualTo(10 * MILLI);
    assertThat(pace.reserve(peer, 5, 1, 1)).isEqualTo(15 * MILLI);
  }

  @Test
  void replicaHasAPartOfTheRateByItsPeers() {
    pace.reserve(peer, 100, 1, 4);

    assertThat(pace.reserve(peer, 10, 1, 4)).isEqualTo(40 * MILLI);
  }

  @Test
  void tokensComeWithTimeButNoMoreThanABurst() {
    pace.reserve(peer, 100, 1, 1);
    threads.passes(Duration.ofMillis(30));
    assertThat(pace.reserve(peer, 30, 1, 1)).isZero();
    threads.passes(Duration.ofHours(1));
    assertThat(pace.reserve(peer, 1, 1, 1)).isZero();
    assertThat(pace.reserve(peer, 99, 1, 1)).isZero();
    // Beyond what its own share has gained in that hour, a burst.
    assertThat(pace.reserve(peer, 101, 1, 1)).isEqualTo(101 * MILLI);
  }

  @Test
  void peerWithinItsShareDoesNotWaitForAnother() {
    pace.reserve(peer, 100, 2, 2);
    assertThat(pace.reserve(peer, 100, 2, 2)).isEqualTo(100 * MILLI);
    threads.passes(Duration.ofMillis(40));

    // Half the rate for 40 ms.
    assertThat(pace.reserve(other, 15, 2, 2)).isZero();
    assertThat(pace.reserve(other, 5, 2, 2)).isZero();
    assertThat(pace.reserve(other, 1, 2, 2)).isEqualTo((60 + 21) * MILLI);
  }

  @Test
  void shareIsNoMoreThanItsPartOfTheBurst() {
    pace.reserve(peer, 100, 2, 2);
    pace.reserve(peer, 1_000_000, 2, 2);
    threads.passes(Duration.ofMinutes(1));

    assertThat(pace.reserve(other, 50, 2, 2)).isZero();
    assertThat(pace.reserve(other, 1, 2, 2)).isPositive();
  }

  @Test
  void withoutARateNothingWaits() {
    ReliableRateLimiter unlimited = new ReliableRateLimiter(RelayLimit.NONE, threads.get(0));

    assertThat(unlimited.reserve(peer, 1_000_000, 1, 1)).isZero();
  }

  private Peer peer(int alias) {
    new FakeClient(threads.get(0), new FakeClient.Settings(1_000, 10_000), this::listen);
    threads.runAll();
    Peer joined = new Peer(new Member(alias, "0xa", new Origin.ThisServer(0), 0), opened.getLast());
    pace.onJoin(joined);
    return joined;
  }

  private ConnectionListener listen(Connection connection) {
    opened.add(connection);
    return new ConnectionListener() {
      @Override
      public void onMessage(ByteBuffer message) {}

      @Override
      public void onBacklog() {}

      @Override
      public void onEnd(ConnectionEnd end) {}

      @Override
      public void onClosed() {}
    };
  }
}
