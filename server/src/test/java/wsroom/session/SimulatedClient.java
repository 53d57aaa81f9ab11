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

/// A client that completes the handshake by itself, records all packets that it receives, and
/// checks afterwards that they are consistent.
final class SimulatedClient {
  private final Relay relay;
  private final String name;
  private final String room;
  private final FakeClient socket;
  private final List<WsPacket> received = new ArrayList<>();
  private final Set<Integer> knownAliases = new HashSet<>();
  private final Map<Integer, Set<Integer>> sentNumbers = new HashMap<>();
  private int framesRead;
  private int number;
  private int alias;
  private boolean disconnected;

  SimulatedClient(Relay relay, String name, String room, int thread) {
    this.relay = relay;
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

  /// The alias in its welcome; 0 before.
  int alias() {
    return alias;
  }

  Relay relay() {
    return relay;
  }

  /// The aliases of the other members, as it knows them.
  Set<Integer> knownAliases() {
    return knownAliases;
  }

  /// Whether it is a member of its room, as far as it knows.
  boolean isMember() {
    return alias > 0 && !disconnected;
  }

  boolean isMember(String where) {
    return isMember() && room.equals(where);
  }

  // --- Actions ---

  /// Sends its next number to the members that it knows now.
  void sendsNextNumber(boolean reliably) {
    if (!isMember()) {
      return;
    }
    number++;
    for (int known : knownAliases) {
      sentNumbers.computeIfAbsent(known, unknown -> new HashSet<>()).add(number);
    }
    String body = Integer.toString(number);
    socket.sendsMessage(
        Packets.update(999, ByteString.copyFromUtf8(body), !reliably).toByteArray());
  }

  void closes() {
    if (!disconnected) {
      disconnected = true;
      socket.closes(1000);
    }
  }

  void hangsUp() {
    disconnected = true;
    socket.hangsUp();
  }

  void isCutOff() {
    disconnected = true;
    socket.isCutOff();
  }

  /// Reads the received frames, and answers the challenge.
  void reads() {
    List<ServerFrames.Heard> heard = socket.heard();
    for (; framesRead < heard.size(); framesRead++) {
      switch (heard.get(framesRead)) {
        case Message message -> read(Client.packet(message));
        case ServerFrames.Close(int code, var _) -> {
          if (!disconnected) {
            disconnected = true;
            socket.closes(code);
          }
        }
        default -> {}
      }
    }
    disconnected |= socket.isDropped();
  }

  private void read(WsPacket packet) {
    received.add(packet);
    switch (packet.getMessageCase()) {
      case CHALLENGE_MESSAGE -> {
        String challenge = packet.getChallengeMessage().getChallengeToSign();
        socket.sendsMessage(
            Packets.signedChallenge(Relay.signature(Client.addressOf(name), challenge))
                .toByteArray());
      }
      case WELCOME_MESSAGE -> {
        alias = packet.getWelcomeMessage().getAlias();
        knownAliases.addAll(packet.getWelcomeMessage().getPeerIdentitiesMap().keySet());
      }
      case PEER_JOIN_MESSAGE -> knownAliases.add(packet.getPeerJoinMessage().getAlias());
      case PEER_LEAVE_MESSAGE -> knownAliases.remove(packet.getPeerLeaveMessage().getAlias());
      default -> {}
    }
  }

  // --- Checks ---

  Set<Integer> numbersSentTo(int receiver) {
    return sentNumbers.getOrDefault(receiver, Set.of());
  }

  List<Integer> numbersReceivedFrom(int sender) {
    return received.stream()
        .filter(WsPacket::hasPeerUpdateMessage)
        .map(WsPacket::getPeerUpdateMessage)
        .filter(update -> update.getFromAlias() == sender)
        .map(update -> Integer.valueOf(update.getBody().toStringUtf8()))
        .toList();
  }

  /// Checks the received packets from the beginning: each must be possible after the previous ones.
  void assertConsistent(int seats) {
    Set<Integer> present = new HashSet<>();
    Set<Integer> everPresent = new HashSet<>();
    Map<Integer, Integer> lastNumber = new HashMap<>();
    boolean welcomed = false;
    for (WsPacket packet : received) {
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
          assertThat(joined).as("%s is sent its own join", this).isNotEqualTo(alias);
          assertThat(everPresent.add(joined))
              .as("%s is sent the join of %s twice", this, joined)
              .isTrue();
          present.add(joined);
        }
        case PEER_LEAVE_MESSAGE -> {
          int left = packet.getPeerLeaveMessage().getAlias();
          assertThat(present.remove(left))
              .as("%s is sent the leave of unknown %s", this, left)
              .isTrue();
        }
        case PEER_UPDATE_MESSAGE -> {
          int from = packet.getPeerUpdateMessage().getFromAlias();
          int number = Integer.parseInt(packet.getPeerUpdateMessage().getBody().toStringUtf8());
          assertThat(present).as("%s receives an update of %s", this, from).contains(from);
          Integer before = lastNumber.put(from, number);
          if (before != null) {
            assertThat(number)
                .as("%s receives the updates of %s in order", this, from)
                .isEqualTo(before + 1);
          }
        }
        default -> {}
      }
      if (welcomed) {
        assertThat(present.size())
            .as("%s knows no more members than seats", this)
            .isLessThan(seats);
      }
    }
  }

  /// Checks the received packets of a run in which nodes may lose each other: a member may then
  /// leave and join again, but is never listed twice, nor is its address; and no reliable update is
  /// missing between one that is received and the next.
  void assertConsistentAcrossNodes() {
    Map<Integer, String> present = new HashMap<>();
    Map<Integer, Integer> lastNumber = new HashMap<>();
    for (WsPacket packet : received) {
      switch (packet.getMessageCase()) {
        case WELCOME_MESSAGE -> {
          present.putAll(packet.getWelcomeMessage().getPeerIdentitiesMap());
          assertThat(present.values())
              .as("addresses in %s's welcome", this)
              .doesNotHaveDuplicates()
              .doesNotContain(Client.addressOf(name));
        }
        case PEER_JOIN_MESSAGE -> {
          int joined = packet.getPeerJoinMessage().getAlias();
          String address = packet.getPeerJoinMessage().getAddress();
          assertThat(present).as("%s is sent a join twice", this).doesNotContainKey(joined);
          assertThat(present).as("%s is sent an address twice", this).doesNotContainValue(address);
          assertThat(address)
              .as("%s is sent the join of its own address", this)
              .isNotEqualTo(Client.addressOf(name));
          present.put(joined, address);
        }
        case PEER_LEAVE_MESSAGE -> {
          int left = packet.getPeerLeaveMessage().getAlias();
          assertThat(present.remove(left))
              .as("%s is sent the leave of unknown %s", this, left)
              .isNotNull();
          lastNumber.remove(left);
        }
        case PEER_UPDATE_MESSAGE -> {
          int from = packet.getPeerUpdateMessage().getFromAlias();
          int number = Integer.parseInt(packet.getPeerUpdateMessage().getBody().toStringUtf8());
          assertThat(present).as("%s receives an update of %s", this, from).containsKey(from);
          Integer before = lastNumber.put(from, number);
          if (before != null) {
            assertThat(number)
                .as("%s receives the updates of %s in order", this, from)
                .isEqualTo(before + 1);
          }
        }
        default -> {}
      }
    }
  }

  void assertSeats(int seats) {
    Set<Integer> present = new HashSet<>();
    for (WsPacket packet : received) {
      switch (packet.getMessageCase()) {
        case WELCOME_MESSAGE ->
            present.addAll(packet.getWelcomeMessage().getPeerIdentitiesMap().keySet());
        case PEER_JOIN_MESSAGE -> present.add(packet.getPeerJoinMessage().getAlias());
        case PEER_LEAVE_MESSAGE -> present.remove(packet.getPeerLeaveMessage().getAlias());
        default -> {}
      }
      assertThat(present.size()).as("%s knows no more members than seats", this).isLessThan(seats);
    }
  }

  @Override
  public String toString() {
    return name + "#" + alias + " in " + room;
  }
}
