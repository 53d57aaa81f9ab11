package wsroom.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import wsroom.access.JoinPermit;
import wsroom.proto.rfc5.WsPacket;
import wsroom.websocket.FakeClient;
import wsroom.websocket.ServerFrames;
import wsroom.websocket.ServerFrames.Message;

/// A client that does the handshake by itself, keeps a diary of what it is told, and can say
/// afterwards whether that made sense.
final class SimulatedClient {
  private final String name;
  private final String room;
  private final FakeClient socket;
  private final List<WsPacket> diary = new ArrayList<>();
  private final Set<Integer> view = new HashSet<>();
  private final Map<Integer, Set<Integer>> said = new HashMap<>();
  private int framesRead;
  private int number;
  private int alias;
  private boolean gone;

  SimulatedClient(Relay relay, String name, String room, int thread) {
    this.name = name;
    this.room = room;
    this.socket =
        new FakeClient(
            relay.threads.get(thread),
            new FakeClient.Settings(SessionSettings.MAX_HANDSHAKE_MESSAGE_BYTES, 1 << 20),
            connection -> relay.sessions().open(connection, JoinPermit.of(room)));
    socket.sendsMessage(Packets.identification(Client.addressOf(name)).toByteArray());
  }

  String name() {
    return name;
  }

  String room() {
    return room;
  }

  /// What its welcome said; 0 before that.
  int alias() {
    return alias;
  }

  /// Whom it knows.
  Set<Integer> view() {
    return view;
  }

  /// Whether it is in its room, as far as it knows.
  boolean isIn() {
    return alias > 0 && !gone;
  }

  boolean isIn(String where) {
    return isIn() && room.equals(where);
  }

  // --- Does ---

  /// Says its next number to those whom it knows now.
  void speaks(boolean reliably) {
    if (!isIn()) {
      return;
    }
    number++;
    for (int known : view) {
      said.computeIfAbsent(known, unknown -> new HashSet<>()).add(number);
    }
    String body = Integer.toString(number);
    socket.sendsMessage(
        Packets.update(999, ByteString.copyFromUtf8(body), !reliably).toByteArray());
  }

  void closes() {
    if (!gone) {
      gone = true;
      socket.closes(1000);
    }
  }

  void hangsUp() {
    gone = true;
    socket.hangsUp();
  }

  void isCutOff() {
    gone = true;
    socket.isCutOff();
  }

  /// Reads what has come, and answers the challenge.
  void reads() {
    List<ServerFrames.Heard> heard = socket.heard();
    for (; framesRead < heard.size(); framesRead++) {
      switch (heard.get(framesRead)) {
        case Message message -> read(Client.packet(message));
        case ServerFrames.Close(int code, var _) -> {
          if (!gone) {
            gone = true;
            socket.closes(code);
          }
        }
        default -> {}
      }
    }
  }

  private void read(WsPacket packet) {
    diary.add(packet);
    switch (packet.getMessageCase()) {
      case CHALLENGE_MESSAGE -> {
        String challenge = packet.getChallengeMessage().getChallengeToSign();
        socket.sendsMessage(
            Packets.signedChallenge(Relay.signature(Client.addressOf(name), challenge))
                .toByteArray());
      }
      case WELCOME_MESSAGE -> {
        alias = packet.getWelcomeMessage().getAlias();
        view.addAll(packet.getWelcomeMessage().getPeerIdentitiesMap().keySet());
      }
      case PEER_JOIN_MESSAGE -> view.add(packet.getPeerJoinMessage().getAlias());
      case PEER_LEAVE_MESSAGE -> view.remove(packet.getPeerLeaveMessage().getAlias());
      default -> {}
    }
  }

  // --- Tells ---

  Set<Integer> numbersSaidTo(int listener) {
    return said.getOrDefault(listener, Set.of());
  }

  List<Integer> numbersHeardFrom(int speaker) {
    return diary.stream()
        .filter(WsPacket::hasPeerUpdateMessage)
        .map(WsPacket::getPeerUpdateMessage)
        .filter(update -> update.getFromAlias() == speaker)
        .map(update -> Integer.valueOf(update.getBody().toStringUtf8()))
        .toList();
  }

  /// Reads the diary from the beginning: each line must be possible after those before.
  void storyMakesSense(int seats) {
    Set<Integer> present = new HashSet<>();
    Set<Integer> everPresent = new HashSet<>();
    Map<Integer, Integer> lastNumber = new HashMap<>();
    boolean welcomed = false;
    for (WsPacket packet : diary) {
      switch (packet.getMessageCase()) {
        case WELCOME_MESSAGE -> {
          assertThat(welcomed).as("%s is welcomed once", this).isFalse();
          welcomed = true;
          present.addAll(packet.getWelcomeMessage().getPeerIdentitiesMap().keySet());
          everPresent.addAll(present);
          assertThat(present).as("%s's welcome", this).doesNotContain(alias);
        }
        case PEER_JOIN_MESSAGE -> {
          int joined = packet.getPeerJoinMessage().getAlias();
          assertThat(joined).as("%s hears of its own join", this).isNotEqualTo(alias);
          assertThat(everPresent.add(joined))
              .as("%s hears twice that %s joins", this, joined)
              .isTrue();
          present.add(joined);
        }
        case PEER_LEAVE_MESSAGE -> {
          int left = packet.getPeerLeaveMessage().getAlias();
          assertThat(present.remove(left))
              .as("%s hears of unknown %s's leave", this, left)
              .isTrue();
        }
        case PEER_UPDATE_MESSAGE -> {
          int from = packet.getPeerUpdateMessage().getFromAlias();
          int said = Integer.parseInt(packet.getPeerUpdateMessage().getBody().toStringUtf8());
          assertThat(present).as("%s hears %s", this, from).contains(from);
          Integer before = lastNumber.put(from, said);
          if (before != null) {
            assertThat(said).as("%s hears %s in order", this, from).isEqualTo(before + 1);
          }
        }
        default -> {}
      }
      if (welcomed) {
        assertThat(present.size()).as("%s sees no more than the seats", this).isLessThan(seats);
      }
    }
  }

  @Override
  public String toString() {
    return name + "#" + alias + " in " + room;
  }
}
