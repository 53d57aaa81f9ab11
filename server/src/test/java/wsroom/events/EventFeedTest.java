package wsroom.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import wsroom.config.Topic;
import wsroom.proto.events.v1.Envelope;
import wsroom.proto.events.v1.Gap;
import wsroom.proto.events.v1.PeerJoined;
import wsroom.proto.events.v1.PeerKicked;
import wsroom.proto.events.v1.PeerLeft;
import wsroom.proto.events.v1.PeerRefused;
import wsroom.proto.events.v1.RoomCreated;
import wsroom.session.CloseReason;
import wsroom.session.JoinedSession;
import wsroom.session.PendingSession;
import wsroom.websocket.ClientFrames;
import wsroom.websocket.FakeClient;
import wsroom.websocket.FakeIoThreads;
import wsroom.websocket.ServerFrames;
import wsroom.websocket.ServerFrames.Close;
import wsroom.websocket.ServerFrames.Ping;

/// Consumers of the events on fake sockets, with a log that keeps a hundred.
class EventFeedTest {
  private static final JoinedSession ANN = new JoinedSession(1, "plaza", "0xa", 7);
  private static final JoinedSession BOB = new JoinedSession(2, "theatre", "0xb", 8);

  private final FakeIoThreads threads = FakeIoThreads.inOrder(2);
  private final EventLog log = new EventLog(() -> Instant.ofEpochMilli(4_000), 100);
  private final EventFeed feed = new EventFeed(log, "here", 2);

  @Test
  void consumerReceivesEventsInOrder() throws InvalidProtocolBufferException {
    FakeClient consumer = consumer(EventFilter.EVERYTHING, 0);
    log.joined(ANN, 1);
    log.kicked(ANN, CloseReason.KICKED, "spam");
    log.left(ANN, CloseReason.KICKED);
    log.handshakeEnded(
        new PendingSession(3, "plaza", "0xc"), CloseReason.ROOM_FULL, "the room is full");
    threads.runAll();

    List<Envelope> heard = heard(consumer);
    assertThat(heard)
        .map(EventFeedTest::line)
        .containsExactly(
            "1 room.created",
            "2 peer.joined",
            "3 peer.kicked",
            "4 peer.left",
            "5 room.gone",
            "6 peer.refused");
    assertThat(heard)
        .allSatisfy(
            envelope -> {
              assertThat(envelope.getHeader().getSource()).isEqualTo("here");
              assertThat(envelope.getHeader().getTimeMs()).isEqualTo(4_000);
            });
    assertThat(heard.get(0).getEvent().unpack(RoomCreated.class).getRoomId()).isEqualTo("plaza");
    assertThat(heard.get(1).getEvent().unpack(PeerJoined.class))
        .isEqualTo(
            PeerJoined.newBuilder()
                .setRoomId("plaza")
                .setSessionId(1)
                .setAddress("0xa")
                .setAlias(7)
                .build());
    assertThat(heard.get(2).getEvent().unpack(PeerKicked.class).getText()).isEqualTo("spam");
    assertThat(heard.get(3).getEvent().unpack(PeerLeft.class).getReason()).isEqualTo("kicked");
    assertThat(heard.get(5).getEvent().unpack(PeerRefused.class))
        .isEqualTo(
            PeerRefused.newBuilder()
                .setRoomId("plaza")
                .setSessionId(3)
                .setClaimedAddress("0xc")
                .setReason("room_full")
                .setText("the room is full")
                .build());
  }

  @Test
  void consumerReceivesOnlyItsTopicsAndRooms() {
    FakeClient joins = consumer(new EventFilter(Set.of(Topic.PEER_JOINED), Set.of()), 0);
    FakeClient theatre = consumer(new EventFilter(Set.of(), Set.of("theatre")), 0);
    log.joined(ANN, 1);
    log.joined(BOB, 1);
    threads.runAll();

    assertThat(heard(joins))
        .map(EventFeedTest::line)
        .containsExactly("2 peer.joined", "4 peer.joined");
    assertThat(heard(theatre))
        .map(EventFeedTest::line)
        .containsExactly("3 room.created", "4 peer.joined");
  }

  @Test
  void reconnectedConsumerContinuesAfterItsLastEvent() {
    log.joined(ANN, 1);
    log.joined(BOB, 1);

    assertThat(heard(consumer(EventFilter.EVERYTHING, 3)))
        .map(EventFeedTest::line)
        .containsExactly("4 peer.joined");
  }

  @Test
  void lateReconnectReceivesAGap() throws InvalidProtocolBufferException {
    refuse(150);

    List<Envelope> heard = heard(consumer(new EventFilter(Set.of(), Set.of("none")), 10));
    assertThat(heard).map(EventFeedTest::line).containsExactly("50 feed.gap");
    assertThat(heard.getFirst().getEvent().unpack(Gap.class))
        .isEqualTo(Gap.newBuilder().setFrom(11).setTo(50).build());
  }

