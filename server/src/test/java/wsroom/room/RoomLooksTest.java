package wsroom.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import wsroom.packet.PositionBody;
import wsroom.proto.rfc4.Chat;
import wsroom.proto.rfc4.Packet;
import wsroom.proto.rfc4.Position;
import wsroom.room.membership.Grant;
import wsroom.websocket.Connection;
import wsroom.websocket.ConnectionEnd;
import wsroom.websocket.ConnectionListener;
import wsroom.websocket.FakeClient;
import wsroom.websocket.FakeIoThreads;

/// Looks at the positions in rooms of one thread.
class RoomLooksTest {
  private final FakeIoThreads threads = FakeIoThreads.inOrder(1);
  private final ThreadRooms rooms =
      ThreadRooms.onEach(List.of(threads.get(0)), 0, lag -> {}).getFirst();
  private int lastAlias;

  @Test
  void nothingIsKeptUntilSomeoneLooks() {
    Peer ann = joins("plaza");
    moves("plaza", ann, 1);
    assertThat(look("plaza").positions()).isEmpty();
    moves("plaza", ann, 2);
    moves("plaza", ann, 3);

    threads.passes(Duration.ofMillis(100));
    SampledPosition seen = look("plaza").positions().getFirst();
    assertThat(seen.alias()).isEqualTo(ann.alias());
    assertThat(seen.ageNanos()).isEqualTo(Duration.ofMillis(100).toNanos());
    assertThat(PositionBody.decode(seen.body())).hasValue(new PositionBody.Place(3, 0, 0));
  }

  @Test
  void lookEndsAfterTenSecondsWithoutAnother() {
    Peer ann = joins("plaza");
    look("plaza");
    threads.passes(Duration.ofSeconds(9));
    look("plaza");
    threads.passes(Duration.ofSeconds(9));
    moves("plaza", ann, 1);
    assertThat(room("plaza").look()).isNotNull();

    threads.passes(Duration.ofSeconds(2));
    assertThat(room("plaza").look()).isNull();
    assertThat(ann.sample).isNull();
    assertThat(look("plaza").positions()).isEmpty();
  }

  @Test
  void otherUpdatesAndLongOnesAreNotKept() {
    Peer ann = joins("plaza");
    look("plaza");
    samples(
        "plaza",
        ann,
        Packet.newBuilder().setChat(Chat.newBuilder().setMessage("hello")).build().toByteArray());
    byte[] tooLong = new byte[200];
    tooLong[0] = 10;
    samples("plaza", ann, tooLong);

    assertThat(look("plaza").positions()).isEmpty();
  }

  @Test
  void roomsThatAreLookedAtAreLimited() {
    for (int i = 0; i <= RoomLooks.MAX_ROOMS; i++) {
      joins("room " + i);
      assertThat(look("room " + i).isWatched()).isEqualTo(i < RoomLooks.MAX_ROOMS);
    }
    threads.passes(Duration.ofSeconds(11));

    assertThat(look("room " + RoomLooks.MAX_ROOMS).isWatched()).isTrue();
  }

  @Test
  void roomThatIsGoneIsForgotten() {
    Peer ann = joins("plaza");
    look("plaza");
    threads.on(threads.get(0), () -> room("plaza").leave(ann));
    assertThat(look("plaza").positions()).isEmpty();
    Peer again = joins("plaza");
    look("plaza");
    moves("plaza", again, 7);
    assertThat(look("plaza").positions()).hasSize(1);

    threads.passes(Duration.ofSeconds(11));
    assertThat(room("plaza").look()).isNull();
  }

  private RoomLooks.View look(String roomId) {
    RoomLooks.View[] view = new RoomLooks.View[1];
    threads.on(threads.get(0), () -> view[0] = rooms.looks().look(roomId));
    return view[0];
  }

  private RoomReplica room(String roomId) {
    RoomReplica[] room = new RoomReplica[1];
    threads.on(threads.get(0), () -> room[0] = rooms.room(roomId));
    return room[0];
  }

  private Peer joins(String roomId) {
    Peer[] peer = new Peer[1];
    int alias = ++lastAlias;
    var _ =
        new FakeClient(
            threads.get(0),
            new FakeClient.Settings(65_535, 1 << 20),
            connection -> {
              peer[0] = rooms.room(roomId).join(new Grant(alias, 0), "0x" + alias, connection);
              return new Ignoring(connection);
            });
    threads.passes(Duration.ofMillis(5));
    return peer[0];
  }

  private void moves(String roomId, Peer peer, float x) {
    samples(
        roomId,
        peer,
        Packet.newBuilder()
            .setPosition(Position.newBuilder().setPositionX(x))
            .build()
            .toByteArray());
  }

  private void samples(String roomId, Peer peer, byte[] body) {
    threads.on(
        threads.get(0),
        () -> {
          PositionLook look = rooms.room(roomId).look();
          if (look != null) {
            look.sample(peer, ByteBuffer.wrap(body), 0, body.length);
          }
        });
  }

  private record Ignoring(Connection connection) implements ConnectionListener {
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
