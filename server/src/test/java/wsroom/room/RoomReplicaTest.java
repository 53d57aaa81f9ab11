package wsroom.room;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import wsroom.proto.rfc5.WsPacket;
import wsroom.room.membership.Grant;
import wsroom.websocket.Connection;
import wsroom.websocket.ConnectionEnd;
import wsroom.websocket.ConnectionListener;
import wsroom.websocket.FakeClient;
import wsroom.websocket.FakeIoThreads;

/// What the peers of a room hear of each other, in which order, and when the other threads learn of
/// it.
class RoomReplicaTest {
  private static final Duration WINDOW = Duration.ofMillis(5);

  private final FakeIoThreads threads = FakeIoThreads.inOrder(2);
  private final List<ThreadRooms> rooms =
      ThreadRooms.onEach(threads.all(), WINDOW.toNanos(), lagNanos -> {});
  private int lastAlias;

  @Test
  void peersOfAnotherThreadHearUpdatesAndJoinsOfOneBlockInTheirOrder() {
    Joined eve = joins(0);
    Joined bob = joins(1);
    bob.heard();
    var _ =
        new FakeClient(
            threads.get(0),
            new FakeClient.Settings(65_535, 1 << 20),
            connection -> {
              relays(0, eve, "before");
              var _ = joinsNow(0, connection);
              relays(0, eve, "after");
              return new Ignoring();
            });
    passes();

    assertThat(bob.heard()).containsExactly("before", "join of 3", "after");
  }

  @Test
  void leaveIsHandedOverAtOnce() {
    Joined eve = joins(0);
    Joined bob = joins(1);
    bob.heard();
    threads.on(threads.get(0), () -> replica(0).leave(eve.peer()));
    assertThat(threads.get(1).hasTasks()).isTrue();
    passes();

    assertThat(bob.heard()).containsExactly("leave of 1");
  }

  @Test
  void peerThatIsAboutToBeClosedHearsWhatWasSaidAtOnceAndOnlyOnce() {
    Joined eve = joins(0);
    Joined bob = joins(0);
    bob.heard();
    threads.on(
        threads.get(0),
        () -> {
          relays(0, eve, "last words");
          replica(0).flush(bob.peer());
        });
    assertThat(bob.heard()).containsExactly("last words");
    passes();

    assertThat(bob.heard()).isEmpty();
  }

  @Test
  void peerWithManyUpdatesInOneFlushHearsAllOthersAndNoneOfItsOwn() {
    Joined eve = joins(0);
    Joined bob = joins(0);
    eve.heard();
    bob.heard();
    List<String> saidByBob = new ArrayList<>();
    List<String> saidByEve = new ArrayList<>();
    threads.on(
        threads.get(0),
        () -> {
          for (int i = 0; i < 200; i++) {
            relays(0, i % 3 == 0 ? bob : eve, "update " + i);
            (i % 3 == 0 ? saidByBob : saidByEve).add("update " + i);
          }
        });
    passes();

    assertThat(eve.heard()).isEqualTo(saidByBob);
    assertThat(bob.heard()).isEqualTo(saidByEve);
  }

  private static final class Joined {
    private final Peer peer;
    private final FakeClient client;
    private int read;

    Joined(Peer peer, FakeClient client) {
      this.peer = peer;
      this.client = client;
    }

    Peer peer() {
      return peer;
    }

    /// The updates, joins and leaves that it has received since the last call.
    List<String> heard() {
      List<ByteString> messages = client.messages();
      List<String> heard = new ArrayList<>();
      for (; read < messages.size(); read++) {
        WsPacket packet = parsed(messages.get(read));
        switch (packet.getMessageCase()) {
          case PEER_UPDATE_MESSAGE ->
              heard.add(packet.getPeerUpdateMessage().getBody().toStringUtf8());
          case PEER_JOIN_MESSAGE -> heard.add("join of " + packet.getPeerJoinMessage().getAlias());
          case PEER_LEAVE_MESSAGE ->
              heard.add("leave of " + packet.getPeerLeaveMessage().getAlias());
          default -> {}
        }
      }
      return heard;
    }

    private static WsPacket parsed(ByteString message) {
      try {
        return WsPacket.parseFrom(message);
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
    }
  }

  private void passes() {
    threads.passes(WINDOW.multipliedBy(4));
  }

  private RoomReplica replica(int thread) {
    return rooms.get(thread).room("plaza");
  }

  private void relays(int thread, Joined sender, String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    assertThat(replica(thread).relay(sender.peer(), ByteBuffer.wrap(body), 0, body.length, false))
        .isTrue();
  }

  private Joined joins(int thread) {
    List<Peer> joined = new ArrayList<>();
    FakeClient client =
        new FakeClient(
            threads.get(thread),
            new FakeClient.Settings(65_535, 1 << 20),
            connection -> {
              joined.add(joinsNow(thread, connection));
              return new Ignoring();
            });
    passes();
    return new Joined(joined.getFirst(), client);
  }

  private Peer joinsNow(int thread, Connection connection) {
    lastAlias++;
    return replica(thread).join(new Grant(lastAlias, 0), "0x" + lastAlias, connection);
  }

  private static final class Ignoring implements ConnectionListener {
    @Override
    public void onMessage(ByteBuffer message) {}

    @Override
    public void onBacklog() {}

    @Override
    public void onEnd(ConnectionEnd end) {}

    @Override
    public void onClosed() {}
  }
}
