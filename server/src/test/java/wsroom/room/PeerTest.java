package wsroom.room;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
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
import wsroom.websocket.ServerFrames.Ping;

/// Pings, round trips and statistics of a peer.
class PeerTest {
  private static final long START = -7;

  private final FakeIoThreads threads = FakeIoThreads.inOrder(1);
  private final List<Peer> opened = new ArrayList<>();
  private final FakeClient client =
      new FakeClient(threads.get(0), new FakeClient.Settings(1000, 10_000), this::listen);
  private final Peer peer = peer();

  @Test
  void peerHasTheAliasAndAddressOfItsMember() {
    assertThat(peer.alias()).isEqualTo(7);
    assertThat(peer.address()).isEqualTo("0xa");
  }

  @Test
  void firstPongAfterAPingSetsTheRoundTrip() {
    assertThat(peer.figures(0).roundTripNanos()).isEmpty();
    pings(START);
    assertThat(client.heard()).containsExactly(new Ping(ByteString.fromHex("3200")));
    assertThat(peer.figures(0).roundTripNanos()).isEmpty();
    peer.onPong(START + 30);
    peer.onPong(START + 99);
    assertThat(peer.figures(0).roundTripNanos()).hasValue(30);

    pings(START + 100);
    peer.onPong(START + 150);
    assertThat(peer.figures(0).roundTripNanos()).hasValue(50);
  }

  @Test
  void unsolicitedPongSetsNoRoundTrip() {
    peer.onPong(START + 30);

    assertThat(peer.figures(0).roundTripNanos()).isEmpty();
    assertThat(peer.wasPingedWithin(Long.MAX_VALUE, START + 31)).isFalse();
  }

  @Test
  void pingIsRecentWithinItsTimeWhetherAnsweredOrNot() {
    pings(START);
    assertThat(peer.wasPingedWithin(10, START + 9)).isTrue();
    assertThat(peer.wasPingedWithin(10, START + 10)).isFalse();
    peer.onPong(START + 5);
    assertThat(peer.wasPingedWithin(10, START + 9)).isTrue();
    assertThat(peer.wasPingedWithin(10, START + 10)).isFalse();
  }

  @Test
  void figuresSumUpPacketsAndUpdates() {
    peer.received(10);
    peer.received(20);
    peer.sent(3, 300);
    peer.sent(1, 50);

    PeerFigures figures = peer.figures(0);
    assertThat(figures.inPackets()).isEqualTo(2);
    assertThat(figures.inBytes()).isEqualTo(30);
    assertThat(figures.outUpdates()).isEqualTo(4);
    assertThat(figures.outBytes()).isEqualTo(350);
    assertThat(figures.backlogBytes()).isZero();
  }

  @Test
  void figuresIncludeTheBacklogOfTheConnection() {
    client.readsNothing();
    pings(START);

    assertThat(peer.figures(0).backlogBytes()).isEqualTo(client.backlogBytes()).isPositive();
  }

  private void pings(long now) {
    threads.on(threads.get(0), () -> peer.ping(now));
    threads.runAll();
  }

  private Peer peer() {
    threads.runAll();
    return opened.getFirst();
  }

  private ConnectionListener listen(Connection connection) {
    opened.add(new Peer(new Member(7, "0xa", new Origin.ThisServer(0), 0), connection));
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