  @Test
  void slowConsumerReceivesAGapAndDelaysNoOther() throws InvalidProtocolBufferException {
    FakeClient quick = consumer(EventFilter.EVERYTHING, 0);
    FakeClient slow = consumer(EventFilter.EVERYTHING, 0);
    slow.readsNothing();
    for (int i = 0; i < 10; i++) {
      refuse(50);
      threads.passes(Duration.ofMillis(100));
    }
    assertThat(heard(quick)).hasSize(500);
    // Its backlog is at most the event that was being sent when it stopped reading.
    assertThat(slow.backlogBytes()).isPositive().isLessThan(500);

    slow.readsEverything();
    threads.passes(Duration.ofMillis(200));

    List<Envelope> heard = heard(slow);
    long expected = 1;
    int gaps = 0;
    for (Envelope envelope : heard) {
      if (envelope.getEvent().is(Gap.class)) {
        Gap gap = envelope.getEvent().unpack(Gap.class);
        assertThat(gap.getFrom()).isEqualTo(expected);
        assertThat(gap.getTo()).isEqualTo(400);
        expected = gap.getTo() + 1;
        gaps++;
      } else {
        assertThat(envelope.getHeader().getSequence()).isEqualTo(expected++);
      }
    }
    assertThat(gaps).isEqualTo(1);
    assertThat(expected).isEqualTo(501);
  }

  @Test
  void messageFromAConsumerClosesIt() {
    FakeClient talker = consumer(EventFilter.EVERYTHING, 0);
    talker.sendsMessage(new byte[] {1});
    threads.runAll();
    assertThat(talker.heard()).containsExactly(new Close(1003, "events go one way"));

    FakeClient writer = consumer(EventFilter.EVERYTHING, 0);
    writer.sends(ClientFrames.text("hello"));
    threads.runAll();
    assertThat(writer.heard()).singleElement().isInstanceOf(Close.class);
    assertThat(((Close) writer.heard().getFirst()).code()).isEqualTo(1003);
  }

  @Test
  void consumerIsPingedEveryTenSecondsAndAbortedWithoutAReply() {
    FakeClient lively = consumer(EventFilter.EVERYTHING, 0);
    FakeClient frozen = consumer(EventFilter.EVERYTHING, 0);
    threads.passes(Duration.ofMillis(10_100));
    assertThat(lively.heard()).containsExactly(new Ping(ByteString.copyFromUtf8("ev")));
    lively.sends(ClientFrames.pong(new byte[] {'e', 'v'}));
    threads.passes(Duration.ofSeconds(10));

    assertThat(lively.isDropped()).isFalse();
    assertThat(frozen.isDropped()).isTrue();
    assertThat(feed.consumers()).isEqualTo(1);
    assertThat(feed.hasCapacity()).isTrue();
  }

  @Test
  void floodOfPingsClosesTheConsumer() {
    FakeClient flooding = consumer(EventFilter.EVERYTHING, 0);
    for (int i = 0; i < 200; i++) {
      flooding.sends(ClientFrames.ping(new byte[] {1}));
    }
    threads.runAll();

    assertThat(flooding.heard()).last().isEqualTo(new Close(1008, "too many frames"));
  }

  @Test
  void shutdownSendsTheRemainingEventsAndCloses() throws InterruptedException {
    FakeClient consumer = consumer(EventFilter.EVERYTHING, 0);
    log.joined(ANN, 1);
    feed.close(Duration.ZERO);
    threads.runAll();

    List<ServerFrames.Heard> heard = consumer.heard();
    assertThat(heard(consumer))
        .map(EventFeedTest::line)
        .containsExactly("1 room.created", "2 peer.joined");
    assertThat(heard).last().isEqualTo(new Close(1001, "the server is going away"));
    threads.passes(Duration.ofSeconds(3));
    assertThat(consumer.isDropped()).isTrue();
    assertThat(feed.consumers()).isZero();
  }

  @Test
  void consumersAreLimited() {
    FakeClient first = consumer(EventFilter.EVERYTHING, 0);
    consumer(EventFilter.EVERYTHING, 0);
    assertThat(feed.hasCapacity()).isFalse();
    first.isCutOff();
    threads.runAll();

    assertThat(feed.hasCapacity()).isTrue();
  }

  private FakeClient consumer(EventFilter filter, long after) {
    FakeClient client =
        new FakeClient(
            threads.get(0),
            new FakeClient.Settings(1024, 1 << 20),
            connection -> feed.open(connection, Subscription.of(filter, after)));
    threads.runAll();
    return client;
  }

  private void refuse(int times) {
    for (int i = 0; i < times; i++) {
      log.handshakeEnded(
          new PendingSession(i, "plaza", ""), CloseReason.ROOM_FULL, "the room is full");
    }
  }

  private static List<Envelope> heard(FakeClient client) {
    List<Envelope> heard = new ArrayList<>();
    for (ByteString message : client.messages()) {
      try {
        heard.add(Envelope.parseFrom(message));
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
    }
    return heard;
  }

  private static String line(Envelope envelope) {
    return envelope.getHeader().getSequence() + " " + envelope.getHeader().getTopic();
  }
}
